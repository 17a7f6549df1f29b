import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.lib.refusal import Refusal
from purchasing.domain import drafts
from purchasing.domain.gathering import gather_needs
from purchasing.models import Campaign, ReferencePrice
from purchasing.queries.builder import workshop
from purchasing.states import CampaignState, Channel, ParticipationState
from tests.factories import (
    CampaignFactory,
    ItemFactory,
    LotFactory,
    LotItemFactory,
    MembershipFactory,
    NeedLineFactory,
)

pytestmark = pytest.mark.django_db


def builder(name, campaign, *args):
    return reverse(f"campaigns:{name}", args=[campaign.pk, *args])


def test_campaigns_are_numbered_in_the_year_they_are_for(manager, at):
    who = {"by": manager, "at": at}
    first = drafts.create_campaign(drafts.Draft(title="Sel"), **who)
    second = drafts.create_campaign(drafts.Draft(title="Papier"), **who)
    next_year = drafts.Draft(title="Extincteurs", consult_by=dt.date(2027, 1, 15))

    third = drafts.create_campaign(next_year, **who)

    assert (first.ref, second.ref, third.ref) == ("AG-2026-01", "AG-2026-02", "AG-2027-01")


def test_a_copy_takes_the_lots_the_items_their_prices_and_the_mail_plan(manager, at):
    source = drafts.create_campaign(drafts.Draft(title="Extincteurs 2026"), by=manager, at=at)
    lot = LotFactory(campaign=source, number=1, title="Vérification")
    item = LotItemFactory(lot=lot, price="62.4000", optional=True)
    source.reminder_steps.filter(kind="last_call").update(active=False)

    draft = drafts.draft_of(source, title="Extincteurs 2027")
    copy = drafts.copy_campaign(source.pk, draft, by=manager, at=at)

    assert copy.previous == source
    copied = copy.lots.get().items.get()
    assert (copied.item, copied.price, copied.optional) == (item.item, Decimal("62.4"), True)
    assert copy.reminder_steps.count() == source.reminder_steps.count()
    assert copy.reminder_steps.get(kind="last_call").active is False


def test_an_item_comes_with_its_latest_known_price_and_only_once(manager, at):
    lot = LotFactory()
    item = ItemFactory()
    for year, price in ((2024, "60"), (2025, "62.40"), (2027, "70")):
        ReferencePrice.objects.create(
            item=item, price=price, source="previous_contract", dated_on=dt.date(year, 1, 10)
        )

    added = drafts.add_item(lot.pk, item.pk, by=manager, at=at)

    assert added.price == Decimal("62.40")
    other = LotFactory(campaign=lot.campaign)
    with pytest.raises(Refusal, match="est déjà dans la campagne"):
        drafts.add_item(other.pk, item.pk, by=manager, at=at)


def test_taking_a_lot_out_renumbers_the_next_ones(manager, at):
    campaign = CampaignFactory()
    lots = [LotFactory(campaign=campaign, number=n) for n in (1, 2, 3)]
    LotItemFactory(lot=lots[0])

    drafts.remove_lot(lots[0].pk, by=manager, at=at)

    assert list(campaign.lots.order_by("number").values_list("pk", "number")) == [
        (lots[1].pk, 1),
        (lots[2].pk, 2),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda c, who: drafts.add_lot(c.pk, title="x", **who),
        lambda c, who: drafts.edit_campaign(c.pk, drafts.Draft(title="x"), **who),
        lambda c, who: drafts.choose_invited(c.pk, left_out=[], **who),
        lambda c, who: drafts.remove_lot(c.lots.get().pk, **who),
        lambda c, who: gather_needs(c.pk, [], **who),
    ],
)
def test_an_open_campaign_does_not_change(change, manager, at):
    campaign = CampaignFactory(open=True)
    LotFactory(campaign=campaign)

    with pytest.raises(Refusal, match="Une campagne ouverte ne change plus"):
        change(campaign, {"by": manager, "at": at})


