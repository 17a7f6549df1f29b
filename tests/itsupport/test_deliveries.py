"""What came: counted, checked, and made into machines described by their quote."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from communes.states import Role
from itsupport.domain import asset_moves, deliveries, orders, quotes
from itsupport.models import Asset, EquipmentRequest
from itsupport.queries.tracks import progress_of
from itsupport.states.equipment import AssetState
from itsupport.states.orders import OrderState
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport.chain import DAY, Chain, counted, line_of

pytestmark = pytest.mark.django_db


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


def test_a_warranty_ends_on_the_last_day_of_a_shorter_month():
    assert deliveries.months_after(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert deliveries.months_after(dt.date(2026, 12, 15), 1) == dt.date(2027, 1, 15)
    assert deliveries.months_after(dt.date(2026, 12, 15), 36) == dt.date(2029, 12, 15)
    assert deliveries.months_after(dt.date(2026, 12, 15), 0) is None


def test_a_reception_is_of_its_own_order_and_not_of_tomorrow(chain):
    order, other = chain.order(), Chain().order()

    for parcel, why in (
        (deliveries.Parcel(on=DAY, came=(came(other),)), "pas de cette commande"),
        (deliveries.Parcel(on=DAY + dt.timedelta(days=1), came=(came(order),)), "à venir"),
    ):
        with pytest.raises(Refusal, match=why), transaction.atomic():
            deliveries.receive(order.pk, parcel, by=chain.agent, at=NOON)
    assert not order.deliveries.exists()


def came(order):
    return deliveries.Came(line_id=line_of(order).pk, quantity=1)
