"""A building, as its commune describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.domain.sites import Place
from communes.states import SiteKind

if TYPE_CHECKING:
    from communes.models import Site


class SiteForm(forms.Form):
    kind = forms.ChoiceField(label="Type de lieu", choices=SiteKind)
    name = forms.CharField(
        label="Nom", max_length=80, help_text="Tel qu’on le dit : « Salle des Tilleuls »."
    )
    address = forms.CharField(label="Adresse", max_length=200, required=False)
    access = forms.CharField(
        label="Accès",
        max_length=200,
        required=False,
        help_text="Par où entrer, où est la clé, à qui téléphoner.",
    )
    delivery_instructions = forms.CharField(
        label="Consignes de livraison", max_length=200, required=False
    )
    erp_type = forms.CharField(
        label="Type d’établissement recevant du public",
        max_length=4,
        required=False,
        help_text="La lettre de l’arrêté : L pour une salle, R pour une école, W pour la mairie.",
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    erp_category = forms.TypedChoiceField(
        label="Catégorie",
        choices=[("", "–"), *((str(n), f"{n}") for n in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, site: Site | None = None, **kwargs: Any) -> None:
        if site is not None:
            names = Place.__dataclass_fields__
            kwargs["initial"] = {name: getattr(site, name) for name in names}
        super().__init__(*args, **kwargs)

    def place(self) -> Place:
        return Place(**self.cleaned_data)
