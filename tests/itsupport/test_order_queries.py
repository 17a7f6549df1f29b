"""The pages of the hardware chain ask as many questions for thirty rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from itsupport.domain import orders
from itsupport.models import Quote
from tests import factories
from tests.conftest import NOON
from tests.itsupport.chain import Chain, text, to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def chain(db):
    chain = Chain()
    factories.MembershipFactory(commune=chain.commune, epci=factories.EpciFactory())
    return chain


@pytest.fixture
def desk(chain, signed_in):
    return signed_in(chain.agent)


@pytest.fixture
def hall(chain, signed_in):
    return signed_in(chain.secretary.user)


def questions(client, url):
    with CaptureQueriesContext(connection) as asked:
        text(client.get(url))
    return len(asked)


@pytest.mark.parametrize(
    "name",
    [
        "order_board", "request_register", "order_list", "machine_list", "request_pool",
        "order_create", "quote_create", "request_list",
    ],
)  # fmt: skip
def test_thirty_rows_ask_as_many_questions_as_one(desk, hall, chain, name):
    client = hall if name == "request_list" else desk

    def one_more():
        chain.ask()
        chain.quote(chain.ask(), number=f"P{Quote.objects.count()}")
        chain.agree(chain.quote(chain.ask(), number=f"A{Quote.objects.count()}"))
        made = chain.quote(chain.ask(), number=f"O{Quote.objects.count()}")
        chain.agree(made)
        (order,) = orders.order_quotes([made.pk], by=chain.agent, at=NOON)
        chain.receive(order, 1)
        made = chain.quote(chain.ask(quantity=1), number=f"D{Quote.objects.count()}")
        chain.agree(made)
        (order,) = orders.order_quotes([made.pk], by=chain.agent, at=NOON)
        chain.receive(order, 1)

    one_more()
    client.get(to(name))
    few = questions(client, to(name))
    for _n in range(6):
        one_more()

    assert questions(client, to(name)) == few


def test_an_order_asks_as_many_questions_for_many_machines(desk, chain):
    order = chain.order(chain.ask(quantity=20))
    chain.receive(order, 1)
    few = questions(desk, to("order_detail", order.pk))

    chain.receive(order, 15)

    assert questions(desk, to("order_detail", order.pk)) <= few + 1
