"""A small campaign for tests: two buildings, three items, last year's answer, a register."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from communes.models import Commune, Site
from portal.walls.acting import Acting
from purchasing.models import (
    Campaign,
    Extinguisher,
    LotItem,
    NeedLine,
    Participation,
)
from purchasing.states import (
    AssetRule,
    CampaignState,
    Channel,
    ExtinguisherKind,
    ParticipationState,
)
from tests import factories

NOON = dt.datetime(2026, 11, 10, 11, tzinfo=dt.UTC)
LAST_YEAR = dt.datetime(2025, 11, 10, 11, tzinfo=dt.UTC)


class ExtinguisherFactory(DjangoModelFactory):
    class Meta:
        model = Extinguisher

    kind = ExtinguisherKind.WATER
    number = factory.Sequence("E{:03d}".format)
    made_in = 2019


class NeedLineFactory(DjangoModelFactory):
    class Meta:
        model = NeedLine

    participation = factory.SubFactory(factories.ParticipationFactory)
    commune = factory.SelfAttribute("participation.commune")
    quantity_max = factory.SelfAttribute("quantity")
    changed_at = NOON


@dataclass
class Town:
    """A commune invited to a campaign: its secretary, buildings, and the campaign's items."""

    user: object
    commune: Commune
    answer: Participation
    campaign: Campaign
    hall: Site
    room: Site
    check: LotItem
    panel: LotItem
    book: LotItem

    def reload(self):
        self.answer.refresh_from_db()
        return self.answer

    def figures(self):
        return {
            (line.lot_item_id, line.site_id): line.quantity
            for line in NeedLine.objects.filter(participation=self.answer)
        }


def make_campaign(**changes):
    """An open campaign: checks at 6,90 €, panels by ten at 2,85 €, a book at 14 € with a reason."""
    campaign = factories.CampaignFactory(open=True, title="Extincteurs 2027", **changes)
    lot = factories.LotFactory(campaign=campaign, number=1)
    rows = (
        ("Vérification annuelle", "6.90", 1, AssetRule.ANNUAL_CHECK, False),
        ("Panneau de signalisation", "2.85", 10, "", False),
        ("Registre de sécurité", "14.00", 1, "", True),
    )
    for position, (label, price, pack, rule, reason) in enumerate(rows):
        factories.LotItemFactory(
            lot=lot,
            label=label,
            price=price,
            pack_size=pack,
            asset_rule=rule,
            justification_required=reason,
            position=position,
        )
    return campaign


def make_town(campaign=None, *, secretary=None):
    campaign = campaign or make_campaign()
    position = secretary or factories.SecretaryFactory()
    user, commune = position.person.user, position.commune
    user.acting = Acting(
        roles=frozenset({"secretary"}),
        communes={commune.pk: commune.name},
        held=frozenset({("secretary", commune.pk)}),
        current=commune.pk,
    )
    check, panel, book = LotItem.objects.filter(lot__campaign=campaign).order_by("position")
    return Town(
        user=user,
        commune=commune,
        campaign=campaign,
        answer=factories.ParticipationFactory(campaign=campaign, commune=commune),
        hall=factories.SiteFactory(commune=commune, name="Mairie"),
        room=factories.SiteFactory(commune=commune, kind="hall", name="Salle"),
        check=check,
        panel=panel,
        book=book,
    )


def give_last_year(town, figures):
    """The commune's answer of last year, locked: `figures` by (item of this year, site)."""
    last = factories.CampaignFactory(
        state=CampaignState.LOCKED,
        opened_at=LAST_YEAR - dt.timedelta(days=30),
        closed_at=LAST_YEAR,
        locked_at=LAST_YEAR,
    )
    Campaign.objects.filter(pk=town.campaign.pk).update(previous=last)
    lot = factories.LotFactory(campaign=last, number=1)
    before = factories.ParticipationFactory(
        campaign=last,
        commune=town.commune,
        state=ParticipationState.LOCKED,
        answered_at=LAST_YEAR,
        channel=Channel.WEB,
    )
    items = {
        item: factories.LotItemFactory(lot=lot, item=item.item, price=item.price)
        for item in {item for item, _ in figures}
    }
    for (item, site), quantity in figures.items():
        NeedLineFactory(
            participation=before, lot_item=items[item], site=site, quantity=Decimal(quantity)
        )
    return last
