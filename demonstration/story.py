"""The whole story: the territory, the people and what they did; then the mails, each in its own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from communes.domain.territory import load, read_territory
from communes.models import Commune, Person
from demonstration.audits import load_audits
from demonstration.campaigns import load_campaigns
from demonstration.catalogue import load_catalogue, load_framework, load_needs, load_told_needs
from demonstration.colleagues import load_colleagues
from demonstration.equipment import load_equipment
from demonstration.exchange import load_exchange
from demonstration.mails import load_mails
from demonstration.orders import load_orders
from demonstration.people import load_people
from demonstration.rounds import load_rounds
from demonstration.session_desk import load_session_desk
from demonstration.sites import load_sites
from demonstration.tickets import load_articles, load_tickets
from demonstration.training import load_training
from demonstration.training_closing import load_costs, load_opinions
from demonstration.training_meeting import load_meeting
from demonstration.training_presence import load_presence
from demonstration.training_swap import load_swap
from demonstration.training_trainer import load_trainer_side
from demonstration.training_wishes import load_wishes
from portal.accounts.models import User
from portal.lib.refusal import Refusal
from portal.walls.acting import wall_for_all
from purchasing.models import Campaign

if TYPE_CHECKING:
    from datetime import datetime


def is_empty() -> bool:
    """Nobody and no campaign: nothing that a story could spoil."""
    return not Person.objects.exists() and not Campaign.objects.exists()


def tell(*, at: datetime) -> None:
    """Fill an empty database. Refusal when someone already lives there."""
    if not is_empty():
        raise Refusal(
            "La base contient déjà des personnes ou des campagnes : ./run reset la vide."
        )
    with wall_for_all():
        load(read_territory(28), overwrite=False, at=at)
    with wall_for_all():
        on = localdate(at)
        communes = list(Commune.objects.members(on=on).order_by("insee"))
        load_sites(communes, year=on.year)
        load_people(communes, on=on)
        load_catalogue(on=on)
        convention = load_framework(communes, on=on)
        load_needs(at=at)
        load_told_needs(manager=User.objects.get(email="gestion@example.org"), at=at)
        load_campaigns(convention, at=at)
        load_articles(at=at)
        load_tickets(at=at)
        load_equipment(communes, at=at)
        load_orders(at=at)
        load_audits(communes, agent=User.objects.get(email="informatique@example.org"), at=at)
        load_rounds(at=at)
        load_training(at=at)
        load_colleagues(at=at)
        load_exchange(at=at)
        load_session_desk(at=at)
        load_costs(at=at)
        load_trainer_side(at=at)
        load_presence(at=at)
        load_wishes(at=at)
        load_opinions(at=at)
        load_meeting(at=at)
        load_swap(at=at)
    load_mails(at=at)
