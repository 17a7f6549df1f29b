"""What is typed to write a practice sheet, and the filters of the sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.tables.filters import ListFilters
from portal.web.files import FilesField
from portal.web.forms import DateField
from training.domain.sheets import Written
from training.models import Theme
from training.states.exchange import SheetState

if TYPE_CHECKING:
    from training.models import PracticeSheet


class SheetForm(forms.Form):
    title = forms.CharField(
        label="Titre", max_length=160, error_messages={"required": "Donnez un titre à la fiche."}
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(), label="Thème", empty_label="Choisir un thème"
    )
    body = forms.CharField(
        label="Marche à suivre",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Une étape par ligne : « 1. Vérifier l’échéance ». Une ligne blanche sépare deux paragraphes.",
    )
    references = forms.CharField(
        label="Références légales",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une par ligne : « CGCT, art. L. 2223-15 ».",
    )
    review_by = DateField(
        label="À relire avant le",
        required=False,
        help_text="Jour, mois, année. Il en faut une pour publier : le droit change.",
    )
    joined = FilesField(
        label="Modèles joints",
        help_text="Arrêté, courrier, tableau à reprendre. 15 Mo au plus par fichier.",
    )

    def written(self) -> Written:
        given: dict[str, Any] = self.cleaned_data
        return Written(
            theme_id=given["theme"].pk,
            title=given["title"],
            body=given["body"],
            references=given["references"],
            review_by=given["review_by"],
            files=given["joined"],
        )


class PublishForm(forms.Form):
    change = forms.CharField(
        label="Ce qui change",
        max_length=200,
        required=False,
        help_text="En une phrase, pour qui a lu la version précédente.",
    )


def initial_of(sheet: PracticeSheet) -> dict[str, Any]:
    names = ("title", "theme", "body", "references", "review_by")
    return {name: getattr(sheet, name) for name in names}


class SheetFilters(ListFilters):
    search = ("title", "body", "references")
    lookups = {"theme": "theme", "etat": "state"}

    q = forms.CharField(
        label="Chercher",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "procuration, M57"}),
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(), label="Thème", required=False, empty_label="Tous"
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *SheetState.choices]
    )
