"""The days looked at, then what the manager keeps: a day and a trainer for each session of a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.web.forms import DateField
from training.domain.grouping import Prepared, Proposal
from training.domain.sessions import HalfDay, SessionPlan
from training.forms.sessions import deadlines, one_of_a_list
from training.queries.candidate_days import half_days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from training.queries.venues import Group, Option, Planner

EMPTY_DATES = dict.fromkeys(("opens_on", "closes_on", "waiting_on", "cancel_on"))


class DaysForm(forms.Form):
    """Up to three days; in the address of the page."""

    hide_optional = True
    jour1 = DateField(label="Un jour", help_text="")
    jour2 = DateField(label="Ou", required=False, help_text="")
    jour3 = DateField(label="Ou encore", required=False, help_text="")

    def days(self) -> list[date]:
        """In order, each once."""
        return sorted({day for day in self.cleaned_data.values() if day})


class PrepareForm(forms.Form):
    """One line a session. `seen`: what the page showed when it was written."""

    hide_optional = True
    seen = forms.CharField(widget=forms.HiddenInput)
    rooms = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, planner: Planner, option: Option) -> None:
        self.planner, self.option = planner, option
        people = sorted(((one.pk, str(one)) for one in planner.trainers), key=lambda one: one[1])
        trainers = [("", "Personne encore"), *people]
        start: dict[str, Any] = {"seen": planner.fingerprint, "rooms": option.asked}
        super().__init__(data, initial=start)
        for rank, group in enumerate(option.groups):
            self.fields[f"day{rank}"] = DateField(label="Jour", initial=group.day, help_text="")
            field = one_of_a_list("Avec")
            field.choices = trainers
            self.fields[f"trainer{rank}"] = field

    @property
    def lines(self) -> list[tuple[Group, forms.BoundField, forms.BoundField]]:
        return [
            (group, self[f"day{rank}"], self[f"trainer{rank}"])
            for rank, group in enumerate(self.option.groups)
        ]

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != self.planner.fingerprint:
            raise forms.ValidationError(
                "La demande ou les salles ont changé : relisez la proposition."
            )
        return seen

    def proposal(self, *, at: datetime) -> Proposal:
        placed = {pk for group in self.option.groups for pk in group.people}
        return Proposal(
            campaign_id=self.planner.campaign.pk,
            course_id=self.planner.course.pk,
            wish_ids=tuple(one.pk for one in self.planner.wishes if one.commune_id in placed),
            rooms=len(self.option.venues),
            kilometres=self.option.kilometres,
            central_kilometres=self.option.central,
            sessions=tuple(self._sessions(at=at)),
        )

    def _sessions(self, *, at: datetime) -> Sequence[Prepared]:
        return [self._session(rank, group, at=at) for rank, group in enumerate(self.option.groups)]

    def _session(self, rank: int, group: Group, *, at: datetime) -> Prepared:
        course, trainer = self.planner.course, self.cleaned_data[f"trainer{rank}"]
        halves = tuple(
            HalfDay(
                starts_at=start,
                ends_at=end,
                room_id=group.room.pk,
                trainer_ids=(trainer,) if trainer else (),
            )
            for start, end in half_days(self.cleaned_data[f"day{rank}"], course.halves)
        )
        maximum = min(course.maximum, group.room.capacity)
        dates = deadlines(EMPTY_DATES, halves[0].starts_at, at=at)
        plan = SessionPlan(
            course_id=course.pk,
            minimum=min(course.minimum, maximum),
            maximum=maximum,
            halves=halves,
            opens_at=dates["opens_at"],
            closes_at=dates["closes_at"],
            waiting_closes_at=dates["waiting_closes_at"],
            cancel_until=dates["cancel_until"],
        )
        return Prepared(plan=plan, people=group.people)
