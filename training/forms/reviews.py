"""The short form that a trainer fills in after the last half day."""

from __future__ import annotations

from django import forms

from training.domain.reviewing import Review
from training.states.reviews import GroupLevel, Rating

MISSING = {"required": "Choisissez une réponse."}


def _rating(label: str) -> forms.TypedChoiceField:
    field = forms.TypedChoiceField(
        label=label,
        choices=Rating.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=MISSING,
    )
    field.marks = True  # type: ignore[attr-defined]
    return field


class ReviewForm(forms.Form):
    """Three choices, two texts that may stay empty."""

    went = _rating("Comment la session s’est-elle passée ?")
    level = forms.ChoiceField(
        label="Le niveau du groupe",
        choices=GroupLevel.choices,
        widget=forms.RadioSelect,
        error_messages=MISSING,
    )
    room = _rating("La salle et le matériel")
    change = forms.CharField(
        label="Que changer la prochaine fois",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    remarks = forms.CharField(
        label="Remarques",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def review(self) -> Review:
        return Review(**self.cleaned_data)
