"""From the order to the machine in service: what each verb does, refuses, writes and tells."""

import datetime as dt

import pytest

from itsupport.domain import asset_moves, orders
from itsupport.models import Asset, Order
from itsupport.states.orders import OrderState
from portal.documents.models import Document
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.itsupport.chain import Chain, counted, mails

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=3)


def test_ordering_asks_for_a_live_agreement(chain):
    quote = chain.quote(chain.ask())

    with pytest.raises(Refusal, match="pas l’accord"):
        orders.order_quotes([quote.pk], by=chain.agent, at=NOON)
    with pytest.raises(Refusal, match="au moins un"):
        orders.order_quotes([], by=chain.agent, at=NOON)

    assert not Order.objects.exists()


def test_one_step_orders_for_several_communes_each_its_own(chain):
    other = Chain()
    pair = [chain.quote(chain.ask(), number="A"), other.quote(other.ask(), number="B")]
    for one, quote in zip((chain, other), pair, strict=True):
        one.agree(quote)

    made = orders.order_quotes([quote.pk for quote in pair], by=chain.agent, at=NOON)

    assert [order.ref for order in made] == ["BC-2026-00001", "BC-2026-00002"]
    assert [order.commune for order in made] == [chain.commune, other.commune]
    papers = Document.objects.filter(kind="itsupport.purchase_order").order_by("pk")
    assert [paper.commune_id for paper in papers] == [chain.commune.pk, other.commune.pk]
    assert [mail.document_id for mail in mails("purchase_order")] == [one.pk for one in papers]
    with pytest.raises(Refusal, match="déjà commandé"):
        orders.order_quotes([pair[0].pk], by=chain.agent, at=NOON)


def test_an_order_goes_to_one_supplier(chain):
    pair = [chain.quote(chain.ask(), number="A"), chain.quote(chain.ask(), supplier="Autre")]
    for quote in pair:
        chain.agree(quote)

    with pytest.raises(Refusal, match="un seul fournisseur"):
        orders.order_quotes([quote.pk for quote in pair], by=chain.agent, at=NOON)


def test_what_never_comes_is_given_up(chain):
    order = chain.order()
    chain.receive(order, 2)
    line = order.lines.get()
    with pytest.raises(Refusal, match="reste 1"):
        orders.give_up(line.pk, 2, by=chain.agent, at=NOON)

    orders.give_up(line.pk, 1, by=chain.agent, at=NOON)

    assert counted(order).state == OrderState.DELIVERED
    with pytest.raises(Refusal, match="reste 0"):
        chain.receive(order, 1)


def test_an_order_given_up_whole_is_cancelled(chain):
    order = chain.order()

    orders.give_up(order.lines.get().pk, 3, by=chain.agent, at=NOON)

    assert counted(order).state == OrderState.CANCELLED


def test_the_town_hall_is_told_of_each_step_once(chain):
    order = chain.order(chain.ask(quantity=1))
    chain.receive(order, 1)
    assert orders.tell_finished(at=NOON) == 0
    asset_moves.put_in_service(Asset.objects.get().pk, by=chain.agent, at=NOON)

    assert (orders.tell_finished(at=LATER), orders.tell_finished(at=LATER)) == (1, 0)

    hall = chain.secretary.email
    for kind in ("order_placed", "order_delivered", "order_in_service"):
        assert [mail.to for mail in mails(kind)] == [hall]
