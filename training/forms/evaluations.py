"""The questions of an evaluation, as they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from training.states.evaluations import HIGHEST, LOWEST, QuestionKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.models import EvaluationQuestion

ENDS = {
    QuestionKind.SCALE4: ("pas du tout", "tout à fait"),
    QuestionKind.SCALE5: ("pas du tout", "tout à fait"),
}


class OpinionForm(forms.Form):
    """A field a question; nothing is compulsory."""

    hide_optional = True

    def __init__(self, *args: Any, questions: Iterable[EvaluationQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[f"q{question.pk}"] = _field(question)

    def given(self) -> dict[int, int | str]:
        """By question; what is left empty is left out."""
        found: dict[int, int | str] = {}
        for name, value in self.cleaned_data.items():
            if value not in {None, ""}:
                found[int(name.removeprefix("q"))] = value
        return found


def _field(question: EvaluationQuestion) -> forms.Field:
    kind = QuestionKind(question.kind)
    if kind == QuestionKind.TEXT:
        widget = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(label=question.text, max_length=1000, required=False, widget=widget)
    if kind == QuestionKind.YES_NO:
        choices = [(1, "oui"), (0, "non")]
    else:
        low, high = ENDS[kind]
        words = {LOWEST[kind]: low, HIGHEST[kind]: high}
        choices = [
            (value, f"{value}, {words[value]}" if value in words else str(value))
            for value in range(LOWEST[kind], HIGHEST[kind] + 1)
        ]
    field = forms.TypedChoiceField(
        label=question.text,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    field.marks = True  # type: ignore[attr-defined]
    return field
