"""What is typed to ask, to answer, to say what one knows; and the filters of the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.tables.filters import ListFilters
from portal.web.files import FilesField
from training.domain.answers import Answered
from training.domain.questions import Asked
from training.models import Theme
from training.queries.questions import found_questions
from training.states.exchange import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

SHOWN = "Montrer mon nom et ma commune"


def _shown() -> forms.BooleanField:
    return forms.BooleanField(
        label=SHOWN,
        required=False,
        initial=True,
        help_text="Sinon, les autres lisent « une mairie ».",
    )


def _files() -> FilesField:
    return FilesField(
        label="Pièces jointes",
        help_text="Un modèle, un courrier reçu : sans nom d’administré. 15 Mo au plus par fichier.",
    )


class QuestionForm(forms.Form):
    """A title and a theme are enough."""

    title = forms.CharField(
        label="Votre question",
        max_length=160,
        help_text="En une phrase, comme vous la diriez au téléphone.",
        error_messages={"required": "Écrivez votre question en une phrase."},
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label="Thème",
        empty_label="Choisir un thème",
        error_messages={
            "required": "Choisissez un thème : ceux qui le connaissent seront prévenus."
        },
    )
    text = forms.CharField(
        label="Précisions",
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce que vous avez déjà trouvé, la date qui presse. Jamais le nom d’un administré.",
    )
    shown = _shown()
    joined = _files()

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(
            theme_id=given["theme"].pk,
            title=given["title"],
            text=given["text"],
            shown=given["shown"],
            files=given["joined"],
        )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="Votre réponse",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Deux lignes suffisent. Dites d’où vous le tenez : un texte, la préfecture, l’habitude.",
        error_messages={"required": "Écrivez votre réponse."},
    )
    shown = _shown()
    joined = _files()

    def __init__(self, *args: Any, team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if team:
            del self.fields["shown"]

    def answered(self) -> Answered:
        given = self.cleaned_data
        return Answered(text=given["text"], shown=given.get("shown", True), files=given["joined"])


class SkillsForm(forms.Form):
    """One box a theme, and a word on each."""

    def __init__(self, *args: Any, offered: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = list(Theme.objects.all())
        for theme in self.themes:
            self.fields[f"theme_{theme.pk}"] = forms.BooleanField(
                label=theme.name, required=False, initial=theme.pk in offered
            )
            self.fields[f"word_{theme.pk}"] = forms.CharField(
                label=f"Précision sur {theme.name}",
                required=False,
                max_length=160,
                initial=offered.get(theme.pk, ""),
                widget=forms.TextInput(attrs={"placeholder": "une précision, si vous voulez"}),
            )

    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"theme_{one.pk}"], self[f"word_{one.pk}"]) for one in self.themes]

    def words(self) -> dict[int, str]:
        given = self.cleaned_data
        return {one.pk: given[f"word_{one.pk}"] for one in self.themes if given[f"theme_{one.pk}"]}


class QuestionFilters(ListFilters):
    q = forms.CharField(
        label="Chercher",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "concession, élections"}),
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(), label="Thème", required=False, empty_label="Tous"
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            *((one, one.label) for one in Standing if one != Standing.WITHDRAWN),
        ],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.chosen
        if "theme" in chosen:
            rows = rows.filter(theme=chosen["theme"])
        if "etat" in chosen:
            rows = rows.standing(chosen["etat"])  # type: ignore[attr-defined]
        return found_questions(rows, chosen.get("q", ""))  # type: ignore[arg-type]
