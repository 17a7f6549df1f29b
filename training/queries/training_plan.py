"""What the training plan of a year is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Sum

from portal.database.together import together, totals
from training.models import DemandCluster, NeedsAnswer, Session, Slot, Wish
from training.states.sessions import DEAD_SESSIONS, HIDDEN_SESSIONS
from training.states.wishes import ASKED_WISHES, GIVEN_ANSWERS, AnswerState, WishState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from training.models import NeedsCampaign

IN_WORDS = "sujet à l’étude"
AIM = 160


@dataclass(slots=True)
class Wished:
    """A course, or a subject in words, with the people and the communes that ask for it, by state."""

    theme: str
    title: str
    aim: str
    kind: str
    communes: set[int] = field(default_factory=set)
    states: dict[str, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return sum(self.states.values())

    @property
    def follow_up(self) -> str:
        """« 8 dans une session, 2 reportés »: the people, by what becomes of their wish."""
        words = (
            (WishState.SATISFIED, "satisfait", "satisfaits"),
            (WishState.CLUSTERED, "dans une session prévue", "dans une session prévue"),
            (WishState.SUBMITTED, "à l’étude", "à l’étude"),
            (WishState.POSTPONED, "reporté", "reportés"),
            (WishState.REFUSED, "non retenu", "non retenus"),
        )
        return ", ".join(
            f"{number} {one if number == 1 else several}"
            for state, one, several in words
            if (number := self.states.get(state, 0))
        )

    @property
    def facts(self) -> tuple[str, str, str, int, int, str]:
        """In the order of the document."""
        return self.title, self.aim, self.kind, self.people, len(self.communes), self.follow_up


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRows:
    """`communes`: (name, answered, without a wish)."""

    courses: list[Wished]
    sessions: list[Session]
    communes: list[tuple[str, bool, bool]]
    wishes: int
    kilometres: int
    central_kilometres: int

    def by_theme(self) -> list[tuple[str, list[Wished]]]:
        """In the order of the themes, what most people wish for first."""
        return [
            (theme, sorted(some, key=lambda one: (-one.people, one.title)))
            for theme, some in groupby(self.courses, key=lambda one: one.theme)
        ]


def plan_rows(campaign: NeedsCampaign) -> PlanRows:
    """Two questions, whatever the year was."""
    wishes, answers, (kept,), sessions = together(
        Wish.objects.filter(campaign=campaign, state__in=ASKED_WISHES)
        .select_related("theme", "course")
        .order_by("theme__position", "theme__name", "pk"),
        NeedsAnswer.objects.filter(campaign=campaign)
        .order_by("commune__name_sort")
        .values_list("commune__name", "state"),
        totals(
            DemandCluster.objects.filter(campaign=campaign),
            here=Sum("kilometres", default=0),
            there=Sum("central_kilometres", default=0),
        ),
        _sessions(campaign),
    )
    return PlanRows(
        courses=list(_courses(wishes).values()),
        sessions=sessions,
        communes=[
            (name, state in GIVEN_ANSWERS, state == AnswerState.NONE) for name, state in answers
        ],
        wishes=len(wishes),
        kilometres=kept["here"],
        central_kilometres=kept["there"],
    )


def _courses(wishes: list[Wish]) -> dict[tuple[int, str], Wished]:
    found: dict[tuple[int, str], Wished] = {}
    for wish in wishes:
        course = wish.course
        one = found.setdefault(
            (wish.theme_id, str(wish)),
            Wished(
                theme=wish.theme.name,
                title=str(wish),
                aim=_aim(course.objectives) if course else "",
                kind=course.get_kind_display() if course else IN_WORDS,
            ),
        )
        one.communes.add(wish.commune_id)
        one.states[wish.state] = one.states.get(wish.state, 0) + wish.people
    return found


def _aim(objectives: str) -> str:
    """The first of them."""
    return next((line.strip() for line in objectives.splitlines() if line.strip()), "")[:AIM]


def _sessions(campaign: NeedsCampaign) -> QuerySet[Session]:
    """Of the year, announced or over: those being prepared, and those given up, are left out."""
    slots = Slot.objects.select_related("room__commune").defer("room__commune__outline")
    rows = Session.objects.filter(starts_at__year=campaign.year).exclude(
        state__in=(*HIDDEN_SESSIONS, *DEAD_SESSIONS)
    )
    return (
        rows.select_related("course")
        .prefetch_related(Prefetch("slots", slots.order_by("starts_at")))
        .order_by("starts_at", "number")
    )
