"""What the link of a mail opens: whose request it is, found before any wall is raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from communes.models import Commune, Mailbox, Person, Position
from communes.states import COMMUNE_ROLES
from itsupport.models import Ticket
from itsupport.queries.links import read_token
from portal.lib.dates import paris_date
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Linked:
    """The request that a good signature names; `replaced` when a later link took its place."""

    ticket_id: int
    commune_id: int | None
    replaced: bool


def commune_of_link(token: str) -> Linked | None:
    """None when the signature is not ours, or the request is no more."""
    claim = read_token(token)
    if claim is None:
        return None
    with wall_for_all():
        row = (
            Ticket.objects.filter(pk=claim.ticket_id)
            .values_list("commune_id", "link_version")
            .first()
        )
    if row is None:
        return None
    commune_id, version = row
    return Linked(claim.ticket_id, commune_id, replaced=version != claim.version)


def communes_of_requester(ticket: Ticket, *, at: datetime) -> QuerySet[Commune]:
    """Those that the sender of a mail may write for; all the members when nobody knows her."""
    day = paris_date(at)
    found = communes_of_address(ticket.requester_email, on=day)
    members = Commune.objects.members(on=day).order_by("name_sort")
    return members.filter(pk__in=found) if found else members


def communes_of_address(email: str, *, on: date) -> set[int]:
    """The communes that an address may write for: its mailboxes, and the positions of the person who reads it."""
    if not email:
        return set()
    mailboxes = Mailbox.objects.filter(email__iexact=email, active=True)
    by_person = Position.objects.on(on).filter(role__in=COMMUNE_ROLES, person__email__iexact=email)
    by_user = Position.objects.on(on).filter(
        role__in=COMMUNE_ROLES, person__user__email__iexact=email
    )
    published = Commune.objects.members(on=on).filter(email__iexact=email)
    found = {
        *mailboxes.values_list("commune_id", flat=True),
        *by_person.values_list("commune_id", flat=True),
        *by_user.values_list("commune_id", flat=True),
        *published.values_list("pk", flat=True),
    }
    return {pk for pk in found if pk is not None}


def person_of_address(email: str) -> Person | None:
    """The one person who reads this address; None when nobody does, or several."""
    if not email:
        return None
    same = Q(email__iexact=email) | Q(user__email__iexact=email)
    found = list(Person.objects.filter(same)[:2])
    return found[0] if len(found) == 1 else None
