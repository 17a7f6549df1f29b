"""The files that a trainer or the manager gives to read, and from when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from portal.web.files import FilesField
from training.states.materials import ShownFrom

if TYPE_CHECKING:
    from portal.files import Given


class MaterialForm(forms.Form):
    """Several files at once, one choice for all."""

    hide_optional = True
    joined = FilesField(
        label="Vos fichiers",
        help_text="PDF, image, texte, tableur ou diaporama. 15 Mo au plus par fichier, sans nom d’administré.",
    )
    shown_from = forms.ChoiceField(
        label="Les mairies inscrites les voient",
        choices=ShownFrom.choices,
        initial=ShownFrom.DAY,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites à partir de quand les mairies inscrites les voient."},
    )

    def clean_joined(self) -> tuple[Given, ...]:
        given: tuple[Given, ...] = self.cleaned_data["joined"]
        if not given:
            raise forms.ValidationError("Choisissez au moins un fichier.")
        return given
