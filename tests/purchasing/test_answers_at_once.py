"""Answers written at the same time, by colleagues, by communes, and while the manager closes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, transaction

from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE, wall, wall_for_all
from purchasing.domain import answers
from purchasing.domain.campaigns import close_campaign
from purchasing.domain.consolidation import lock_need
from purchasing.domain.lines import Cell
from purchasing.models import Contact, NeedLine, NeedRevision, Participation
from purchasing.queries.consolidation import declared_need
from purchasing.states import ParticipationState
from tests.factories import ManagerFactory
from tests.purchasing.town import NOON, make_campaign, make_town

pytestmark = pytest.mark.django_db(transaction=True)
COMMUNES = 28


@pytest.fixture
def pool():
    with ThreadPoolExecutor(COMMUNES + 1) as threads:
        yield threads


def in_thread(pool, function, *args):
    def alone():
        try:
            return function(*args)
        finally:
            connection.close()

    return pool.submit(alone)


def draft(town, quantity, **more):
    cell = Cell(
        lot_item_id=town.panel.pk, site_id=town.hall.pk, quantity=Decimal(quantity), **more
    )
    return answers.Draft(cells=(cell,))


@contextmanager
def as_commune(town, *, patience=""):
    """A transaction behind the commune's wall, as the middleware opens one."""
    with wall([town.commune.pk, EVERYONE]):
        if patience:
            with connection.cursor() as cursor:
                cursor.execute(f"set local lock_timeout = '{patience}'")
        yield


def answer(town, quantity):
    with as_commune(town):
        answers.save_draft(town.answer.pk, draft(town, quantity), by=town.user, at=NOON)
        answers.submit(town.answer.pk, by=town.user, at=NOON)


def call_everyone(campaign, manager):
    """The manager noted a call to each commune: the campaign may be closed at any moment."""
    for answer in campaign.participations.all():
        Contact.objects.create(
            participation=answer, commune_id=answer.commune_id, at=NOON, by=manager, means="call"
        )


@pytest.fixture
def manager():
    return ManagerFactory().person.user


def close(town, manager, *, patience=""):
    with wall_for_all():
        if patience:
            with connection.cursor() as cursor:
                cursor.execute(f"set local lock_timeout = '{patience}'")
        close_campaign(town.campaign.pk, by=manager, at=NOON)


def test_the_closing_waits_for_an_answer_that_is_being_written(pool, manager):
    town = make_town()
    call_everyone(town.campaign, manager)

    with as_commune(town):
        answers.save_draft(town.answer.pk, draft(town, 4), by=town.user, at=NOON)
        closing = in_thread(pool, lambda: close(town, manager, patience="300ms"))
        with pytest.raises(OperationalError, match="lock timeout"):
            closing.result()

    close(town, manager)


def test_an_answer_that_comes_during_the_closing_waits_and_is_refused(pool, manager):
    town = make_town()
    call_everyone(town.campaign, manager)
    begun = threading.Event()

    def late():
        begun.set()
        answer(town, 4)

    with wall_for_all():
        close_campaign(town.campaign.pk, by=manager, at=NOON)
        refused = in_thread(pool, late)
        begun.wait(5)
        with pytest.raises(TimeoutError):
            refused.result(timeout=0.3)
    with pytest.raises(Refusal, match="recensement clos"):
        refused.result(timeout=5)

    assert NeedLine.objects.count() == 0


def test_communes_do_not_wait_for_one_another(pool):
    one = make_town()
    other = make_town(one.campaign)

    def quickly():
        with as_commune(other, patience="300ms"):
            answers.save_draft(other.answer.pk, draft(other, 2), by=other.user, at=NOON)

    with as_commune(one):
        answers.save_draft(one.answer.pk, draft(one, 4), by=one.user, at=NOON)
        in_thread(pool, quickly).result()

    assert NeedLine.objects.count() == 2


def test_two_colleagues_on_one_cell_at_the_same_instant_lose_no_figure(pool):
    town = make_town()
    together = threading.Barrier(2)

    def write(quantity):
        with as_commune(town):
            together.wait(5)
            return answers.save_draft(
                town.answer.pk, draft(town, quantity, seen=Decimal(0)), by=town.user, at=NOON
            )

    saved = [one.result() for one in [in_thread(pool, write, n) for n in (4, 9)]]

    kept = NeedLine.objects.get().quantity
    (conflict,) = [c for one in saved for c in one.conflicts]
    assert {kept, conflict.mine} == {4, 9}
    assert conflict.theirs == kept
    assert NeedRevision.objects.count() == 1


@pytest.mark.parametrize("after", [0, 4, 14, 24])
def test_closing_under_28_writers_loses_nothing(pool, manager, after):
    campaign = make_campaign()
    towns = [make_town(campaign) for _ in range(COMMUNES)]
    call_everyone(campaign, manager)
    written = threading.Semaphore(0)

    def write(town, quantity):
        try:
            answer(town, quantity)
        except Refusal:
            return False
        finally:
            written.release()
        return True

    def close_and_lock():
        for _ in range(after):
            written.acquire(timeout=10)
        with wall_for_all():
            close_campaign(campaign.pk, by=manager, at=NOON)
        with wall_for_all():
            return lock_need(campaign.pk, by=manager, at=NOON)

    locking = in_thread(pool, close_and_lock)
    told = [in_thread(pool, write, town, n) for n, town in enumerate(towns, start=1)]
    accepted = {n for n, one in enumerate(told, start=1) if one.result()}
    locking.result()

    locked = Participation.objects.filter(state=ParticipationState.LOCKED)
    lines = NeedLine.objects.filter(participation__in=locked)
    assert {int(q) for q in lines.values_list("quantity", flat=True)} == accepted
    assert NeedLine.objects.exclude(participation__in=locked).count() == 0
    assert sum(figure.quantity for figure in declared_need(campaign)) == sum(accepted)


def test_an_answer_is_whole_or_is_not(pool):
    town = make_town()

    def half():
        with as_commune(town), transaction.atomic():
            answers.save_draft(town.answer.pk, draft(town, 4), by=town.user, at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        in_thread(pool, half).result()

    assert NeedLine.objects.count() == NeedRevision.objects.count() == 0
    assert town.reload().state == ParticipationState.INVITED
