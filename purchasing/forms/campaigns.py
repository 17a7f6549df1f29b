"""What the manager types while a campaign lives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms

from portal.lib.dates import PARIS
from portal.web.forms import DateField, QuantityField
from purchasing.models import Contact

HOURS = [(str(hour), f"{hour}\u00a0h") for hour in range(8, 21)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeadline:
    declare_by: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What came of reaching a town hall."""

    means: str
    reached: bool
    who: str
    note: str


class NothingForm(forms.Form):
    """A confirmation: there is nothing to type."""

    def values(self) -> dict[str, Any]:
        return {}


class DeadlineForm(forms.Form):
    """A new deadline, and why: the town halls read it."""

    day = DateField(label="Nouvelle date limite de réponse")
    hour = forms.ChoiceField(label="Heure", choices=HOURS, initial="18")
    reason = forms.CharField(
        label="Pourquoi",
        max_length=300,
        required=False,
        help_text="Une phrase, reprise dans le courriel aux mairies.",
    )

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        hour = dt.time(int(data["hour"]))
        return {
            "declare_by": dt.datetime.combine(data["day"], hour, tzinfo=PARIS),
            "reason": data["reason"],
        }


class ReasonForm(forms.Form):
    """Why a campaign is given up."""

    reason = forms.CharField(
        label="Pourquoi la campagne est annulée",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Les communes le liront dans le courriel qui les prévient.",
    )

    def values(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class CallForm(forms.Form):
    """A call, a mail or a visit, and what was said."""

    means = forms.ChoiceField(
        label="Comment",
        choices=Contact.Means.choices,
        initial=Contact.Means.CALL,
        widget=forms.RadioSelect,
    )
    reached = forms.TypedChoiceField(
        label="Quelqu’un a répondu",
        choices=[("oui", "Oui"), ("non", "Non, personne")],
        coerce=lambda value: value == "oui",
        widget=forms.RadioSelect,
        initial="oui",
    )
    who = forms.CharField(label="Avec qui", max_length=120, required=False)
    note = forms.CharField(
        label="Ce qui s’est dit",
        max_length=300,
        required=False,
        help_text="Par exemple : répondra jeudi, pendant la permanence.",
    )

    def call(self) -> Call:
        return Call(**self.cleaned_data)


class ReturnForm(forms.Form):
    """What is missing in an answer already sent."""

    reason = forms.CharField(
        label="Ce qu’il manque",
        max_length=300,
        help_text="La mairie le lira au-dessus de sa réponse.",
    )


class RevisionForm(forms.Form):
    """A figure that changes after the lock."""

    quantity = QuantityField(label="Nouvelle quantité", decimal_places=3, max_digits=12)
    why = forms.CharField(
        label="Pourquoi",
        max_length=300,
        help_text="Gardé avec la révision, et repris dans le document.",
    )

    def values(self) -> dict[str, Any]:
        return {"quantity": self.cleaned_data["quantity"], "why": self.cleaned_data["why"]}


class WhoForm(forms.Form):
    """Who gives the answer by telephone."""

    who = forms.CharField(
        label="Avec qui parlez-vous ?",
        max_length=120,
        help_text="Son nom et sa fonction : Solange Ferrand, secrétaire.",
    )
