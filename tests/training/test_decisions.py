"""The mayor's word, with a seat held meanwhile, or none."""

import datetime as dt

import pytest

from communes.states import Role
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.factories import SessionFactory, secretaries
from tests.training.test_registrations import kinds, states
from training.domain import decisions, offers, registrations
from training.domain.asking_mayors import ask_mayor
from training.domain.decisions import Word
from training.domain.sessions import set_seats
from training.queries.links import read_token
from training.states.registrations import Decision, DecisionChannel, RegistrationState

pytestmark = pytest.mark.django_db
_R = RegistrationState
MAYOR = Word(decided_as="Jean Aubry, maire", via=DecisionChannel.LINK)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def asked(enter):
    """A session that asks for the mayor's word: a function that registers somebody of a new commune."""
    session = SessionFactory(maximum=1, needs_approval=True, hold_hours=48)
    return session, lambda: enter(session, secretaries(1)[0])


def accept(one, at=NOON):
    return decisions.accept(one.pk, MAYOR, by=None, at=at)


def refuse(one, at=NOON):
    return decisions.refuse(one.pk, MAYOR, reason="Pas de budget", by=None, at=at)


def test_a_seat_is_held_until_the_mayor_agrees(asked):
    _session, register = asked

    one = register()

    assert (one.state, one.seat, one.hold_until) == (_R.TO_VALIDATE, 1, NOON + 48 * HOUR)
    accept(one)
    one.refresh_from_db()
    assert (one.state, one.seat, one.hold_until) == (_R.CONFIRMED, 1, None)
    assert (one.decision, one.decided_as) == (Decision.ACCEPTED, "Jean Aubry, maire")
    assert kinds(one) == ["registration_received", "registration_confirmed"]


def test_the_mayor_and_each_deputy_get_a_link_of_their_own(enter):
    session = SessionFactory(maximum=1, needs_approval=True)
    position = secretaries(1)[0]
    people = [
        factories.PositionFactory(commune=position.commune, role=role).person
        for role in (Role.MAYOR, Role.DEPUTY)
    ]

    one = enter(session, position)
    ask_mayor(one.commune_id, at=NOON + HOUR)

    mails = OutboxEmail.objects.filter(kind__endswith="approval_asked").order_by("pk")
    assert [mail.to for mail in mails] == [person.email for person in people]
    for mail, person in zip(mails, people, strict=True):
        token = mail.text.partition("/f/")[2].partition("/")[0]
        claim = read_token(token)
        assert (claim.subject_id, claim.person_id) == (one.pk, person.pk)
        assert claim.commune_id == position.commune.pk
    assert len({mail.text for mail in mails}) == 2
    assert "avant le" in mails[0].subject


def test_a_forged_link_is_nobody_s(asked):
    _session, register = asked
    register()

    assert read_token("1-1-1-1.x") is None
    assert read_token("") is None


def test_the_shared_mailbox_gets_no_power_to_agree(enter):
    position = secretaries(1)[0]
    factories.MailboxFactory(commune=position.commune, email="mairie@example.org")

    one = enter(SessionFactory(needs_approval=True), position)
    ask_mayor(one.commune_id, at=NOON + HOUR)

    mail = OutboxEmail.objects.get(kind__endswith="approval_asked")
    assert mail.to == "mairie@example.org"
    assert "/f/" not in mail.text


def test_the_mayor_refuses_and_the_seat_is_free(asked):
    session, register = asked
    one, other = register(), register()
    accept(other)

    refuse(one)

    assert states(session) == ["refused", "offered"]
    mail = OutboxEmail.objects.get(kind__endswith="registration_refused")
    assert "Pas de budget" in mail.text


def test_a_refusal_says_why(asked):
    _session, register = asked
    one = register()

    with pytest.raises(Refusal, match="pourquoi"):
        decisions.refuse(one.pk, MAYOR, reason=" ", by=None, at=NOON)


def test_without_a_seat_the_mayor_s_yes_is_a_rank(asked):
    session, register = asked
    _first, second = register(), register()

    accept(second)

    assert states(session) == ["to_validate", "waiting"]
    assert kinds(second)[-1] == "on_waiting_list"


def test_a_held_seat_is_given_back_and_the_rank_is_kept(asked):
    session, register = asked
    first, second, third = register(), register(), register()
    accept(third)
    accept(second)

    assert decisions.lapse(first.pk, at=first.hold_until)

    first.refresh_from_db()
    assert (first.state, first.rank, first.seat) == (_R.WAITING, 1, None)
    assert kinds(first)[-1] == "hold_lapsed"
    assert states(session) == ["waiting", "offered", "waiting"]
    second.refresh_from_db()
    accept(first, at=NOON + 49 * HOUR)
    offers.decline_offer(second.pk, by=None, at=NOON + 50 * HOUR)
    assert states(session) == ["offered", "declined", "waiting"]  # rank 1 before rank 3


def test_a_seat_is_not_given_back_before_its_hour(asked):
    _session, register = asked
    one = register()

    assert not decisions.lapse(one.pk, at=one.hold_until - dt.timedelta(seconds=1))

    one.refresh_from_db()
    assert one.state == _R.TO_VALIDATE


def test_a_yes_that_comes_too_late_does_not_take_the_seat_of_who_waited(asked):
    """Nobody swept: the held seat is over all the same."""
    session, register = asked
    first, second = register(), register()
    accept(second)

    accept(first, at=first.hold_until)

    assert states(session) == ["waiting", "offered"]


def test_a_yes_that_comes_late_takes_the_seat_when_nobody_else_waits(asked):
    session, register = asked
    one = register()

    accept(one, at=one.hold_until + HOUR)

    assert states(session) == ["confirmed"]


def test_nobody_is_called_before_her_mayor_agreed(asked):
    session, register = asked
    first, _second = register(), register()

    refuse(first)

    assert states(session) == ["refused", "to_validate"]


def test_more_seats_do_not_pass_over_the_mayor(asked):
    session, register = asked
    register(), register()

    set_seats(session.pk, maximum=5, quota=None, by=None, at=NOON)

    assert states(session) == ["to_validate", "to_validate"]


def test_the_mayor_answers_once(asked):
    _session, register = asked
    one = register()
    accept(one)

    with pytest.raises(Refusal, match="a déjà répondu"):
        refuse(one)


def test_a_registration_that_was_cancelled_asks_nothing_more(asked):
    _session, register = asked
    one = register()
    registrations.cancel(one.pk, by=None, at=NOON)

    with pytest.raises(Refusal, match="n’attend pas"):
        accept(one)


def test_without_a_held_seat_the_first_to_be_agreed_has_it(enter):
    session = SessionFactory(maximum=1, needs_approval=True, hold_pending=False)
    first, second = (enter(session, one) for one in secretaries(2))
    assert [first.seat, second.seat] == [None, None]

    accept(second)
    accept(first)

    assert states(session) == ["waiting", "confirmed"]


def test_once_the_session_has_begun_there_is_nothing_to_decide(asked):
    """Nobody swept, and the seat held was long given back."""
    session, register = asked
    one = register()

    for answer in (accept, refuse):
        with pytest.raises(Refusal, match="plus rien à décider"):
            answer(one, at=session.starts_at)

    one.refresh_from_db()
    assert one.state == _R.TO_VALIDATE
