"""What a commune answers: kept, sent, changed until the deadline, or nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import EVERYONE, wall, wall_for_all
from tests import factories
from tests.conftest import NOON
from tests.training.factories import ThemeFactory
from tests.training.hall import Hall
from tests.training.wishing import CLOSES, answer_of, boss, campaign, course, wish
from training.domain.demand import postpone_wishes
from training.domain.needs_campaigns import close_campaign
from training.domain.wishes import Asked, Given, keep_wishes, say_none, send_wishes
from training.models import Wish
from training.queries.wish_page import wish_page
from training.states.wishes import AnswerState, WishState

pytestmark = pytest.mark.django_db
RECEIVED = "training/mails/wishes_received"


@pytest.fixture
def made(hall):
    return campaign(ThemeFactory())


@pytest.fixture
def learn(made):
    return course(made.themes.get(), title="Préparer le budget")


def rows(made):
    found = Wish.objects.filter(campaign=made).order_by("pk")
    return [(one.person_id, one.people, str(one), one.state) for one in found]


def test_a_wish_an_agent_and_one_for_those_without_name(hall, made, learn):
    wish(made, hall, hall.secretary, hall.mayor, learn=learn, number=2, not_weekdays=(4, 0))

    assert rows(made) == [
        (hall.secretary.pk, 1, "Préparer le budget", WishState.SUBMITTED),
        (hall.mayor.pk, 1, "Préparer le budget", WishState.SUBMITTED),
        (None, 2, "Préparer le budget", WishState.SUBMITTED),
    ]
    assert {tuple(one.not_weekdays) for one in Wish.objects.all()} == {(0, 4)}
    mail = OutboxEmail.objects.get(kind=RECEIVED)
    assert "Préparer le budget" in mail.text
    assert f"{hall.secretary}, {hall.mayor} et 2 agents" in mail.text


def test_a_wish_says_its_own_days_and_way_else_those_of_the_page(hall, made, learn):
    other = course(made.themes.get(), title="Accueillir")
    asked = (
        Asked(course_id=learn.pk, number=1),
        Asked(
            course_id=other.pk, number=1, period="autumn", not_weekdays=(), kilometres_at_most=40
        ),
    )
    given = Given(asked=asked, period="spring", not_weekdays=(2,), kilometres_at_most=15)

    answer = send_wishes(answer_of(made, hall).pk, given, by=hall.secretary.user, at=NOON)

    def said(one):
        return one.period, one.not_weekdays, one.kilometres_at_most

    answer.refresh_from_db()
    assert said(answer) == ("spring", [2], 15)
    assert {one.course: said(one) for one in Wish.objects.all()} == {
        learn: ("spring", [2], 15),
        other: ("autumn", [], 40),
    }


def test_what_is_sent_replaces_what_was_and_keeps_the_rows_that_stay(hall, made, learn):
    first, _second = wish(made, hall, hall.secretary, hall.mayor, learn=learn)

    (kept,) = wish(
        made, hall, hall.secretary, learn=learn, priority=1, at=CLOSES - (CLOSES - NOON) / 2
    )

    assert (kept.pk, kept.priority) == (first.pk, 1)
    assert OutboxEmail.objects.filter(kind=RECEIVED).count() == 2


def test_a_draft_is_not_counted_and_cannot_follow_what_was_sent(hall, made, learn):
    answer = answer_of(made, hall)
    given = Given(asked=(Asked(course_id=learn.pk, number=3),), remark="à voir")

    keep_wishes(answer.pk, given, by=hall.secretary.user, at=NOON)

    answer.refresh_from_db()
    assert (answer.state, answer.remark, answer.answered_at) == (AnswerState.DRAFT, "à voir", None)
    assert [one.state for one in Wish.objects.all()] == [WishState.DRAFT]
    assert not OutboxEmail.objects.filter(kind=RECEIVED).exists()
    send_wishes(answer.pk, given, by=hall.secretary.user, at=NOON)
    with pytest.raises(Refusal, match="a répondu"):
        keep_wishes(answer.pk, given, by=hall.secretary.user, at=NOON)


def test_nothing_is_said_after_the_deadline_but_by_telephone(hall, made, learn):
    answer = answer_of(made, hall)
    given = Given(asked=(Asked(course_id=learn.pk, number=1),))

    with pytest.raises(Refusal, match="clos"):
        send_wishes(answer.pk, given, by=hall.secretary.user, at=CLOSES)
    with pytest.raises(Refusal, match="clos"):
        say_none(answer.pk, by=hall.secretary.user, at=CLOSES)

    send_wishes(answer.pk, given, by=boss(), at=CLOSES, caller="Solange Ferrand")
    answer.refresh_from_db()
    assert (answer.state, answer.caller) == (AnswerState.SENT, "Solange Ferrand")
    assert "Solange Ferrand" in OutboxEmail.objects.get(kind=RECEIVED).text
    close_campaign(made.pk, by=boss(), at=CLOSES)
    with pytest.raises(Refusal, match="clos"):
        say_none(answer.pk, by=boss(), at=CLOSES, caller="Solange Ferrand")


@pytest.mark.parametrize("what", ["nothing", "stranger", "retired", "elsewhere", "no words"])
def test_what_makes_no_sense_is_refused(hall, made, learn, what):
    elsewhere = course(ThemeFactory())
    retired = course(made.themes.get(), active=False)
    asked = {
        "nothing": (),
        "stranger": (Asked(course_id=learn.pk, people=(Hall().secretary.pk,)),),
        "retired": (Asked(course_id=retired.pk, number=1),),
        "elsewhere": (Asked(course_id=elsewhere.pk, number=1),),
        "no words": (Asked(theme_id=learn.theme_id, subject="  ", number=1),),
    }[what]

    with pytest.raises(Refusal):
        send_wishes(answer_of(made, hall).pk, Given(asked=asked), by=hall.secretary.user, at=NOON)

    assert not Wish.objects.exists()


def test_who_serves_two_communes_is_asked_for_once(hall, made, learn):
    other = Hall(name="Lixheim")
    made.answers.create(commune=other.commune)
    factories.PositionFactory(commune=other.commune, person=hall.secretary, role="secretary")
    wish(made, hall, hall.secretary, learn=learn)

    with wall([other.commune.pk, EVERYONE]), pytest.raises(Refusal, match="Une autre mairie"):
        wish(made, other, hall.secretary, learn=learn)

    wish(made, other, hall.secretary, subject="le cadastre")


def test_no_wish_takes_out_what_was_not_decided(hall, made, learn):
    decided, _other = wish(made, hall, hall.secretary, hall.mayor, learn=learn)
    postpone_wishes([decided.pk], reason="l’an prochain", by=boss(), at=NOON)

    say_none(answer_of(made, hall).pk, by=hall.secretary.user, at=NOON)

    assert list(Wish.objects.all()) == [decided]
    assert answer_of(made, hall).state == AnswerState.NONE


def test_what_is_decided_does_not_change_with_the_page(hall, made, learn):
    decided, _other = wish(made, hall, hall.secretary, hall.mayor, learn=learn)
    postpone_wishes([decided.pk], reason="l’an prochain", by=boss(), at=NOON)

    wish(made, hall, hall.secretary, learn=learn, priority=1)

    (one,) = Wish.objects.all()
    assert (one.pk, one.state, one.priority) == (decided.pk, WishState.POSTPONED, 2)


def test_last_year_s_unmet_wishes_are_proposed_until_something_is_said(hall):
    theme = ThemeFactory()
    learn, met = course(theme), course(theme)
    before = campaign(theme, year=2026)
    wish(before, hall, hall.secretary, learn=learn)
    (late,) = wish(before, hall, hall.mayor, learn=learn)
    close_campaign(before.pk, by=boss(), at=NOON)
    gone = course(theme, active=False)
    Wish.objects.create(
        campaign=before, answer=late.answer, commune=hall.commune, person=hall.mayor, theme=theme,
        course=met, state=WishState.SATISFIED, decided_at=NOON,
    )  # fmt: skip
    Wish.objects.create(
        campaign=before, answer=late.answer, commune=hall.commune, person=hall.mayor, theme=theme,
        course=gone, state=WishState.SUBMITTED,
    )  # fmt: skip
    made = campaign(theme, year=2027)

    shown = wish_page(answer_of(made, hall), at=NOON)

    assert shown.again
    assert [(one.person_id, one.course) for one in shown.wishes] == [(hall.mayor.pk, learn)]
    say_none(answer_of(made, hall).pk, by=hall.secretary.user, at=NOON)
    assert wish_page(answer_of(made, hall), at=NOON).wishes == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["changed", "kept", "none"])
def test_what_the_manager_decides_meanwhile_stays(verb):
    """The town hall sends again, the same wish, another, or none, while the manager postpones the first."""
    hall = Hall(name="Bickenholtz")
    made = campaign(ThemeFactory())
    learn, other = (course(made.themes.get(), title=title) for title in ("Budget", "Accueillir"))
    one = wish(made, hall, hall.secretary, learn=learn)[0]
    answer, by, manager = answer_of(made, hall), hall.secretary.user, boss()
    asked = Asked(
        course_id=(other if verb == "changed" else learn).pk, people=(hall.secretary.pk,)
    )

    def again():
        try:
            with wall_for_all():
                if verb == "none":
                    return say_none(answer.pk, by=by, at=NOON)
                return send_wishes(answer.pk, Given(asked=(asked,)), by=by, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            postpone_wishes([one.pk], reason="Trop peu", by=manager, at=NOON)
            waiting = threads.submit(again)
            with pytest.raises(TimeoutError):  # the town hall waits for this transaction
                waiting.result(timeout=0.5)
        waiting.result(timeout=30)

    assert Wish.objects.get(pk=one.pk).state == WishState.POSTPONED
