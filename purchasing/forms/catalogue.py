"""Typing in the registers: the catalogue and the law."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from portal.lib.dates import day_in_words
from portal.lib.text import percent
from portal.web.backoffice import BackOfficeForm
from purchasing.models import Item, VatRate

if TYPE_CHECKING:
    from datetime import date


class ItemForm(BackOfficeForm):
    """An article: its rate of VAT is one of those in force, or the one it already has."""

    day: date
    vat_rate = forms.TypedChoiceField(label="Taux de TVA", coerce=Decimal)

    class Meta:
        model = Item
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rates = {one.rate: f"{one} ({one.label})" for one in VatRate.objects.on(self.day)}
        if self.instance.pk and self.instance.vat_rate not in rates:
            rates[self.instance.vat_rate] = f"{percent(self.instance.vat_rate)} (ancien taux)"
        field = self.fields["vat_rate"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(str(rate), label) for rate, label in rates.items()]


class DatedForm(BackOfficeForm):
    """A row of the law: it ends after it starts, and says so beside the date."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("valid_from"), data.get("valid_to")
        if start and end and end < start:
            self.add_error(
                "valid_to", f"Choisissez une date à partir du {day_in_words(start, year=True)}."
            )
        return data
