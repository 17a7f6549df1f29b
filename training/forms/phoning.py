"""Somebody telephones: which commune, who is registered, who asked; what a mayor answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.models import Commune
from training.domain.decisions import decided_as
from training.domain.phoning import Said
from training.forms.registrations import EnrolForm

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from communes.models import Position


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


class MayorSaidForm(forms.Form):
    """What a mayor, or a deputy, answers on the telephone. Who speaks is chosen; the reason is of a refusal."""

    hide_optional = True
    person = forms.ChoiceField(
        label="Qui répond pour la commune",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites qui répond : le maire, ou un adjoint."},
    )
    answer = forms.ChoiceField(
        label="Sa réponse",
        choices=[("yes", "Accord"), ("no", "Refus")],
        widget=forms.RadioSelect,
        error_messages={"required": "Accord, ou refus ?"},
    )
    reason = forms.CharField(
        label="En cas de refus, pourquoi",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Iterable[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.person_id), decided_as(one)) for one in people]
        if len(field.choices) == 1:
            field.initial = field.choices[0][0]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("answer") == "no" and not given.get("reason"):
            self.add_error("reason", "Un refus dit pourquoi : la mairie le lira.")
        return given

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            person_id=int(given["person"]),
            agreed=given["answer"] == "yes",
            reason=given["reason"],
        )
