"""A campaign takes up needs that communes said, and remembers them."""

import pytest

from portal.lib.refusal import Refusal
from purchasing.domain import drafts
from purchasing.domain.gathering import draft_from_needs, gather_needs
from purchasing.queries.builder import workshop
from tests.factories import CampaignFactory, ItemFactory, NeedFactory

pytestmark = pytest.mark.django_db


def test_a_draft_is_made_of_the_needs_of_the_communes(manager, at):
    item = ItemFactory(code="PC-01")
    needs = [NeedFactory(theme="it", item_code="PC-01"), NeedFactory(theme="purchase")]

    campaign = draft_from_needs(
        drafts.Draft(title="Matériel"), [need.pk for need in needs], by=manager, at=at
    )

    lots = {lot.title: [one.item for one in lot.items.all()] for lot in campaign.lots.all()}
    assert lots == {"Informatique": [item], "Achat": []}
    assert campaign.gathered_needs.count() == 2


def test_a_need_already_answered_is_not_gathered(manager, at):
    need = NeedFactory(state="done", outcome="Livré")

    with pytest.raises(Refusal, match="a déjà reçu une suite"):
        gather_needs(CampaignFactory().pk, [need.pk], by=manager, at=at)


def test_needs_with_quantities_feed_the_simulation(manager, at):
    item = ItemFactory(code="INF-ECR")
    needs = [NeedFactory(item_code="INF-ECR", quantity=number).pk for number in (2, 4)]
    campaign = draft_from_needs(drafts.Draft(title="Écrans"), needs, by=manager, at=at)
    campaign.lots.get().items.update(price="150.0000")

    (lot,) = workshop(campaign, at=at).lots

    (guess,) = lot.items
    assert guess.item.item == item
    assert (guess.quantity, guess.source) == (6, "d’après les besoins repris")
    assert lot.cents == 90_000


def test_gathering_again_replaces_what_was_taken_up(manager, at):
    campaign = CampaignFactory()
    first, second, third = (NeedFactory().pk for _ in range(3))

    gather_needs(campaign.pk, [first, second], by=manager, at=at)
    gather_needs(campaign.pk, [second, third], by=manager, at=at)

    assert set(campaign.gathered_needs.values_list("need_id", flat=True)) == {second, third}
