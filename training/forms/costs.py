"""What is typed about costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from portal.lib.money import from_cents, to_cents
from portal.tables.filters import ListFilters
from portal.web.forms import EuroField
from training.domain.costs import Cost
from training.states.costs import CostKind

if TYPE_CHECKING:
    from decimal import Decimal

    from training.models import CostLine


MOST = 1_000_000
"""Euros: no session costs a million, and whoever types it slipped."""


def within_reason(amount: Decimal) -> Decimal:
    if abs(amount) >= MOST:
        raise ValidationError("Ce montant atteint le million d’euros : vérifiez la virgule.")
    return amount


class CostForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=CostKind.choices)
    label = forms.CharField(
        label="Intitulé",
        max_length=120,
        error_messages={"required": "Dites ce que c’est : « Intervention d’une journée »."},
    )
    supplier = forms.CharField(label="Fournisseur", max_length=120, required=False)
    amount = EuroField(
        label="Montant",
        unit="€ TTC",
        error_messages={"required": "Donnez le montant, toutes taxes comprises."},
    )

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError("Un coût est au-dessus de zéro.")
        return within_reason(amount)

    def cost(self) -> Cost:
        given: dict[str, Any] = self.cleaned_data
        return Cost(
            kind=given["kind"],
            label=given["label"],
            supplier=given["supplier"],
            amount_cents=to_cents(given["amount"]),
        )


class CorrectionForm(CostForm):
    """Once a session is closed: what changes, below zero to give back, and why."""

    reason = forms.CharField(
        label="Motif de la correction",
        max_length=300,
        error_messages={"required": "Dites pourquoi : la comptabilité le lira."},
    )

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount == 0:
            raise ValidationError("Une correction de zéro ne change rien.")
        return within_reason(amount)


def initial_of(line: CostLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "label": line.label,
        "supplier": line.supplier,
        "amount": from_cents(line.amount_cents),
    }


class ShareFilters(ListFilters):
    search = ("statement__session__course__title", "statement__session__number")
