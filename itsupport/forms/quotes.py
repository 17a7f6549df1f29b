"""A supplier's quote, as the desk types it: its lines come from the requests that it answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from itsupport.domain.quotes import Priceable, Priced
from itsupport.models import Supplier
from itsupport.states.orders import LINE_KINDS, VAT_RATES
from portal.web.forms import DateField, EuroField, QuantityField

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from itsupport.models import EquipmentRequest

VALID_FOR = timedelta(days=30)
SPARE_LINES = 2
WARRANTY = 36
PRICE_PLACES = 4


class QuoteForm(forms.Form):
    """What stands at the head of the quote."""

    supplier = forms.CharField(
        label="Fournisseur",
        max_length=120,
        widget=forms.TextInput(attrs={"list": "fournisseurs", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="Courriel de ses commandes",
        required=False,
        help_text="Gardé pour les prochaines fois. Vide, le bon de commande s’imprime.",
    )
    number = forms.CharField(label="Numéro du devis", max_length=60)
    dated = DateField(label="Daté du")
    valid_until = DateField(label="Valable jusqu’au")
    file = forms.FileField(
        label="Le devis, en PDF",
        required=False,
        help_text="Le maire le lit avant de donner son accord.",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    note = forms.CharField(
        label="Un mot pour le maire",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        dated, until = given.get("dated"), given.get("valid_until")
        if dated and until and until < dated:
            self.add_error("valid_until", "Un devis est valable après sa date.")
        return given

    def priceable(self, lines: Iterable[Priced]) -> Priceable:
        given = self.cleaned_data
        file = given["file"]
        return Priceable(
            supplier=given["supplier"],
            email=given["email"],
            number=given["number"],
            dated=given["dated"],
            valid_until=given["valid_until"],
            note=given["note"],
            file_name=file.name if file else "",
            content=file.read() if file else b"",
            lines=tuple(lines),
        )


class LineForm(forms.Form):
    """One line; empty, it is left out."""

    request = forms.IntegerField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label="Désignation", max_length=200)
    kind = forms.ChoiceField(label="Type", choices=LINE_KINDS, required=False)
    manufacturer = forms.CharField(label="Fabricant", max_length=80, required=False)
    model = forms.CharField(label="Modèle", max_length=120, required=False)
    quantity = QuantityField(label="Quantité", min_value=1, max_value=500)
    unit_price = EuroField(
        label="Prix unitaire", min_value=0, decimal_places=PRICE_PLACES, max_digits=14
    )
    vat_rate = forms.TypedChoiceField(label="TVA", choices=VAT_RATES)
    warranty_months = QuantityField(label="Garantie", unit="mois", max_value=240, required=False)

    def priced(self) -> Priced:
        given = self.cleaned_data
        rates = {str(rate): rate for rate, _words in VAT_RATES}
        return Priced(
            label=given["label"],
            kind=given["kind"],
            manufacturer=given["manufacturer"],
            model=given["model"],
            quantity=int(given["quantity"]),
            unit_price=given["unit_price"],
            vat_rate=rates[given["vat_rate"]],
            warranty_months=int(given["warranty_months"] or 0),
            request_id=given["request"],
        )


Lines = forms.formset_factory(LineForm, extra=0, max_num=60)


def first_lines(requests: Iterable[EquipmentRequest]) -> list[dict[str, Any]]:
    """One line a request, in its own words, then empty ones for delivery, cables, installation."""
    filled = [
        {
            "request": one.pk,
            "label": one.label,
            "kind": one.kind,
            "quantity": one.quantity,
            "warranty_months": WARRANTY,
        }
        for one in requests
    ]
    spare = {"kind": "", "vat_rate": str(VAT_RATES[0][0])}
    return [*filled, *(spare for _n in range(SPARE_LINES))]


def make_lines(data: Any, requests: Iterable[EquipmentRequest]) -> Any:
    """The formset; the lines of no request may stay empty."""
    lines = Lines(data, initial=first_lines(requests), prefix="l")
    for form in lines:
        form.empty_permitted = not form.initial.get("request")
        form.use_required_attribute = False
    return lines


def priced_lines(lines: Any) -> list[Priced]:
    """Those that were filled in. Call it on a valid formset."""
    return [form.priced() for form in lines if form.cleaned_data.get("label")]


def head(on: date) -> dict[str, Any]:
    return {"dated": on, "valid_until": on + VALID_FOR}


def suppliers() -> list[str]:
    return list(Supplier.objects.values_list("name", flat=True))


class ReasonForm(forms.Form):
    """Why the commune refuses."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le service informatique le lira, et cherchera autre chose.",
    )
