"""The one form of an import: a file."""

from __future__ import annotations

from django import forms


class TableFileForm(forms.Form):
    file = forms.FileField(
        label="Votre tableau",
        help_text="Un fichier .xlsx, ou .csv enregistré depuis Excel. Au plus 10 Mo et 2 000 lignes.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "Choisissez un fichier .xlsx ou .csv.",
            "empty": "Ce fichier est vide. Choisissez un fichier .xlsx ou .csv.",
        },
    )
