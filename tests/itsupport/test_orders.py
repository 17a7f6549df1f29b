"""From the order to the machine in service: what each verb does, refuses, writes and tells."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from communes.states import Role
from itsupport.domain import asset_moves, deliveries, orders, quotes
from itsupport.models import Asset, EquipmentRequest, Order
from itsupport.queries.tracks import progress_of
from itsupport.states.equipment import AssetState
from itsupport.states.orders import OrderState
from portal.documents.models import Document
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport.chain import DAY, Chain, counted, line_of, mails

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=3)


@pytest.fixture
def chain(db):
    return Chain()


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


def test_a_machine_enters_the_park_described_by_its_quote(chain):
    user = chain.hold(Role.TECHNICIAN)
    old = factories.AssetFactory(commune=chain.commune)
    order = chain.order(chain.ask(quantity=1, for_whom_id=user.pk, replaces_id=old.pk))

    chain.receive(order, 1, serials=["pf-0abc 12"])

    machine = Asset.objects.get(order_line__order=order)
    assert (machine.state, machine.kind, machine.name) == (
        AssetState.DELIVERED,
        "laptop",
        "ThinkPad E14",
    )
    assert (machine.manufacturer, machine.model) == ("Lenovo", "E14 Gen 6")
    assert (machine.serial, machine.serial_key) == ("pf-0abc 12", "PF0ABC12")
    assert (machine.price, machine.purchased_on) == (Decimal("749.90"), DAY)
    assert (machine.warranty_until, machine.renewal_year) == (dt.date(2029, 11, 10), 2031)
    assert (machine.site, machine.used_by) == (chain.site, user)


def test_deliveries_come_in_parts_and_the_order_follows_its_lines(chain):
    asked = chain.ask(quantity=3)
    order = chain.order(asked)
    seen = [counted(order).state]

    chain.receive(order, 1, serials=["SN-1"])
    seen.append(counted(order).state)
    chain.receive(order, 2, serials=["SN-2"])
    seen.append(counted(order).state)
    for machine in Asset.objects.filter(order_line__order=order):
        asset_moves.put_in_service(machine.pk, by=chain.agent, at=NOON)
    seen.append(counted(order).state)

    assert seen == [
        OrderState.SENT,
        OrderState.PARTIAL,
        OrderState.DELIVERED,
        OrderState.IN_SERVICE,
    ]
    assert line_of(order).counts.installed == 3
    (one,) = progress_of(EquipmentRequest.objects.filter(pk=asked.pk))
    assert one.word == "en service"
    assert [step.done for step in one.steps] == [True] * 6


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


@pytest.mark.parametrize(
    ("came", "why"),
    [
        ({"quantity": 4}, "reste 3"),
        ({"quantity": 0}, "au moins une"),
        ({"quantity": 0, "refused": 1}, "pourquoi"),
        ({"quantity": 1, "serials": ["A", "B"]}, "plus de numéros"),
        ({"quantity": 2, "serials": ["sn1", "SN1"]}, "deux fois"),
    ],
)
def test_a_reception_that_cannot_be_true_is_refused_whole(chain, came, why):
    order = chain.order()

    with pytest.raises(Refusal, match=why):
        chain.receive(order, **came)

    assert not order.deliveries.exists()
    assert not Asset.objects.filter(order_line__order=order).exists()


def test_a_serial_already_in_the_park_is_refused(chain):
    order = chain.order()
    chain.receive(order, 1, serials=["PF-1X2Y3Z"])

    with pytest.raises(Refusal, match="déjà ce numéro"), transaction.atomic():
        chain.receive(order, 1, serials=["pf 1x2y3z"])

    assert line_of(order).received == 1


def test_what_is_sent_back_is_still_awaited(chain):
    order = chain.order()

    chain.receive(order, 1, refused=2, reserve="Écrans fendus")

    assert line_of(order).counts.awaited == 2
    assert Asset.objects.filter(order_line__order=order).count() == 1


def test_supplies_make_no_machine_and_are_in_service_as_they_come(chain):
    asked = chain.ask()
    line = quotes.Priced(
        request_id=asked.pk,
        label="Câbles",
        quantity=5,
        unit_price=Decimal(4),
        vat_rate=Decimal(20),
    )
    quote = chain.quote(asked, lines=(line,))
    chain.agree(quote)
    (order,) = orders.order_quotes([quote.pk], by=chain.agent, at=NOON)

    chain.receive(order, 5)

    assert counted(order).state == OrderState.IN_SERVICE
    assert not Asset.objects.filter(commune=chain.commune).exists()


def test_the_town_hall_is_told_of_each_step_once(chain):
    order = chain.order(chain.ask(quantity=1))
    chain.receive(order, 1)
    assert orders.tell_finished(at=NOON) == 0
    asset_moves.put_in_service(Asset.objects.get().pk, by=chain.agent, at=NOON)

    assert (orders.tell_finished(at=LATER), orders.tell_finished(at=LATER)) == (1, 0)

    hall = chain.secretary.email
    for kind in ("order_placed", "order_delivered", "order_in_service"):
        assert [mail.to for mail in mails(kind)] == [hall]


def test_a_warranty_ends_on_the_last_day_of_a_shorter_month():
    assert deliveries.months_after(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert deliveries.months_after(dt.date(2026, 12, 15), 1) == dt.date(2027, 1, 15)
    assert deliveries.months_after(dt.date(2026, 12, 15), 36) == dt.date(2029, 12, 15)
    assert deliveries.months_after(dt.date(2026, 12, 15), 0) is None
