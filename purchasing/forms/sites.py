"""Adding a building to an answer."""

from __future__ import annotations

from django import forms

from communes.states import SiteKind


class SiteForm(forms.Form):
    name = forms.CharField(
        label="Nom du bâtiment",
        max_length=80,
        help_text="Comme on l’appelle chez vous : école, salle des fêtes, presbytère.",
        error_messages={"required": "Écrivez le nom du bâtiment."},
    )
    kind = forms.ChoiceField(label="Type", choices=SiteKind.choices)
