"""The whole chain at a glance, for the desk: one column a thing to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from itsupport.models import Asset, EquipmentRequest, Order, Quote
from itsupport.queries.quotes import totals_of
from itsupport.queries.tracks import awaited_in_words
from itsupport.queries.wording import line_in_words
from itsupport.states.equipment import AssetState
from itsupport.states.orders import OrderState, QuoteState, RequestState
from portal.lib.text import amount_of_cents

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User

FINISHED_FOR = timedelta(days=30)
"""How long a finished order stays on the board."""
MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    title: str
    url: str
    commune: str
    note: str
    ref: str
    at: datetime
    word: str = ""
    """A state, shown with its sign, where the column holds several."""


@dataclass(slots=True, kw_only=True)
class Lane:
    """A column: what is in it, what to do with it."""

    title: str
    empty: str
    url: str = ""
    button: str = ""
    cards: list[Card] = field(default_factory=list)


def board(user: User, *, at: datetime) -> list[Lane]:
    """In the order of the chain; each lane at most 40 cards, the oldest first."""
    orders = list(_orders(user, at=at))
    by_state = {state: [o for o in orders if o.state == state] for state in OrderState}
    coming = [*by_state[OrderState.PARTIAL], *by_state[OrderState.SENT]]
    return [
        Lane(
            title="À chiffrer",
            empty="Aucune demande n’attend de devis.",
            url=reverse("itsupport:quote_create"),
            button="Saisir un devis",
            cards=_requests(user),
        ),
        Lane(
            title="Attend l’accord du maire",
            empty="Aucun devis n’attend.",
            cards=_quotes(user, QuoteState.PENDING),
        ),
        Lane(
            title="À commander",
            empty="Tout ce qui est accordé est commandé.",
            url=reverse("itsupport:order_create"),
            button="Commander",
            cards=_quotes(user, QuoteState.AGREED),
        ),
        Lane(title="À recevoir", empty="Aucune livraison attendue.", cards=_cards(coming)),
        Lane(
            title="À installer",
            empty="Tout ce qui est arrivé est en service.",
            url=reverse("itsupport:machine_list"),
            button="Voir les matériels",
            cards=_cards([one for one in orders if one.counts.to_install]),
        ),
        Lane(
            title="En service depuis peu",
            empty="Rien depuis trente jours.",
            cards=_cards(by_state[OrderState.IN_SERVICE]),
        ),
    ]


def machines_to_install(user: User) -> QuerySet[Asset]:
    """Those that came and are not in service, the oldest first."""
    rows = Asset.objects.visible_to(user).filter(
        state=AssetState.DELIVERED, order_line__isnull=False
    )
    return rows.select_related(
        "commune", "site", "used_by", "order_line__order", "order_line__quote_line__request"
    ).order_by("purchased_on", "commune__name_sort", "pk")


def agreed_quotes(user: User) -> QuerySet[Quote]:
    """Agreed, and not ordered."""
    rows = Quote.objects.visible_to(user).filter(state=QuoteState.AGREED, order=None)
    return (
        rows.select_related("commune", "supplier")
        .prefetch_related("lines")
        .order_by("supplier__name", "commune__name_sort", "pk")
    )


def requests_to_quote(user: User) -> QuerySet[EquipmentRequest]:
    rows = EquipmentRequest.objects.visible_to(user).filter(state=RequestState.SUBMITTED)
    return rows.select_related("commune", "site").order_by("submitted_at", "pk")


def _requests(user: User) -> list[Card]:
    return [
        Card(
            title=line_in_words(one.label, one.quantity),
            url=reverse("itsupport:request_detail", args=[one.pk]),
            commune=one.commune.name,
            note=one.site.name if one.site else "",
            ref=one.ref,
            at=one.submitted_at or one.asked_at,
        )
        for one in requests_to_quote(user)[:MOST]
    ]


def _quotes(user: User, state: QuoteState) -> list[Card]:
    rows = Quote.objects.visible_to(user).filter(state=state, order=None)
    rows = rows.select_related("commune", "supplier").prefetch_related("lines")
    return [
        Card(
            title=amount_of_cents(totals_of(one.lines.all()).ttc, "TTC"),
            url=reverse("itsupport:quote_detail", args=[one.pk]),
            commune=one.commune.name,
            note=one.supplier.name,
            ref=one.number,
            at=one.decided_at or one.entered_at,
        )
        for one in rows.order_by("entered_at", "pk")[:MOST]
    ]


def _orders(user: User, *, at: datetime) -> QuerySet[Order]:
    """Those under way, and those that ended lately."""
    rows = Order.objects.visible_to(user).counted().not_given_up()
    lately = Q(finished_at__gt=at - FINISHED_FOR) | Q(finished_at=None)
    return rows.filter(lately).select_related("commune", "supplier").order_by("sent_at", "pk")


def _cards(orders: list[Order]) -> list[Card]:
    return [
        Card(
            title=one.supplier.name,
            url=reverse("itsupport:order_detail", args=[one.pk]),
            commune=one.commune.name,
            note=awaited_in_words(one.counts),
            ref=one.ref,
            at=one.sent_at,
            word=one.get_state_display(),
        )
        for one in orders[:MOST]
    ]
