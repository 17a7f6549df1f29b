"""The constraints of the hardware chain, each from both sides; the state asked of the database is the one derived."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from itsupport.domain import asset_moves, orders
from itsupport.models import (
    Agreement,
    Asset,
    DeliveryLine,
    EquipmentRequest,
    Order,
    OrderLine,
    PaperSeries,
    Quote,
    QuoteLine,
    Supplier,
)
from itsupport.states.equipment import AssetState
from itsupport.states.orders import OrderState
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE, GROUP, wall
from tests import factories
from tests.conftest import NOON
from tests.itsupport.chain import DAY, Chain, counted

pytestmark = pytest.mark.django_db


def refused(make, name):
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        make()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def changed(thing, **changes):
    return lambda: type(thing).objects.filter(pk=thing.pk).update(**changes)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("equipment_request_asks_for_one", {"quantity": 0}, {"quantity": 1}),
        ("equipment_request_asks_for_one", {"quantity": 501}, {"quantity": 500}),
        ("equipment_request_sent_is_dated", {"submitted_at": None}, {"submitted_at": NOON}),
        ("equipment_request_pooled_has_need", {"state": "pooled"}, {"state": "refused"}),
    ],
)
def test_a_request_is_always_true_to_its_state(chain, name, wrong, right):
    asked = chain.ask()

    refused(changed(asked, **wrong), name)

    assert changed(asked, **right)() == 1


def test_only_a_pooled_request_is_a_need(chain):
    asked = chain.ask()
    need = factories.NeedFactory(commune=chain.commune)

    refused(changed(asked, need=need), "equipment_request_pooled_has_need")

    assert changed(asked, need=need, state="pooled")() == 1


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("quote_decided_is_dated", {"decided_at": NOON}, {"decided_at": None}),
        ("quote_decided_is_dated", {"state": "agreed"}, {"state": "agreed", "decided_at": NOON}),
        (
            "quote_refused_says_why",
            {"state": "refused", "decided_at": NOON},
            {"state": "refused", "decided_at": NOON, "refuse_reason": "Trop cher"},
        ),
    ],
)
def test_a_quote_is_always_true_to_its_state(chain, name, wrong, right):
    quote = chain.quote(chain.ask())

    refused(changed(quote, **wrong), name)

    assert changed(quote, **right)() == 1


def quote_row(chain, **changes):
    given = {
        "commune": chain.commune,
        "supplier": Supplier.objects.get_or_create(name="Micro")[0],
        "number": "N-1",
        "dated": DAY,
        "valid_until": DAY,
        "entered_at": NOON,
    }
    return Quote.objects.create(**given | changes)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("quote_valid_after_its_date", {"valid_until": DAY - dt.timedelta(days=1)}, {}),
        (
            "quote_file_has_a_print",
            {"file": "devis/x.pdf"},
            {"file": "devis/x.pdf", "file_sha256": "0" * 64},
        ),
        ("quote_file_has_a_print", {"file_sha256": "0" * 64}, {}),
    ],
)
def test_a_quote_is_entered_true(chain, name, wrong, right):
    refused(lambda: quote_row(chain, **wrong), name)

    quote_row(chain, **right)


def test_a_number_of_a_supplier_is_one_live_quote(chain):
    quote_row(chain)

    refused(lambda: quote_row(chain), "quote_number_once")

    quote_row(chain, state="withdrawn", decided_at=NOON)
    quote_row(chain, supplier=Supplier.objects.create(name="Autre"))


def line_row(chain, quote, **changes):
    given = {
        "quote": quote, "commune": chain.commune, "position": 1, "label": "Écran",
        "quantity": 1, "unit_price": 1, "vat_rate": 20,
    }  # fmt: skip
    return QuoteLine.objects.create(**given | changes)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("quote_line_sells_something", {"quantity": 0}, {}),
        ("quote_line_sells_something", {"unit_price": -1}, {"unit_price": 0}),
        ("quote_line_vat_rate_exists", {"vat_rate": "19.60"}, {"vat_rate": "5.50"}),
    ],
)
def test_a_line_sells_something_at_a_rate_that_exists(chain, name, wrong, right):
    quote = quote_row(chain)

    refused(lambda: line_row(chain, quote, **wrong), name)

    line_row(chain, quote, **right)
    refused(lambda: line_row(chain, quote, **right), "quote_line_position_once")


def test_a_quote_has_one_live_agreement(chain):
    quote = quote_row(chain)

    def again(**changes):
        given = {
            "quote": quote, "commune": chain.commune, "at": NOON, "person": chain.mayor,
            "name": "x", "channel": "web", "sha256": "0" * 64,
        }  # fmt: skip
        return Agreement.objects.create(**given | changes)

    first = again()
    refused(again, "agreement_live_once")
    refused(
        changed(first, withdrawn_at=NOON - dt.timedelta(days=1)),
        "agreement_withdrawn_after_it_was_given",
    )

    changed(first, withdrawn_at=NOON)()
    again()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"received": 4}, {}),
        ({"cancelled": 4}, {"cancelled": 3}),
        ({"received": 2, "cancelled": 2}, {}),
    ],
)
def test_nobody_receives_nor_cancels_more_than_was_ordered(chain, wrong, right):
    line = chain.order(chain.ask(quantity=3)).lines.get()

    refused(changed(line, **wrong), "order_line_never_beyond")

    if right:
        assert changed(line, **right)() == 1


def test_a_line_orders_something(chain):
    line = chain.order().lines.get()

    refused(changed(line, ordered=0), "order_line_orders_something")


def test_what_is_received_is_what_deliveries_brought(chain):
    order = chain.order(chain.ask(quantity=3))
    line = order.lines.get()

    refused(changed(line, received=1), "order_line_received_is_delivered")

    delivery = chain.receive(order, 1)
    refused(
        lambda: DeliveryLine.objects.create(
            delivery=order.deliveries.create(commune=chain.commune, on=DAY, noted_at=NOON),
            commune=chain.commune,
            order_line=line,
            quantity=1,
        ),
        "order_line_received_is_delivered",
    )
    assert delivery.lines.get().quantity == 1


def test_no_machine_comes_from_a_line_that_did_not_bring_it(chain):
    order = chain.order(chain.ask(quantity=3))
    chain.receive(order, 1)
    line = order.lines.get()
    stray = factories.AssetFactory(commune=chain.commune)

    refused(changed(stray, order_line=line), "order_line_machines_were_received")
    refused(
        lambda: factories.AssetFactory(commune=chain.commune, order_line=line),
        "order_line_machines_were_received",
    )


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("delivery_line_brings_something", {}, {"refused": 1, "reserve": "cassé"}),
        ("delivery_line_refused_says_why", {"refused": 1}, {"refused": 1, "reserve": "cassé"}),
    ],
)
def test_a_line_of_delivery_says_something(chain, name, wrong, right):
    order = chain.order()
    delivery = order.deliveries.create(commune=chain.commune, on=DAY, noted_at=NOON)
    common = {"delivery": delivery, "commune": chain.commune, "order_line": order.lines.get()}

    refused(lambda: DeliveryLine.objects.create(**common, **wrong), name)

    DeliveryLine.objects.create(**common, **right)
    refused(lambda: DeliveryLine.objects.create(**common, **right), "delivery_line_once")


def test_a_series_is_one_a_year():
    PaperSeries.objects.create(prefix="BC", year=2026)

    refused(lambda: PaperSeries.objects.create(prefix="BC", year=2026), "paper_series_once")

    PaperSeries.objects.create(prefix="BC", year=2027)


def test_nothing_of_the_chain_belongs_to_two_communes(chain):
    other = Chain()
    asked = chain.ask()

    refused(changed(asked, site=other.site), "site_id_same_commune")
    refused(
        changed(asked, ticket=factories.TicketFactory(commune=other.commune)),
        "ticket_id_same_commune",
    )
    refused(
        changed(asked, replaces=factories.AssetFactory(commune=other.commune)),
        "replaces_id_same_commune",
    )
    refused(
        lambda: line_row(chain, quote_row(chain), request=other.ask()), "request_id_same_commune"
    )


def test_behind_the_wall_a_commune_sees_its_own_chain_and_every_supplier(chain):
    other = Chain()
    for one, number in ((chain, "A"), (other, "B")):
        quote = one.quote(one.ask(), number=number)
        one.agree(quote)
        (order,) = orders.order_quotes([quote.pk], by=one.agent, at=NOON)
        one.receive(order, 1)

    with wall([chain.commune.pk, EVERYONE]):
        for model in (
            EquipmentRequest,
            Quote,
            QuoteLine,
            Agreement,
            Order,
            OrderLine,
            DeliveryLine,
        ):
            assert {row.commune_id for row in model.objects.all()} == {chain.commune.pk}
        assert Supplier.objects.count() == 1
        assert Supplier.objects.update(email="x@example.org") == 0
    with wall([GROUP, chain.commune.pk]):
        assert Supplier.objects.update(email="x@example.org") == 1


EVENTS = st.lists(
    st.tuples(st.sampled_from(["receive", "give up", "install"]), st.integers(1, 3)), max_size=8
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(events=EVENTS)
def test_the_state_asked_of_the_database_is_the_one_derived(chain, events):
    """Through the verbs: what is refused writes nothing, and one query alone finds the order."""
    with transaction.atomic():
        order = chain.order(chain.ask(quantity=4))
        for event, number in events:
            _happen(chain, order, event, number)
        read = counted(order)
        assert read.counts.received == sum(
            line.quantity for line in DeliveryLine.objects.filter(delivery__order=order)
        )
        found = [
            state
            for state in OrderState
            if Order.objects.counted().in_state(state).filter(pk=order.pk).exists()
        ]
        assert found == [read.state]
        transaction.set_rollback(True)


def _happen(chain, order, event, number):
    try:
        with transaction.atomic():
            if event == "receive":
                chain.receive(order, number)
            elif event == "give up":
                orders.give_up(order.lines.get().pk, number, by=chain.agent, at=NOON)
            else:
                waiting = Asset.objects.filter(order_line__order=order, state=AssetState.DELIVERED)
                for machine in waiting[:number]:
                    asset_moves.put_in_service(machine.pk, by=chain.agent, at=NOON)
    except Refusal:
        pass
