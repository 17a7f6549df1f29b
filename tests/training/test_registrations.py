"""Coming and leaving: seats, the waiting list, late leavers, colleagues."""

import datetime as dt

import pytest

from communes.queries.acting import acting_of
from communes.states import Role
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, SessionFactory, secretaries
from training.domain import decisions, registrations
from training.models import Registration, RegistrationEvent, SlotHolding
from training.queries.colleagues import colleagues_of
from training.states.registrations import DecisionChannel, RegistrationState
from training.states.sessions import SessionState

pytestmark = pytest.mark.django_db
_R = RegistrationState


def states(session):
    return list(session.registrations.order_by("rank").values_list("state", flat=True))


def kinds(one):
    """The mails of a registration, in order."""
    rows = OutboxEmail.objects.filter(key__regex=rf"^[^:]+:{one.pk}:").order_by("pk")
    return [kind.rpartition("/")[2] for kind in rows.values_list("kind", flat=True)]


def test_seats_first_then_the_waiting_list_in_the_order_of_arrival(enter):
    session = SessionFactory(maximum=2)

    found = [enter(session, one) for one in secretaries(4)]

    assert states(session) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert [one.seat for one in found] == [1, 2, None, None]
    assert [kinds(one) for one in found] == [
        ["registration_confirmed"], ["registration_confirmed"], ["on_waiting_list"], ["on_waiting_list"],
    ]  # fmt: skip
    last = OutboxEmail.objects.latest("pk")
    assert "2e en liste d’attente" in last.subject
    assert last.to == found[3].person.email


def test_a_freed_seat_is_offered_to_the_next_in_the_same_transaction(enter):
    session = SessionFactory(maximum=1, offer_hours=48)
    first, second, third = (enter(session, one) for one in secretaries(3))

    registrations.cancel(first.pk, by=None, at=NOON)

    second.refresh_from_db()
    assert states(session) == ["cancelled", "offered", "waiting"]
    assert second.offer_until == NOON + dt.timedelta(hours=48)
    assert second.seat == 1
    assert SlotHolding.objects.filter(registration=second).count() == 2
    assert not SlotHolding.objects.filter(registration=first).exists()
    assert kinds(second) == ["on_waiting_list", "seat_offered"]
    assert "12 novembre à 12" in OutboxEmail.objects.get(kind__endswith="seat_offered").subject
    assert kinds(third) == ["on_waiting_list"]


def test_a_commune_has_no_more_seats_than_its_quota(enter):
    session = SessionFactory(maximum=5, quota=1)
    commune = factories.CommuneFactory()
    first, second = secretaries(2, [commune])
    other = secretaries(1)[0]

    found = [enter(session, one) for one in (first, second, other)]

    assert states(session) == ["confirmed", "waiting", "confirmed"]
    assert [one.seat for one in found] == [1, None, 2]


def test_after_the_date_who_leaves_leaves_late(enter):
    session = SessionFactory(maximum=1)
    first, _second = (enter(session, one) for one in secretaries(2))

    registrations.cancel(first.pk, by=None, at=session.cancel_until + dt.timedelta(seconds=1))

    assert states(session) == ["cancelled_late", "offered"]
    assert "tardif" in OutboxEmail.objects.get(kind__endswith="registration_cancelled").text


def test_at_the_very_date_who_leaves_is_in_time(enter):
    session = SessionFactory(maximum=1)
    one = enter(session, secretaries(1)[0])

    registrations.cancel(one.pk, by=None, at=session.cancel_until)

    assert states(session) == ["cancelled"]


def test_nobody_leaves_once_the_session_has_begun(enter):
    session = SessionFactory(maximum=1)
    one = enter(session, secretaries(1)[0])

    with pytest.raises(Refusal, match="a commencé"):
        registrations.cancel(one.pk, by=None, at=session.starts_at)

    assert states(session) == ["confirmed"]


