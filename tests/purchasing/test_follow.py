import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from purchasing.models import LotItem
from purchasing.queries.consolidation import figures, oddities
from purchasing.queries.follow import follow
from purchasing.states import CampaignState, Channel, ParticipationState
from tests.factories import (
    CampaignFactory,
    ContactFactory,
    LotFactory,
    LotItemFactory,
    NeedLineFactory,
    ParticipationFactory,
    SecretaryFactory,
)

pytestmark = pytest.mark.django_db


def answer(campaign, item=None, quantity=0, **fields):
    """A commune that answered; with an item, so many of it."""
    participation = ParticipationFactory(
        campaign=campaign,
        state=ParticipationState.SUBMITTED,
        answered_at=dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC),
        channel=Channel.WEB,
        **fields,
    )
    if item:
        NeedLineFactory(participation=participation, lot_item=item, quantity=quantity)
    return participation


def test_the_most_silent_are_called_first(at):
    campaign = CampaignFactory(open=True)
    for state in ("draft", "opened", "invited", "returned"):
        ParticipationFactory(campaign=campaign, state=state, commune__name=state)
    answer(campaign, commune__name="answered")

    found = follow(campaign, at=at)

    assert [place.commune.name for place in found.waiting] == [
        "invited",
        "opened",
        "returned",
        "draft",
    ]
    assert (found.final, found.unread, found.days_left) == (1, 1, 24)


def test_only_what_was_sent_counts(at):
    campaign = CampaignFactory(open=True)
    item = LotItemFactory(lot=LotFactory(campaign=campaign), price="62.4000")
    answer(campaign, item, 2)
    draft = ParticipationFactory(campaign=campaign, state=ParticipationState.DRAFT)
    NeedLineFactory(participation=draft, lot_item=item, quantity=9)

    found = follow(campaign, at=at)

    assert found.total == 12_480
    assert {place.state if hasattr(place, "state") else place.cents for place in found.places} == {
        12_480,
        None,
    }


def test_more_than_three_times_last_year_is_worth_a_look(at):
    before = CampaignFactory(open=True)
    now = CampaignFactory(open=True, previous=before)
    old = LotItemFactory(lot=LotFactory(campaign=before))
    item = LotItemFactory(lot=LotFactory(campaign=now), item=old.item)
    usual, more = answer(before, old, 3), answer(before, old, 4)
    answer(now, item, 9, commune=usual.commune)
    answer(now, item, 40, commune=more.commune)

    declared = figures(now.pk, before.pk)
    odd = oddities(declared[now.pk], declared[before.pk])

    assert [(one.commune, one.quantity, one.before) for one in odd] == [(more.commune.name, 40, 4)]


@pytest.mark.parametrize(
    ("rule", "looked_at"), [("", True), ("annual_check", True), ("ten_years", False)]
)
def test_what_does_not_come_back_each_year_may_be_zero(rule, looked_at, at):
    before = CampaignFactory(open=True)
    now = CampaignFactory(open=True, previous=before)
    old = LotItemFactory(lot=LotFactory(campaign=before), item__asset_rule=rule)
    other = LotItemFactory(lot=LotFactory(campaign=before))
    item = LotItemFactory(lot=LotFactory(campaign=now), item=other.item)
    commune = answer(before, old, 3).commune
    answered = answer(now, item, 1, commune=commune)

    declared = figures(now.pk, before.pk)
    odd = oddities(declared[now.pk], declared[before.pk])

    assert (old.item.code in {one.code for one in odd}) is looked_at
    assert {one.insee for one in odd} <= {answered.commune.insee}


def test_the_last_contact_is_the_newest_whatever_it_was(at):
    campaign = CampaignFactory(open=True)
    silent = ParticipationFactory(campaign=campaign)
    ContactFactory(participation=silent, at=at - dt.timedelta(days=5), reached=True)
    ContactFactory(participation=silent, at=at - dt.timedelta(days=1))

    (place,) = follow(campaign, at=at).places

    assert place.contact == "appel du 9\u00a0nov., sans réponse"


def a_campaign_of(number):
    campaign = CampaignFactory(open=True, previous=CampaignFactory(open=True))
    item = LotItemFactory(lot=LotFactory(campaign=campaign))
    for n in range(number):
        answer(campaign, item, n + 1)
        ContactFactory(participation=ParticipationFactory(campaign=campaign))
    return campaign


@pytest.mark.parametrize(
    "name", ["campaign_follow", "need_detail", "campaign_export", "need_export"]
)
def test_a_page_of_thirty_communes_costs_what_a_page_of_one_costs(name, manager, signed_in):
    browser = signed_in(manager)
    costs = []
    for number in (1, 15):
        url = reverse(f"campaigns:{name}", args=[a_campaign_of(number).pk])
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(url)
        assert response.status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("state", list(CampaignState))
def test_the_page_reads_well_in_every_state(state, manager, signed_in, at):
    dates = {
        "opened_at": None if state == "draft" else at,
        "closed_at": at if state in ("closed", "locked") else None,
        "locked_at": at if state == "locked" else None,
        "cancelled_at": at if state == "cancelled" else None,
        "cancel_reason": "Fournisseur en faillite." if state == "cancelled" else "",
    }
    campaign = CampaignFactory(state=state, **dates)
    ParticipationFactory(campaign=campaign)

    response = signed_in(manager).get(reverse("campaigns:campaign_follow", args=[campaign.pk]))

    assert response.status_code == 200
    assert LotItem.objects.count() == 0


def test_a_secretary_does_not_follow_a_campaign(signed_in):
    campaign = CampaignFactory(open=True)
    secretary = SecretaryFactory()
    ParticipationFactory(campaign=campaign, commune=secretary.commune)

    response = signed_in(secretary.person.user).get(
        reverse("campaigns:campaign_follow", args=[campaign.pk])
    )

    assert response.status_code == 403
