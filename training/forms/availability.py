"""When a room or a trainer is not available: days in a row, half days of every week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.web.forms import DateField
from training.domain.availability import Away
from training.states.availability import WeekHalf

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
HALVES = ("matin", "après-midi")


class AwayForm(forms.Form):
    """One day, or several in a row."""

    hide_optional = True
    starts_on = DateField(label="Du", help_text="")
    ends_on = DateField(label="Au", required=False, help_text="")
    reason = forms.CharField(
        label="Motif",
        max_length=120,
        required=False,
        help_text="Travaux, élections, congés : un mot suffit. Rien sur la santé.",
    )

    def away(self) -> Away:
        """The last day left empty is the first."""
        given = self.cleaned_data
        ends_on = given["ends_on"] or given["starts_on"]
        return Away(starts_on=given["starts_on"], ends_on=ends_on, reason=given["reason"])


class WeekForm(forms.Form):
    """A box a half day of the week, ticked when it is available."""

    hide_optional = True
    open_halves = forms.TypedMultipleChoiceField(
        label="Chaque semaine",
        choices=WeekHalf.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Laissez au moins une demi-journée de la semaine."},
    )

    def __init__(self, data: Any = None, *, closed: Collection[int]) -> None:
        free = [code for code in WeekHalf.values if code not in closed]
        super().__init__(data, initial={"open_halves": free})

    def days(self) -> Iterator[tuple[str, list[tuple[Any, str]]]]:
        """By day, its two boxes and their words."""
        boxes = list(self["open_halves"])
        for rank, day in enumerate(DAYS):
            yield day, list(zip(boxes[2 * rank : 2 * rank + 2], HALVES, strict=True))