def test_nobody_is_called_once_the_waiting_list_is_closed(enter):
    session = SessionFactory(maximum=1)
    first, _second = (enter(session, one) for one in secretaries(2))

    registrations.cancel(first.pk, by=None, at=session.waiting_closes_at)

    assert states(session) == ["cancelled_late", "waiting"]


def test_an_offer_never_outlives_the_waiting_list(enter):
    session = SessionFactory(maximum=1, offer_hours=48)
    first, second = (enter(session, one) for one in secretaries(2))

    registrations.cancel(first.pk, by=None, at=session.waiting_closes_at - dt.timedelta(hours=5))

    second.refresh_from_db()
    assert second.offer_until == session.waiting_closes_at


def test_cancelling_never_queues_again_and_coming_back_is_a_new_registration(enter):
    session = SessionFactory(maximum=1)
    person = secretaries(1)[0]
    first = enter(session, person)
    registrations.cancel(first.pk, by=None, at=NOON)

    second = enter(session, person)

    assert states(session) == ["cancelled", "confirmed"]
    assert second.uuid != first.uuid


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"state": SessionState.PUBLISHED}, "ne sont pas ouvertes"),
        ({"state": SessionState.RUNNING}, "ne sont pas ouvertes"),
        ({"opens_at": NOON + DAY}, "ouvrent"),
        ({"opens_at": NOON - DAY, "closes_at": NOON}, "closes"),
    ],
)
def test_a_session_takes_people_between_its_dates_only(enter, changes, word):
    session = SessionFactory(**changes)

    with pytest.raises(Refusal, match=word):
        enter(session, secretaries(1)[0])

    assert states(session) == []


def test_somebody_is_registered_once(enter):
    session = SessionFactory(maximum=5)
    person = secretaries(1)[0]
    enter(session, person)

    with pytest.raises(Refusal, match="déjà une inscription"):
        enter(session, person)


def test_somebody_is_registered_for_a_commune_where_she_works(enter):
    session, person, other = SessionFactory(), secretaries(1)[0], factories.CommuneFactory()

    with pytest.raises(Refusal, match="n’a pas de fonction"):
        registrations.register(session.pk, person=person.person, commune=other, by=None, at=NOON)


def test_somebody_who_left_her_position_is_no_more_of_the_commune(enter):
    position = factories.SecretaryFactory(ended_on=NOON.date() - DAY)

    with pytest.raises(Refusal, match="n’a pas de fonction"):
        enter(SessionFactory(), position)


def test_nobody_is_in_two_places_at_once(enter):
    there, here = SessionFactory(), SessionFactory()
    person = secretaries(1)[0]
    enter(there, person)

    with pytest.raises(Refusal, match="à ces heures"):
        enter(here, person)

    assert states(here) == []


def test_who_gets_a_half_day_back_is_called_where_she_waited(enter):
    """She waits here, sits there at the same hours; leaving there frees her for here, at once."""
    here, there = SessionFactory(maximum=1), SessionFactory(maximum=1)
    first, second = secretaries(2)
    seat = enter(here, first)
    waiting = enter(here, second)
    elsewhere = enter(there, second)
    registrations.cancel(seat.pk, by=None, at=NOON)
    waiting.refresh_from_db()
    assert waiting.state == _R.WAITING  # busy elsewhere: the seat stays free

    registrations.cancel(elsewhere.pk, by=None, at=NOON)

    waiting.refresh_from_db()
    assert waiting.state == _R.OFFERED


def test_a_colleague_takes_the_very_seat_before_those_who_wait(enter):
    session = SessionFactory(maximum=1)
    first, second = secretaries(2)
    one = enter(session, first)
    enter(session, second)
    colleague = factories.PositionFactory(commune=first.commune, role=Role.TECHNICIAN)

    other = registrations.replace(one.pk, person=colleague.person, by=None, at=NOON)

    one.refresh_from_db()
    assert (one.state, one.replaced_by, one.seat) == (_R.REPLACED, other, None)
    assert (other.state, other.seat) == (_R.CONFIRMED, 1)
    assert states(session) == ["replaced", "waiting", "confirmed"]
    assert kinds(one) == ["registration_confirmed", "seat_given"]
    assert kinds(other) == ["seat_received"]
    assert SlotHolding.objects.get(registration=other, slot__half="am").person == colleague.person