def test_the_estimate_comes_from_last_years_quantities(at):
    before = CampaignFactory(open=True)
    old = LotItemFactory(lot=LotFactory(campaign=before))
    NeedLineFactory(
        participation__campaign=before,
        participation__state=ParticipationState.SUBMITTED,
        participation__answered_at=at,
        participation__channel=Channel.WEB,
        lot_item=old,
        quantity=10,
    )
    campaign = CampaignFactory(previous=before, years=4)
    LotItemFactory(lot=LotFactory(campaign=campaign), item=old.item, price="62.4000")

    found = workshop(campaign, at=at)

    assert (found.yearly, found.estimate) == (62_400, 249_600)


def test_the_builder_goes_from_a_blank_page_to_an_open_campaign(manager, signed_in):
    MembershipFactory()
    item = ItemFactory(label="Extincteur à eau 6 l")
    browser = signed_in(manager)

    browser.post(reverse("campaigns:campaign_create"), {"title": "Extincteurs", "way": "rien"})
    campaign = Campaign.objects.get()
    browser.post(builder("lot_create", campaign), {"title": "Fourniture"})
    lot = campaign.lots.get()
    found = browser.get(builder("campaign_edit", campaign), {"lot": lot.pk, "article": "exti eau"})
    assert "Extincteur à eau 6 l" in found.text
    browser.post(builder("item_create", campaign, lot.pk), {"article": item.pk})
    row = lot.items.get()
    browser.post(
        builder("items_edit", campaign, lot.pk),
        {f"article-{row.pk}-price": "62,40", f"article-{row.pk}-vat_rate": "20.00"},
    )
    head = {
        "title": "Extincteurs",
        "kind": "one_off",
        "minutes": "3",
        "day": "15/12/2099",
        "hour": "18",
        "years": "1",
        "shared_cost": "0",
        "cost_rule": "equal",
    }
    browser.post(builder("campaign_edit", campaign), head)
    page = browser.get(builder("campaign_edit", campaign))
    assert "Tout est prêt" in page.text
    browser.post(builder("campaign_move", campaign, "open"))

    campaign.refresh_from_db()
    row.refresh_from_db()
    assert (campaign.state, row.price) == (CampaignState.OPEN, Decimal("62.4"))


def test_a_wrong_price_is_told_and_the_others_are_kept(manager, signed_in):
    lot = LotFactory()
    good, bad = LotItemFactory(lot=lot), LotItemFactory(lot=lot)
    data = {
        f"article-{good.pk}-price": "12,5",
        f"article-{good.pk}-vat_rate": "20.00",
        f"article-{bad.pk}-price": "cher",
        f"article-{bad.pk}-vat_rate": "20.00",
    }

    response = signed_in(manager).post(
        builder("items_edit", lot.campaign, lot.pk), data, follow=True
    )

    good.refresh_from_db()
    assert good.price == Decimal("12.5")
    assert f"Écrivez un prix comme 12,50 pour\u00a0: {bad.label}" in response.text


def test_unticked_communes_are_left_out(manager, signed_in):
    campaign = CampaignFactory()
    ticked, unticked = MembershipFactory().commune, MembershipFactory().commune
    data = {"vue": [ticked.pk, unticked.pk], "commune": [ticked.pk]}

    signed_in(manager).post(builder("invited_edit", campaign), data)

    campaign.refresh_from_db()
    assert campaign.left_out == [unticked.pk]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("autre", "Choisissez la campagne à reprendre."),
        ("besoins", "Choisissez au moins un besoin."),
    ],
)
def test_a_start_without_its_source_says_what_to_choose(manager, signed_in, way, said):
    page = signed_in(manager).post(
        "/gestion/achats/campagnes/nouvelle/", {"title": "Extincteurs", "way": way}
    )

    assert said in page.content.decode()
    assert not Campaign.objects.exists()


def test_the_first_campaign_of_all_starts_from_nothing(manager, signed_in):
    page = signed_in(manager).get("/gestion/achats/campagnes/nouvelle/")

    assert page.context["form"]["way"].initial == "rien"
