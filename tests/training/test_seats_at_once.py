"""Many hands at once on the same seats: none is given twice, none stays empty, everybody has a seat or a rank."""

import datetime as dt
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import EVERYONE, wall, wall_for_all
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, FIRST, SessionFactory, secretaries
from training.domain import offers, registrations
from training.domain.seating import call_again
from training.domain.sweeping import sweep
from training.models import Registration, SlotHolding
from training.models.sessions import SessionQuerySet
from training.states.registrations import RegistrationState as R

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8


def at_once(calls, hands=HANDS):
    """Each call in a transaction of its own, so many at a time; what each gave, refused or broke."""
    start = Barrier(min(hands, len(calls)))

    def one(number_and_call):
        number, call = number_and_call
        try:
            if number < start.parties:
                start.wait(timeout=30)
            return call()
        except (Refusal, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as threads:
        return list(threads.map(one, enumerate(calls)))


def coming(session, position):
    """As its town hall does it: behind its own wall."""

    def call():
        with wall([position.commune_id, EVERYONE]):
            return registrations.register(
                session.pk, person=position.person, commune=position.commune, by=None, at=NOON
            )

    return call


def seats_of(session):
    return list(session.registrations.seated().values_list("seat", "commune_id"))


def well_given(session, maximum, quota):
    seats = seats_of(session)
    assert len({seat for seat, _ in seats}) == len(seats) <= maximum
    assert max(Counter(commune for _, commune in seats).values(), default=0) <= quota


def test_sixty_people_for_twenty_seats_with_a_quota():
    communes = factories.CommuneFactory.create_batch(15)
    people = secretaries(60, communes)
    session = SessionFactory(maximum=20, quota=2)

    results = at_once([coming(session, one) for one in people])

    assert [one for one in results if isinstance(one, Exception)] == []
    well_given(session, 20, 2)
    states = Counter(session.registrations.values_list("state", flat=True))
    assert states == {"confirmed": 20, "waiting": 40}
    ranks = sorted(session.registrations.values_list("rank", flat=True))
    assert ranks == list(range(1, 61))
    assert SlotHolding.objects.count() == 40
    told = Counter(OutboxEmail.objects.values_list("kind", flat=True))
    assert told.pop("training/mails/calendar_invitation") == 20, (
        "the second half day of each confirmed"
    )
    assert told.total() == 60


def test_without_the_lock_the_database_still_gives_no_seat_twice(monkeypatch):
    """Two count before either writes: the second is refused by a constraint, nobody is overbooked."""
    session = SessionFactory(maximum=1)
    first, second = secretaries(2)
    both = Barrier(2)

    def unlocked(rows, pk):
        found = rows.get(pk=pk)
        both.wait(timeout=30)
        return found

    monkeypatch.setattr(SessionQuerySet, "locked", unlocked)
    results = at_once([coming(session, first), coming(session, second)])

    assert [type(one) for one in results].count(IntegrityError) == 1
    well_given(session, 1, 1)


def test_the_session_is_held_until_the_transaction_ends():
    """Without its lock one waits too, but for a rank that is written: after the count."""
    session = SessionFactory(maximum=1)
    first, second = secretaries(2)

    def impatient():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '300ms'")
                coming(session, second)()
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as other:
        coming(session, first)()  # not committed yet
        with pytest.raises(
            OperationalError, match=r'locking tuple .* in relation "training_session"'
        ):
            other.submit(impatient).result()


def test_many_leave_at_once_and_each_seat_is_called_once():
    session = SessionFactory(maximum=6)
    people = secretaries(14)
    with wall_for_all():
        entered = [coming(session, one)() for one in people]

    def leaving(one):
        def call():
            with wall([one.commune_id, EVERYONE]):
                return registrations.cancel(one.pk, by=None, at=NOON)

        return call

    at_once([leaving(one) for one in entered[:6]], hands=6)

    states = Counter(session.registrations.values_list("state", flat=True))
    assert states == {"cancelled": 6, "offered": 6, "waiting": 2}
    well_given(session, 6, 1)
    assert OutboxEmail.objects.filter(kind__endswith="seat_offered").count() == 6


def test_an_offer_taken_and_swept_at_once_is_one_or_the_other():
    session = SessionFactory(maximum=1)
    with wall_for_all():
        first, second, _third = (coming(session, one)() for one in secretaries(3))
        registrations.cancel(first.pk, by=None, at=NOON)
    second.refresh_from_db()
    until = second.offer_until

    def take():
        with wall_for_all():
            return offers.accept_offer(second.pk, by=None, at=until - dt.timedelta(seconds=1))

    def expire():
        with wall_for_all():
            return offers.expire_offer(second.pk, at=until)

    at_once([take, expire], hands=2)

    second.refresh_from_db()
    assert second.state in {R.CONFIRMED, R.EXPIRED}
    well_given(session, 1, 1)
    assert session.registrations.seated().count() == 1


def test_one_person_in_two_places_at_once_has_one_seat():
    here, there = SessionFactory(), SessionFactory()
    person = secretaries(1)[0]

    results = at_once([coming(here, person), coming(there, person)], hands=2)

    assert [type(one) for one in results].count(Refusal) == 1
    assert Registration.objects.seated().count() == 1
    assert SlotHolding.objects.count() == 2


@contextmanager
def held_elsewhere(session):
    """Somebody else has the session, for as long as the block lasts."""
    taken, done = Event(), Event()

    def hold():
        try:
            with wall_for_all():
                type(session).objects.locked(session.pk)
                taken.set()
                done.wait(timeout=30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(hold)
        assert taken.wait(timeout=30)
        try:
            yield
        finally:
            done.set()


def test_who_is_freed_is_not_called_in_a_session_that_somebody_else_holds():
    """Its seats are being counted there: the sweep calls her a minute later."""
    here, there = SessionFactory(), SessionFactory(maximum=1, on=FIRST + 7 * DAY)
    first, second = secretaries(2)
    with wall_for_all():
        coming(there, first)()
        waiting = coming(there, second)()
    type(there).objects.filter(pk=there.pk).update(maximum=2)

    with held_elsewhere(there), wall_for_all(), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '2s'")
        type(here).objects.locked(here.pk)
        call_again(here.pk, [second.person_id], by=None, at=NOON)

    waiting.refresh_from_db()
    assert waiting.state == R.WAITING
    assert sweep(at=NOON)["called"] == 1
    waiting.refresh_from_db()
    assert waiting.state == R.OFFERED


def test_an_offer_that_ends_while_one_waits_for_the_session_is_lost():
    session = SessionFactory(maximum=1)
    with wall_for_all():
        first, second = (coming(session, one)() for one in secretaries(2))
        registrations.cancel(first.pk, by=None, at=NOON)
    second.refresh_from_db()

    def take():
        with wall([second.commune_id, EVERYONE]):
            at = second.offer_until - dt.timedelta(seconds=0.5)
            return offers.accept_offer(second.pk, by=None, at=at)

    with ThreadPoolExecutor(1) as other:
        with held_elsewhere(session):
            late = other.submit(at_once, [take])
            time.sleep(0.8)
        (answer,) = late.result()

    assert isinstance(answer, Refusal)