def test_a_colleague_who_waited_receives_the_seat_with_her_own_registration(enter):
    session = SessionFactory(maximum=1)
    commune = factories.CommuneFactory()
    first, second = secretaries(2, [commune])
    one, waiting = enter(session, first), enter(session, second)

    other = registrations.replace(one.pk, person=second.person, by=None, at=NOON)

    assert other == waiting
    assert states(session) == ["replaced", "confirmed"]


def test_somebody_of_another_commune_does_not_take_the_seat(enter):
    session = SessionFactory(maximum=1)
    first, second = secretaries(2)
    one = enter(session, first)

    with pytest.raises(Refusal, match="n’a pas de fonction"):
        registrations.replace(one.pk, person=second.person, by=None, at=NOON)


def test_the_mayor_who_refused_somebody_does_not_give_her_a_colleague_s_seat(enter):
    session = SessionFactory(maximum=2, needs_approval=True)
    first, second = secretaries(2, [factories.CommuneFactory()])
    one, refused = enter(session, first), enter(session, second)
    word = decisions.Word(decided_as="Le maire", via=DecisionChannel.LINK)
    one = decisions.accept(one.pk, word, by=None, at=NOON)
    decisions.refuse(refused.pk, word, reason="Absences", by=None, at=NOON)
    reader = first.person.user
    reader.acting = acting_of(reader, on=NOON.date())
    seen = colleagues_of(reader, session, at=NOON)
    assert len(seen) == 2
    assert not any(found.may_take_from(one) for found in seen)

    with pytest.raises(Refusal, match="a refusé"):
        registrations.replace(one.pk, person=second.person, by=None, at=NOON)


def test_those_who_come_together_all_sit_or_all_wait(enter):
    commune = factories.CommuneFactory()
    people = [position.person for position in secretaries(2, [commune])]
    full, free = SessionFactory(maximum=2), SessionFactory(maximum=2, on=dt.date(2026, 12, 15))
    enter(full, secretaries(1)[0])

    for session in (full, free):
        registrations.register_together(
            session.pk, people=people, commune=commune, by=None, at=NOON
        )

    assert states(full) == ["confirmed", "waiting", "waiting"]
    assert states(free) == ["confirmed", "confirmed"]


def test_a_town_hall_registers_and_leaves_behind_its_own_wall(enter):
    """Seats are counted over all communes, though each sees its own rows only."""
    session = SessionFactory(maximum=1)
    first, second = secretaries(2)
    with wall([first.commune.pk, EVERYONE], user_id=first.person.user.pk):
        seat = enter(session, first)
    with wall([second.commune.pk, EVERYONE]):
        waiting = enter(session, second)
        assert list(Registration.objects.all()) == [waiting]
        assert RegistrationEvent.objects.count() == 1
        with pytest.raises(Registration.DoesNotExist):
            registrations.cancel(seat.pk, by=None, at=NOON)

    with wall([first.commune.pk, EVERYONE]):
        registrations.cancel(seat.pk, by=first.person.user, at=NOON)
        assert list(Registration.objects.all()) == [seat]

    assert states(session) == ["cancelled", "offered"]


def test_a_town_hall_cannot_register_for_another():
    session, position = SessionFactory(), secretaries(1)[0]
    other = secretaries(1)[0]

    with (
        wall([other.commune.pk, EVERYONE]),
        pytest.raises(Exception, match='for table "training_registration"'),
    ):
        registrations.register(
            session.pk, person=position.person, commune=position.commune, by=None, at=NOON
        )
