"""Somebody telephones: which commune, who is registered, who asked; who takes a seat over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.models import Commune
from training.forms.registrations import EnrolForm

if TYPE_CHECKING:
    from datetime import date


class CallerForm(forms.Form):
    """Which town hall telephones."""

    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Quelle mairie téléphone", empty_label="Choisir la commune"
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Commune.objects.members(on=on).defer("outline").order_by("name_sort")


class PhoneEnrolForm(EnrolForm):
    """Who asked stays written beside what was asked."""

    caller = forms.CharField(
        label="Avec qui parlez-vous",
        max_length=120,
        help_text="Son nom et sa fonction : Solange Ferrand, secrétaire.",
        error_messages={"required": "Notez qui a téléphoné."},
    )
