"""What is typed to make an agenda, and to note what a meeting said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.lib.text import count
from training.models import Question
from training.queries.agenda import candidates
from training.states.exchange import QuestionState

if TYPE_CHECKING:
    from training.models import Session


class _Questions(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        shared = count(obj.votes, "autre personne", "autres personnes") if obj.votes else ""
        replies = count(obj.replies, "réponse") if obj.replies else "sans réponse"
        return f"{obj.title} ({obj.theme} ; {shared and f'{shared}, '}{replies})"


class AgendaForm(forms.Form):
    questions = _Questions(
        Question.objects.none(),
        label="Questions à reprendre",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les plus partagées d’abord.",
    )

    def __init__(self, *args: Any, meeting: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = candidates(meeting)
        field = self.fields["questions"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = rows
        self.initial["questions"] = rows.filter(state=QuestionState.ON_AGENDA)

    def chosen(self) -> list[int]:
        return [one.pk for one in self.cleaned_data["questions"]]


class MinutesForm(forms.Form):
    minutes = forms.CharField(
        label="Compte rendu",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Ce que la rencontre a répondu : toutes les mairies le liront.",
        error_messages={"required": "Écrivez ce que la rencontre en a dit."},
    )
