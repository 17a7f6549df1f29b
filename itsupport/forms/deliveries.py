"""A parcel, counted line by line; one box a serial number, so that a scanner fills them one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from itsupport.domain.deliveries import Came, Parcel
from portal.web.forms import DateField, QuantityField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField

    from itsupport.models import OrderLine

MOST_BOXES = 60


@dataclass(frozen=True, slots=True)
class LineFields:
    """The fields of one line of the order, bound."""

    line: OrderLine
    quantity: BoundField
    refused: BoundField
    reserve: BoundField
    serials: list[BoundField]


class ReceptionForm(forms.Form):
    """`lines`: those that still await something, with their `quote_line`."""

    on = DateField(label="Reçu le")
    slip = forms.CharField(
        label="Numéro du bon de livraison",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"data-scan": "", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, lines: Sequence[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self._add(line)

    def _add(self, line: OrderLine) -> None:
        label = line.quote_line.label
        self.fields[f"q{line.pk}"] = QuantityField(
            label=f"Gardé : {label}", initial=line.awaited, max_value=line.awaited, required=False
        )
        self.fields[f"r{line.pk}"] = QuantityField(
            label=f"Refusé : {label}", max_value=line.awaited, required=False
        )
        self.fields[f"m{line.pk}"] = forms.CharField(
            label=f"Réserves : {label}", max_length=300, required=False
        )
        for n in range(self.boxes(line)):
            self.fields[f"s{line.pk}_{n}"] = forms.CharField(
                label=f"{label}, numéro de série {n + 1}",
                max_length=80,
                required=False,
                widget=forms.TextInput(
                    attrs={"data-scan": "", "autocomplete": "off", "spellcheck": "false"}
                ),
            )

    @staticmethod
    def boxes(line: OrderLine) -> int:
        """One a machine that is awaited; none for what makes no machine."""
        return min(line.awaited, MOST_BOXES) if line.quote_line.kind else 0

    @property
    def rows(self) -> list[LineFields]:
        return [
            LineFields(
                line,
                self[f"q{line.pk}"],
                self[f"r{line.pk}"],
                self[f"m{line.pk}"],
                [self[f"s{line.pk}_{n}"] for n in range(self.boxes(line))],
            )
            for line in self.lines
        ]

    def parcel(self) -> Parcel:
        given = self.cleaned_data
        came = [
            Came(
                line_id=line.pk,
                quantity=int(given[f"q{line.pk}"] or 0),
                refused=int(given[f"r{line.pk}"] or 0),
                reserve=given[f"m{line.pk}"],
                serials=tuple(self._serials(line)),
            )
            for line in self.lines
        ]
        return Parcel(on=given["on"], slip=given["slip"], came=tuple(came))

    def _serials(self, line: OrderLine) -> list[str]:
        found = (self.cleaned_data[f"s{line.pk}_{n}"] for n in range(self.boxes(line)))
        return [" ".join(serial.split()) for serial in found if serial.strip()]
