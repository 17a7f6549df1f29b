from communes.models.commune import Commune, Folded, Population
from communes.models.epci import Epci, Membership
from communes.models.invitation import Invitation
from communes.models.need import Need
from communes.models.person import Absence, Mailbox, Person, Position
from communes.models.site import Site

__all__ = [
    "Absence",
    "Commune",
    "Epci",
    "Folded",
    "Invitation",
    "Mailbox",
    "Membership",
    "Need",
    "Person",
    "Population",
    "Position",
    "Site",
]
