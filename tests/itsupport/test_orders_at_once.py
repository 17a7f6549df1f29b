"""Two hands at once: receptions never exceed the order, two mayors agree once, numbers keep no hole."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from itsupport.domain import orders
from itsupport.models import Agreement, Asset, EquipmentRequest, Order
from portal.lib.refusal import Refusal
from portal.walls.acting import wall_for_all
from tests.conftest import NOON
from tests.itsupport.chain import Chain, line_of

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4


def together(*functions):
    """Each in a thread and a transaction of its own, started at the same instant; what each gave or refused."""
    start = Barrier(len(functions))

    def alone(function):
        try:
            start.wait(timeout=20)
            with wall_for_all():
                return function()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as threads:
        return list(threads.map(alone, functions))


def refusals(results):
    return [one for one in results if isinstance(one, Refusal)]


def test_two_receptions_at_once_never_bring_more_than_was_ordered():
    chain = Chain()
    order = chain.order(chain.ask(quantity=5))

    results = together(*[lambda: chain.receive(order, 2)] * HANDS)

    assert len(refusals(results)) == HANDS - 2
    assert line_of(order).received == 4
    assert Asset.objects.filter(order_line__order=order).count() == 4


def test_a_reception_and_a_giving_up_at_once_share_what_is_left():
    chain = Chain()
    order = chain.order(chain.ask(quantity=3))
    line = order.lines.get()

    results = together(
        lambda: chain.receive(order, 2),
        lambda: orders.give_up(line.pk, 2, by=chain.agent, at=NOON),
    )

    assert len(refusals(results)) == 1
    assert line_of(order).counts.awaited == 1


def test_the_mayor_and_a_deputy_agree_once():
    chain = Chain()
    quote = chain.quote(chain.ask())

    results = together(lambda: chain.agree(quote), lambda: chain.agree(quote, person=chain.deputy))

    assert len(refusals(results)) == 1
    assert Agreement.objects.filter(quote=quote).count() == 1


def test_a_quote_is_ordered_once_by_two_agents_at_once():
    chain = Chain()
    quote = chain.quote(chain.ask())
    chain.agree(quote)

    results = together(*[lambda: orders.order_quotes([quote.pk], by=chain.agent, at=NOON)] * 2)

    assert len(refusals(results)) == 1
    assert Order.objects.count() == 1


def test_requests_written_at_once_keep_a_series_without_holes():
    chain = Chain()

    together(*[chain.ask] * HANDS)

    refs = EquipmentRequest.objects.order_by("ref").values_list("ref", flat=True)
    assert list(refs) == [f"DM-2026-{n:05d}" for n in range(1, HANDS + 1)]
