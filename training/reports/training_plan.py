"""The shared training plan of a year: what was collected, by theme, what is planned, who answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents.registry import report
from portal.lib.dates import day_in_words, paris_date
from training.models import NeedsCampaign
from training.queries.training_plan import plan_rows
from training.queries.wish_page import PLAN

if TYPE_CHECKING:
    from datetime import date, datetime

    from training.models import Session

MAIN = 3


@dataclass(frozen=True, slots=True)
class PlannedCourse:
    """A course, or a subject in words: its aim in a line, its people, what becomes of it."""

    title: str
    aim: str
    kind: str
    people: int
    communes: int
    follow_up: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A theme and what is asked of it."""

    theme: str
    people: int
    courses: list[PlannedCourse]


@dataclass(frozen=True, slots=True)
class PlannedSession:
    number: str
    course: str
    when: str
    where: str
    state: str
    seats: int


@dataclass(frozen=True, slots=True)
class Said:
    """A commune and whether it answered: those that did stand in bold."""

    commune: str
    answered: bool


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """`spared`: kilometres one way that the rooms chosen spare, all people summed, beside the central room.

    `first_axes`: the three themes that most people ask for.
    """

    title: str
    year: int
    campaign: str
    opened_at: datetime | None
    closes_at: datetime
    on: date | None
    asked: int
    answered: int
    none: int
    wishes: int
    people: int
    axes: list[Axis]
    sessions: list[PlannedSession]
    communes: list[Said]
    kilometres: int
    central_kilometres: int
    spared: int
    first_axes: list[str]


@report(PLAN, title="Plan de formation mutualisé")
def training_plan(campaign_id: int, commune_id: int = 0) -> TrainingPlan:
    """`campaign_id`: of a year; drafts of sessions are not told. Read with the team's wall."""
    return plan_of(NeedsCampaign.objects.get(pk=campaign_id))


def plan_of(campaign: NeedsCampaign) -> TrainingPlan:
    """The plan as it would be published now."""
    rows = plan_rows(campaign)
    axes = [
        Axis(theme, sum(one.people for one in some), [PlannedCourse(*one.facts) for one in some])
        for theme, some in rows.by_theme()
    ]
    return TrainingPlan(
        title=f"Plan de formation mutualisé {campaign.year}",
        year=campaign.year,
        campaign=campaign.title,
        opened_at=campaign.opened_at,
        closes_at=campaign.closes_at,
        on=paris_date(campaign.closed_at) if campaign.closed_at else None,
        asked=len(rows.communes),
        answered=sum(answered for _name, answered, _none in rows.communes),
        none=sum(none for _name, _answered, none in rows.communes),
        wishes=rows.wishes,
        people=sum(one.people for one in rows.courses),
        axes=axes,
        sessions=[_session(one) for one in rows.sessions],
        communes=[Said(name, answered) for name, answered, _none in rows.communes],
        kilometres=rows.kilometres,
        central_kilometres=rows.central_kilometres,
        spared=rows.central_kilometres - rows.kilometres,
        first_axes=[one.theme for one in sorted(axes, key=lambda one: -one.people)[:MAIN]],
    )


def _session(session: Session) -> PlannedSession:
    slots = list(session.slots.all())
    days = list(dict.fromkeys(day_in_words(slot.day, year=True) for slot in slots))
    rooms = list(dict.fromkeys(slot.room.commune.name for slot in slots if slot.room))
    return PlannedSession(
        number=session.number,
        course=session.course.title,
        when=", ".join(days),
        where=", ".join(rooms),
        state=session.get_state_display(),
        seats=session.maximum,
    )
