"""The page where a commune says its wishes: what is offered to it, who works there, what it said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes.models import Person, Position
from communes.states import COMMUNE_ROLES, ELECTED_ROLES, Role
from portal.database.together import together
from portal.documents.models import Document
from portal.lib.dates import paris_date
from training.models import Course, NeedsAnswer, Theme, Wish
from training.queries.needs import unmet_rows, with_what_is_said
from training.states.wishes import EDITABLE_WISHES, GIVEN_ANSWERS, AnswerState, NeedsState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User

ORDER = {role: rank for rank, role in enumerate(COMMUNE_ROLES)}
PLAN = "training.training_plan"
SHOWN_PLANS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WishPage:
    """`people`: those of the commune, the elected last; `wishes`: what the form starts from; `decided`: what it cannot
    change any more; `again`: whether it starts from last year; `usual`: the answer whose period, days and way it
    starts from, last year's until something is said.
    """

    answer: NeedsAnswer
    usual: NeedsAnswer
    themes: list[Theme]
    courses: list[Course]
    people: list[Person]
    wishes: list[Wish]
    decided: list[Wish]
    again: bool

    @property
    def offered(self) -> list[tuple[Theme, list[Course]]]:
        """The courses, by theme; themes without a course are left out."""
        found = [
            (theme, [one for one in self.courses if one.theme_id == theme.pk])
            for theme in self.themes
        ]
        return [(theme, courses) for theme, courses in found if courses]


def read_answers(user: User) -> QuerySet[NeedsAnswer]:
    """Those of the communes of a reader, for campaigns that were opened."""
    rows = NeedsAnswer.objects.visible_to(user).select_related(
        "campaign", "commune", "visa_noted_by"
    )
    return rows.exclude(campaign__state=NeedsState.DRAFT).defer("commune__outline")


def open_answers(user: User, *, at: datetime) -> list[NeedsAnswer]:
    """Those that may still be given, or changed; the nearest deadline first."""
    rows = read_answers(user).filter(campaign__state=NeedsState.OPEN, campaign__closes_at__gt=at)
    return list(rows.order_by("campaign__closes_at", "commune__name_sort"))


def published_plans(user: User) -> list[Document]:
    """The training plans that the communes may read, the latest first; one a year."""
    rows = Document.objects.visible_to(user).filter(kind=PLAN, failed_at=None)
    latest = rows.order_by("subject_id", "-asked_at", "-pk").distinct("subject_id").defer("facts")
    return sorted(latest, key=lambda one: -one.subject_id)[:SHOWN_PLANS]


def wish_page(answer: NeedsAnswer, *, at: datetime) -> WishPage:
    """One statement, besides the answer."""
    themes, courses, positions, wishes, unmet, before = together(
        answer.campaign.themes.order_by("position", "name"),
        Course.objects.filter(active=True, theme__in=answer.campaign.themes.values("pk")).order_by(
            "theme__position", "title"
        ),
        Position.objects.on(paris_date(at))
        .filter(commune=answer.commune_id, role__in=COMMUNE_ROLES)
        .select_related("person"),
        with_what_is_said(answer.wishes.all()).order_by("priority", "pk"),
        unmet_rows(answer),
        NeedsAnswer.objects.filter(
            commune=answer.commune_id,
            campaign__year=answer.campaign.year - 1,
            state__in=GIVEN_ANSWERS,
        ).order_by("-pk"),
    )
    again = answer.state == AnswerState.SILENT and bool(unmet)
    known = {one.pk for one in courses}
    start = (
        _proposed(unmet, known)
        if again
        else [w for w in wishes if w.state in EDITABLE_WISHES and not w.need_id]
    )
    return WishPage(
        answer=answer,
        usual=before[0] if before and answer.state == AnswerState.SILENT else answer,
        themes=themes,
        courses=courses,
        people=_people(positions),
        wishes=start,
        decided=[one for one in wishes if one not in start],
        again=again,
    )


def _proposed(unmet: Iterable[Wish], courses: set[int]) -> list[Wish]:
    """Last year's, whose course is still offered, or which were said in words."""
    return [one for one in unmet if one.subject or one.course_id in courses]


def _people(positions: Iterable[Position]) -> list[Person]:
    """Each once, secretaries first and the elected last."""
    roles: dict[Person, set[str]] = {}
    for position in positions:
        roles.setdefault(position.person, set()).add(position.role)

    def rank(person: Person) -> tuple[bool, int, str, str]:
        held = roles[person]
        first = min(ORDER[Role(role)] for role in held)
        return held <= set(ELECTED_ROLES), first, person.last_name, person.first_name

    return sorted(roles, key=rank)
