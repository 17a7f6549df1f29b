"""What waits for the manager on her home page, and where each card leads."""

import datetime as dt

import pytest

from communes.models import Commune
from communes.states import NeedState
from portal.home import registry
from portal.mail.models import OutboxEmail
from purchasing.models import Adhesion, Convention
from purchasing.queries.desk import address_cards, adhesion_cards, campaign_cards
from purchasing.states import AdhesionState, CampaignState, ParticipationState
from tests.factories import (
    CampaignFactory,
    CommuneFactory,
    EpciFactory,
    MailboxFactory,
    MembershipFactory,
    NeedFactory,
    ParticipationFactory,
)

pytestmark = pytest.mark.django_db
_P = ParticipationState


def cards(at):
    return registry.answered(campaign_cards(at=at))


def answered(campaign, at, *states):
    for state in states:
        ParticipationFactory(campaign=campaign, state=state, answered_at=at, channel="web")


def test_a_draft_is_to_be_finished(at):
    campaign = CampaignFactory(title="Extincteurs 2028", declare_by=None)

    (card,) = cards(at)

    assert card.title == "Extincteurs 2028\u00a0: à finir de préparer"
    assert card.url == f"/gestion/achats/campagnes/{campaign.pk}/preparer/"
    assert card.on == dt.datetime(2026, 11, 10, 17, tzinfo=dt.UTC)


def test_an_open_campaign_says_whom_to_call(at):
    campaign = CampaignFactory(open=True, title="Extincteurs 2027")
    answered(campaign, at, _P.SUBMITTED, _P.INVITED, _P.DRAFT)

    (card,) = cards(at)

    assert card.title == "Extincteurs 2027\u00a0: 2\u00a0communes à appeler"
    assert card.text == "1\u00a0commune sur 3 a répondu. 1\u00a0commune n’a pas ouvert le message."
    assert (card.on, card.minutes) == (campaign.declare_by, 6)


@pytest.mark.parametrize(
    ("states", "declare_by"),
    [
        ((_P.SUBMITTED, _P.NONE_NEEDED), dt.datetime(2026, 12, 15, 17, tzinfo=dt.UTC)),
        ((_P.SUBMITTED, _P.INVITED), dt.datetime(2026, 11, 9, 17, tzinfo=dt.UTC)),
    ],
)
def test_when_all_have_answered_or_the_day_is_over_it_may_be_closed(at, states, declare_by):
    campaign = CampaignFactory(open=True, declare_by=declare_by)
    answered(campaign, at, *states)

    (card,) = cards(at)

    assert card.button == "Clore le recensement"


def test_a_closed_campaign_waits_for_its_need_to_be_locked(at):
    CampaignFactory(open=True, state=CampaignState.CLOSED, closed_at=at)

    assert [card.button for card in cards(at)] == ["Relire le besoin"]


@pytest.mark.parametrize("state", [CampaignState.CANCELLED])
def test_what_is_over_awaits_nothing(at, state):
    CampaignFactory(state=state, cancelled_at=at, cancel_reason="doublon")

    assert cards(at) == []


def convention():
    return Convention.objects.create(
        title="Groupement permanent",
        coordinator=EpciFactory(),
        legal_basis="L2113-6",
        scope=Convention.Scope.SIGNATURE,
        in_force_on=dt.date(2020, 1, 1),
    )


def test_adhesions_say_what_each_still_lacks(at):
    group = convention()
    voted = {"deliberation_no": "12", "deliberated_on": dt.date(2026, 10, 1)}
    for changes in (
        {},
        {"state": AdhesionState.VOTED, **voted},
        {"state": AdhesionState.SIGNED, **voted, "transmitted_on": dt.date(2026, 10, 5)},
    ):
        Adhesion.objects.create(convention=group, commune=CommuneFactory(), **changes)

    (card,) = registry.answered(adhesion_cards(today=at.date(), at=at))

    assert card.title == "3\u00a0adhésions à suivre"
    assert "1\u00a0à délibérer, 1\u00a0à transmettre au contrôle de légalité et 1" in card.text


def test_adhesions_that_are_all_there_are_silent(at):
    convention()

    assert registry.answered(adhesion_cards(today=at.date(), at=at)) == []


def test_the_home_page_of_the_manager_gathers_campaigns_needs_and_mails(manager, signed_in, at):
    CampaignFactory(title="Extincteurs 2028")
    NeedFactory(state=NeedState.TO_STUDY, said_at=at)
    common = {"to": "a@example.org", "subject": "x", "text": "x", "kind": "x", "send_after": at}
    OutboxEmail.objects.create(
        key="1", message_id="1", written_at=at, failed_at=at, attempts=8, **common
    )

    html = signed_in(manager).get("/").content.decode()

    for words in (
        "à finir de préparer",
        "1\u00a0besoin à étudier",
        "1\u00a0courriel n’est pas parti",
    ):
        assert words in html


def test_nobody_else_sees_these_cards(secretary, signed_in, at):
    campaign = CampaignFactory(title="Extincteurs 2028")
    NeedFactory(commune=secretary.commune, said_at=at)

    html = signed_in(secretary.person.user).get("/").content.decode()

    assert campaign.title not in html
    assert "à étudier" not in html


@pytest.mark.parametrize("number", [1, 12])
def test_the_home_page_asks_as_much_for_one_campaign_as_for_many(
    manager, signed_in, at, number, django_assert_max_num_queries
):
    for _ in range(number):
        campaign = CampaignFactory(open=True, declare_by=at + dt.timedelta(days=400))
        answered(campaign, at, _P.INVITED, _P.SUBMITTED)
    browser = signed_in(manager)
    browser.get("/")

    with django_assert_max_num_queries(20):
        browser.get("/")


def test_the_workbench_leads_to_every_page_of_work(manager, signed_in):
    html = signed_in(manager).get("/gestion/").content.decode()

    for address in (
        "/gestion/achats/campagnes/",
        "/gestion/achats/campagnes/nouvelle/",
        "/gestion/achats/groupement/",
        "/gestion/besoins/",
        "/gestion/courriers/",
        "/gestion/journal/",
        "/gestion/purchasing/item/",
        "/gestion/purchasing/threshold/",
        "/annuaire/",
        "/annuaire/comptes/",
    ):
        assert f'href="{address}"' in html


def test_a_story_of_an_answer_leads_the_manager_to_the_commune(manager, signed_in, at):
    answer = ParticipationFactory(state=_P.SUBMITTED, answered_at=at, channel="web")

    reply = signed_in(manager).get(
        f"/achats/campagnes/{answer.campaign_id}/reponse/?reponse={answer.pk}"
    )

    assert (
        reply["Location"]
        == f"/gestion/achats/campagnes/{answer.campaign_id}/communes/{answer.pk}/"
    )


def test_every_verb_of_a_campaign_is_told(at):
    told = {verb for kind, verb in registry.STORIES if kind == "purchasing.campaign"}

    assert {"open", "extend", "close", "reopen", "lock", "cancel"} <= told


def test_town_halls_that_no_mail_reaches_are_counted_then_named(at):
    communes = [MembershipFactory().commune for _ in range(6)]
    Commune.objects.update(email="")

    (card,) = registry.answered(address_cards(today=at.date()))
    assert card.title == "6\u00a0mairies sans adresse électronique"
    assert str(communes[0]) not in card.text

    for commune in communes[1:]:
        MailboxFactory(commune=commune)
    (card,) = registry.answered(address_cards(today=at.date()))
    assert str(communes[0]) in card.text

    MailboxFactory(commune=communes[0])
    assert registry.answered(address_cards(today=at.date())) == []
