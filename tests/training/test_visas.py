"""The mayor's visa on the wishes of her commune: asked, given, refused, asked again; nothing counts without it."""

import datetime as dt

import pytest

from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.training.factories import DAY, ThemeFactory
from tests.training.wishing import answer_of, boss, campaign, course, wish
from training.domain.decisions import Word
from training.domain.demand import postpone_wishes
from training.domain.needs_campaigns import close_campaign
from training.domain.visas import give_visa, refuse_visa, remind_visas
from training.domain.wishes import Asked, Given, keep_wishes, say_none, send_wishes
from training.models import NeedsAnswer, Wish
from training.queries.demand import board_of
from training.queries.needs import follow_of
from training.queries.venues import planner_of
from training.states.registrations import DecisionChannel
from training.states.wishes import AnswerState, Visa, WishState

pytestmark = pytest.mark.django_db
MAYOR = Word(decided_as="Odile Klein, maire", via=DecisionChannel.LINK)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def made(hall):
    return campaign(ThemeFactory(), visa_asked=True)


@pytest.fixture
def learn(made):
    return course(made.themes.get(), title="Préparer le budget")


@pytest.fixture
def answer(made, hall, learn):
    wish(made, hall, hall.secretary, learn=learn, number=2)
    return answer_of(made, hall)


def states(made):
    return {one.state for one in Wish.objects.filter(campaign=made)}


def test_wishes_wait_for_the_mayor_and_are_counted_nowhere(made, learn, answer):
    assert (answer.visa, states(made)) == (Visa.AWAITED, {WishState.VISA})
    board = board_of(made, {})
    assert (board.total, board.unapproved) == (0, 3)
    assert planner_of(made, learn, at=NOON).people == 0
    assert [(one.word, one.people) for one in follow_of(made, at=NOON).unapproved] == [
        ("visa attendu", 0)
    ]
    with pytest.raises(Refusal, match="visa attendu"):
        postpone_wishes([Wish.objects.first().pk], reason="non", by=boss(), at=NOON)

    give_visa(answer.pk, MAYOR, by=None, at=NOON + HOUR)

    answer.refresh_from_db()
    assert (answer.visa, answer.visa_as, answer.visa_at) == (
        Visa.GIVEN,
        "Odile Klein, maire",
        NOON + HOUR,
    )
    board = board_of(made, {})
    assert (states(made), board.total, board.unapproved) == ({WishState.SUBMITTED}, 3, 0)
    assert planner_of(made, learn, at=NOON).people == 3


def test_silence_gives_nothing_even_once_the_campaign_is_closed(made, answer):
    close_campaign(made.pk, by=boss(), at=NOON + DAY)
    remind_visas(at=NOON + 30 * DAY)

    assert board_of(made, {}).total == 0
    give_visa(answer.pk, MAYOR, by=None, at=NOON + 31 * DAY)
    assert board_of(made, {}).total == 3


def test_a_refusal_gives_the_wishes_back_with_the_mayor_s_words(made, hall, learn, answer):
    with pytest.raises(Refusal, match="Dites pourquoi"):
        refuse_visa(answer.pk, MAYOR, reason="  ", by=None, at=NOON)

    refuse_visa(answer.pk, MAYOR, reason="Pas en avril.", by=None, at=NOON)

    answer.refresh_from_db()
    assert (answer.state, answer.answered_at, answer.answered_by) == (
        AnswerState.DRAFT,
        None,
        None,
    )
    assert (answer.visa, answer.visa_reason) == (Visa.REFUSED, "Pas en avril.")
    assert (states(made), board_of(made, {}).total) == ({WishState.DRAFT}, 0)
    given = Given(asked=(Asked(course_id=learn.pk, number=1),))
    keep_wishes(answer.pk, given, by=hall.secretary.user, at=NOON)
    answer.refresh_from_db()
    assert answer.visa_reason == "Pas en avril."
    send_wishes(answer.pk, given, by=hall.secretary.user, at=NOON)
    answer.refresh_from_db()
    assert (answer.visa, answer.visa_reason, answer.visa_as) == (Visa.AWAITED, "", "")


def test_a_mayor_answers_once_and_only_what_is_asked(made, hall, answer):
    give_visa(answer.pk, MAYOR, by=None, at=NOON)

    with pytest.raises(Refusal, match="Odile Klein, maire a déjà répondu"):
        refuse_visa(answer.pk, MAYOR, reason="non", by=None, at=NOON)
    say_none(answer.pk, by=hall.secretary.user, at=NOON)
    answer.refresh_from_db()
    assert answer.visa == Visa.NONE
    with pytest.raises(Refusal, match="pas de visa"):
        give_visa(answer.pk, MAYOR, by=None, at=NOON)


def test_changed_wishes_are_asked_again_by_another_link_and_what_is_decided_stays(
    made, hall, learn, answer
):
    give_visa(answer.pk, MAYOR, by=None, at=NOON)
    decided = Wish.objects.get(person=None)
    postpone_wishes([decided.pk], reason="l’an prochain", by=boss(), at=NOON)
    before = NeedsAnswer.objects.get(pk=answer.pk).link_version

    wish(made, hall, hall.secretary, learn=learn, priority=1)

    answer.refresh_from_db()
    assert (answer.visa, answer.link_version) == (Visa.AWAITED, before + 1)
    assert states(made) == {WishState.VISA, WishState.POSTPONED}


def test_a_mayor_who_sends_the_wishes_approves_them_by_that_but_not_by_telephone(
    made, hall, learn
):
    answer = answer_of(made, hall)
    given = Given(asked=(Asked(course_id=learn.pk, number=1),))

    send_wishes(answer.pk, given, by=hall.mayor.user, at=NOON)
    answer.refresh_from_db()
    assert (answer.visa, answer.visa_as) == (Visa.GIVEN, f"{hall.mayor}, maire")
    assert states(made) == {WishState.SUBMITTED}

    send_wishes(answer.pk, given, by=boss(), at=NOON, caller=str(hall.mayor))
    answer.refresh_from_db()
    assert answer.visa == Visa.AWAITED


def test_the_mayor_is_reminded_once_after_two_days_on_a_day_of_work(made, answer):
    saturday = NOON + 4 * DAY
    assert remind_visas(at=NOON + 2 * DAY - HOUR) == 0
    assert remind_visas(at=saturday) == 0
    assert remind_visas(at=saturday + 2 * DAY) == 1
    assert remind_visas(at=saturday + 3 * DAY) == 0


def test_who_has_answered_is_not_reminded(made, answer):
    give_visa(answer.pk, MAYOR, by=None, at=NOON + DAY)

    assert remind_visas(at=NOON + 6 * DAY) == 0


def test_without_the_setting_nobody_is_asked(hall):
    made = campaign(ThemeFactory())
    wish(made, hall, hall.secretary, learn=course(made.themes.get()))

    assert answer_of(made, hall).visa == Visa.NONE
    assert states(made) == {WishState.SUBMITTED}
