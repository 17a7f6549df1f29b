"""What came: counted, checked, and made into machines without typing anything twice."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from itsupport.domain.equipment import Described, add_asset
from itsupport.domain.orders import address_of, hall_address
from itsupport.models import Delivery, DeliveryLine, Order, OrderLine
from itsupport.notifications.orders import OrderDelivered
from itsupport.queries.wording import line_in_words
from itsupport.states.equipment import AssetKind, AssetState
from itsupport.states.orders import LASTS, LASTS_OTHERWISE
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.money import from_cents, line_ht
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Of one line: how many are kept, how many go back and why, the serial numbers read on the boxes."""

    line_id: int
    quantity: int = 0
    refused: int = 0
    reserve: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A delivery as its slip says it."""

    on: date
    came: tuple[Came, ...]
    slip: str = ""


@transaction.atomic
def receive(order_id: int, parcel: Parcel, *, by: User, at: datetime) -> Delivery:
    """Write a delivery; each machine kept enters the park « livré », described by the line of its quote.

    The order is held: two receptions at once never bring more than was ordered. Refused beyond what is
    awaited, with two equal serial numbers, or for a day to come.
    """
    order = Order.objects.locked(order_id)
    came = [one for one in parcel.came if one.quantity or one.refused]
    if not came:
        raise Refusal("Notez au moins une pièce reçue, ou refusée.")
    if parcel.on > paris_date(at):
        raise Refusal("Une livraison reçue n’est pas à une date à venir.")
    _ensure_serials_differ(came)
    delivery = Delivery.objects.create(
        order=order,
        commune_id=order.commune_id,
        on=parcel.on,
        slip=parcel.slip.strip(),
        received_by=by,
        noted_at=at,
    )
    record("receive", order, by=by, at=at, delivery=delivery.pk)
    for one in came:
        _take(delivery, one, by=by, at=at)
    _tell_delivered(delivery, at=at)
    return delivery


def _take(delivery: Delivery, came: Came, *, by: User, at: datetime) -> None:
    rows = OrderLine.objects.select_related("quote_line__request")  # held by its order
    line = rows.filter(order_id=delivery.order_id, pk=came.line_id).first()
    if line is None:
        raise Refusal("Cette ligne n’est pas de cette commande.")
    label = line.quote_line.label
    if came.quantity > line.awaited:
        raise Refusal(f"« {label} » : il en reste {line.awaited} à recevoir, pas {came.quantity}.")
    if came.refused and not came.reserve.strip():
        raise Refusal(f"« {label} » : dites pourquoi vous refusez.")
    if len(came.serials) > came.quantity:
        raise Refusal(f"« {label} » : plus de numéros de série que de pièces gardées.")
    DeliveryLine.objects.create(
        delivery=delivery,
        commune_id=delivery.commune_id,
        order_line=line,
        quantity=came.quantity,
        refused=came.refused,
        reserve=came.reserve.strip(),
        serials=list(came.serials),
    )
    line.received += came.quantity
    line.save(update_fields=["received"])
    if line.quote_line.kind:
        _make_machines(line, came, on=delivery.on, by=by, at=at)


def _make_machines(line: OrderLine, came: Came, *, on: date, by: User, at: datetime) -> None:
    """One a piece; the building and the person are those of the request."""
    sold, request = line.quote_line, line.quote_line.request
    serials = [*came.serials, *([""] * (came.quantity - len(came.serials)))]
    alone = request is not None and request.quantity == 1
    for serial in serials:
        asset = add_asset(
            line.commune_id,
            Described(
                kind=sold.kind,
                name=sold.label[:80],
                site_id=request.site_id if request else None,
                manufacturer=sold.manufacturer,
                model=sold.model,
                serial=serial,
                used_by_id=request.for_whom_id if request and alone else None,
                purchased_on=on,
                price=from_cents(line_ht(Decimal(1), sold.unit_price)),
                warranty_until=months_after(on, sold.warranty_months),
                renewal_year=on.year + LASTS.get(AssetKind(sold.kind), LASTS_OTHERWISE),
            ),
            by=by,
            at=at,
            state=AssetState.DELIVERED,
        )
        asset.order_line = line
        asset.save(update_fields=["order_line"])


def months_after(day: date, months: int) -> date | None:
    """The last day of a warranty of whole months that starts on `day`; None when there is none.

    A month that is too short ends on its last day, as article 641 of the code of civil procedure reckons.
    """
    if not months:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def _ensure_serials_differ(came: Sequence[Came]) -> None:
    numbers = Counter(serial.upper() for one in came for serial in one.serials)
    twice = [serial for serial, times in numbers.items() if times > 1]
    if twice:
        raise Refusal(f"Le numéro de série {twice[0]} est écrit deux fois.")


def _tell_delivered(delivery: Delivery, *, at: datetime) -> None:
    order = delivery.order
    lines = list(order.lines.select_related("quote_line"))
    came = delivery.lines.filter(quantity__gt=0).select_related("order_line__quote_line")
    words = tuple(line_in_words(one.order_line.quote_line.label, one.quantity) for one in came)
    hall = hall_address(order, at=at)
    if hall and words:
        enqueue(
            OrderDelivered(
                to=hall,
                commune_id=order.commune_id,
                order_id=order.pk,
                delivery_id=delivery.pk,
                ref=order.ref,
                commune=order.commune.name,
                lines=words,
                awaited=sum(line.awaited for line in lines),
                url=address_of(order),
            ),
            at=at,
        )
