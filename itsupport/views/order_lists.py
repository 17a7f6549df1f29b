"""The registers of requests and orders: filtered, sorted, exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.urls import reverse

from communes.models import Commune
from itsupport import rules
from itsupport.models import EquipmentRequest, Order
from itsupport.states.equipment import AssetKind
from itsupport.states.orders import OrderState, RequestState
from portal.tables.columns import Column
from portal.tables.filters import ListFilters
from portal.tables.listing import Listing, Noun
from portal.web.views import reads

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


class RequestFilters(ListFilters):
    """By words, state, type, commune."""

    search = ("ref", "label", "commune__name")
    lookups = {"etat": "state", "type": "kind", "commune": "commune"}
    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *RequestState.choices]
    )
    type = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Tous"), *AssetKind.choices]
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Commune", required=False, empty_label="Toutes"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_communes(self)


class OrderFilters(ListFilters):
    """By words, derived state, commune."""

    search = ("ref", "supplier__name", "commune__name", "quote__number")
    lookups = {"commune": "commune"}
    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *OrderState.choices]
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Commune", required=False, empty_label="Toutes"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_communes(self)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The state is no column: it is asked of the sums of the lines."""
        rows = super().narrow(rows)
        state = self.chosen.get("etat")
        return rows.in_state(state) if state else rows  # type: ignore[attr-defined]


def _offer_communes(filters: ListFilters) -> None:
    field = filters.fields["commune"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Commune.objects.order_by("name_sort")


REQUESTS = (
    Column(
        name="ref",
        label="Demande",
        sort=("ref",),
        note="label",
        link=lambda one: reverse("itsupport:request_detail", args=[one.pk]),
    ),
    Column(name="commune", label="Commune", value="commune.name", sort=("commune__name_sort",)),
    Column(name="kind", label="Type", value="get_kind_display", sort=("kind",)),
    Column(name="quantity", label="Quantité", kind="number", sort=("quantity",)),
    Column(name="state", label="État", kind="state", sort=("state",)),
    Column(name="submitted_at", label="Envoyée", kind="moment", sort=("submitted_at",)),
    Column(name="wanted_by", label="Souhaitée avant", kind="date", sort=("wanted_by",)),
)
ORDERS = (
    Column(
        name="ref",
        label="Commande",
        sort=("ref",),
        note="supplier.name",
        link=lambda one: reverse("itsupport:order_detail", args=[one.pk]),
    ),
    Column(name="commune", label="Commune", value="commune.name", sort=("commune__name_sort",)),
    Column(name="state", label="État", kind="state"),
    Column(name="ordered", label="Commandé", kind="number", sort=("ordered",)),
    Column(name="received", label="Reçu", kind="number", sort=("received",)),
    Column(name="installed", label="En service", kind="number", sort=("installed",)),
    Column(name="sent_at", label="Envoyée", kind="moment", sort=("sent_at",)),
    Column(name="quote", label="Devis", value="quote.number", shown=False),
)


@reads(allow=rules.is_desk)
def request_register(request: UserRequest) -> HttpResponse:
    listing = Listing(
        request,
        EquipmentRequest.objects.visible_to(request.user).select_related("commune"),
        columns=REQUESTS,
        noun=Noun("demande", "demandes", feminine=True),
        filters=RequestFilters,
        default_sort="-submitted_at",
        empty="Les demandes de matériel des mairies arrivent ici.",
    )
    return listing.respond("itsupport/orders/request_register.html")


@reads(allow=rules.is_desk)
def order_list(request: UserRequest) -> HttpResponse:
    rows = Order.objects.visible_to(request.user).counted()
    listing = Listing(
        request,
        rows.select_related("commune", "supplier", "quote"),
        columns=ORDERS,
        noun=Noun("commande", "commandes", feminine=True),
        filters=OrderFilters,
        default_sort="-sent_at",
        empty="Un devis accordé se commande depuis le tableau des commandes.",
    )
    return listing.respond("itsupport/orders/order_list.html")
