"""A need said in a few words; the filters of the list of needs; what becomes of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.domain.needs import Wish
from communes.models import Commune
from communes.states import NeedOrigin, NeedState, NeedTheme
from portal.tables.filters import ListFilters
from portal.web.forms import DateField, QuantityField

if TYPE_CHECKING:
    from datetime import date

PRIORITIES = [(1, "forte"), (2, "moyenne"), (3, "faible")]


class NeedForm(forms.Form):
    theme = forms.ChoiceField(label="De quoi s’agit-il\u202f?", choices=NeedTheme)
    label = forms.CharField(
        label="Le besoin",
        max_length=200,
        help_text="Avec vos mots. « Un second écran pour l’accueil » suffit.",
    )
    priority = forms.TypedChoiceField(label="Priorité", choices=PRIORITIES, coerce=int, initial=2)
    quantity = QuantityField(label="Combien\u202f?", required=False)
    unit = forms.CharField(
        label="Unité", max_length=40, required=False, help_text="Par exemple : pièce, jour, mètre."
    )
    wanted_by = DateField(label="Souhaité avant le", required=False)

    def wish(self) -> Wish:
        return Wish(**{name: self.cleaned_data[name] for name in Wish.__dataclass_fields__})


class NotedNeedForm(NeedForm):
    """The team notes what a commune said, and how it was heard."""

    commune = forms.ModelChoiceField(Commune.objects.none(), label="Commune")
    origin = forms.ChoiceField(label="Origine", choices=NeedOrigin, initial=NeedOrigin.OTHER)
    origin_label = forms.CharField(
        label="Précision",
        max_length=200,
        required=False,
        help_text="Par exemple : appel du 3 novembre.",
    )
    field_order = ("commune", "theme", "label")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Commune.objects.members(on=on)


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label="Suite donnée",
        max_length=300,
        required=False,
        help_text="La commune la lit telle quelle : « Dans la campagne Extincteurs 2027 ».",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NeedFilters(ListFilters):
    search = ("label", "commune__name")
    lookups = {"commune": "commune", "theme": "theme", "etat": "state"}

    q = forms.CharField(
        label="Rechercher",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "besoin, commune"}),
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Commune", required=False, empty_label="Toutes"
    )
    theme = forms.ChoiceField(
        label="Thème", required=False, choices=[("", "Tous"), *NeedTheme.choices]
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *NeedState.choices]
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Commune.objects.members(on=on)
