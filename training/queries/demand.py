"""The demand: how many people wish for each course, commune by commune; what has no course yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from communes.models import Need
from communes.states import NeedTheme
from portal.database.together import together, totals
from training.models import Theme, Wish
from training.queries.needs import with_what_is_said
from training.states.wishes import ASKED_WISHES, PERIOD_MONTHS, UNMET_WISHES, WishState

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

    from training.models import NeedsCampaign

DAYS, WAY = "days", "way"
FEW, SOME = 1, 3
"""People of a commune up to which a cell is pale, then half; beyond, full."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The people of one commune for one course; 0 where nobody wishes for it."""

    commune: str
    people: int

    @property
    def heat(self) -> str:
        """The class of its shade; the number says the same."""
        if not self.people:
            return ""
        return "heat-1" if self.people <= FEW else "heat-2" if self.people <= SOME else "heat-3"


@dataclass(slots=True)
class Row:
    """A course, or (no key) what is asked in words on a theme. `people` by commune key."""

    course_id: int | None
    title: str
    people: dict[int, int] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    held_back: Counter[str] = field(default_factory=Counter)
    """How many of the people cannot on some day, would not drive far, or prefer each period."""

    @property
    def total(self) -> int:
        return sum(self.people.values())

    @property
    def hints(self) -> str:
        """« 4 avec un jour impossible, 2 un trajet limité, 3 plutôt d’avril à juin »; empty when all suits all."""
        words = {DAYS: "avec un jour impossible", WAY: "avec un trajet limité"}
        words |= {one.value: f"plutôt {one.label}" for one in PERIOD_MONTHS}
        return ", ".join(
            f"{number} {said}" for key, said in words.items() if (number := self.held_back[key])
        )

    @property
    def asking(self) -> list[Cell]:
        """The communes that wish for it, in order."""
        return [cell for cell in self.cells if cell.people]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """`communes`: the names of those that wish for something, in order; `themes`: rows by theme, none empty.

    `loose`: wishes in words that no course answers yet; `needs`: needs of training noted outside of any campaign.
    """

    campaign: NeedsCampaign
    communes: list[str]
    themes: list[tuple[Theme, list[Row]]]
    totals: list[int]
    loose: list[Wish]
    needs: list[Need]
    unapproved: int
    """People whose wish waits for the mayor's visa: they are counted nowhere."""

    @property
    def rows(self) -> list[Row]:
        return [row for _theme, rows in self.themes for row in rows]

    @property
    def total(self) -> int:
        return sum(self.totals)

    @property
    def to_sort(self) -> int:
        """What the manager has to give a course to."""
        return len(self.loose) + len(self.needs)


def board_of(campaign: NeedsCampaign, chosen: dict[str, Any]) -> Board:
    """One statement. `chosen`: the filters that are on (theme, priority, state)."""
    wishes = narrowed(Wish.objects.filter(campaign=campaign, state__in=ASKED_WISHES), chosen)
    counted, themes, loose, needs, (waiting,) = together(
        wishes.order_by()
        .values_list(
            "theme_id",
            "course_id",
            "course__title",
            "commune_id",
            "commune__name",
            "commune__name_sort",
        )
        .annotate(**_held_back(), people=Sum("people")),
        Theme.objects.order_by("position", "name"),
        loose_wishes(campaign),
        open_needs(),
        totals(
            Wish.objects.filter(campaign=campaign, state=WishState.VISA),
            people=Sum("people", default=0),
        ),
    )
    communes = {one[3]: one[4] for one in sorted(counted, key=lambda one: one[5])}
    by_theme = _rows(counted)
    found = [(theme, _sorted(by_theme[theme.pk])) for theme in themes if theme.pk in by_theme]
    for _theme, some in found:
        for row in some:
            row.cells = [Cell(name, row.people.get(pk, 0)) for pk, name in communes.items()]
    return Board(
        campaign=campaign,
        communes=list(communes.values()),
        themes=found,
        totals=[
            sum(row.people.get(pk, 0) for _t, rows in found for row in rows) for pk in communes
        ],
        loose=loose,
        needs=needs,
        unapproved=waiting["people"],
    )


def _rows(counted: list[tuple[Any, ...]]) -> dict[int, dict[int, Row]]:
    """By theme, then by course; 0 for what is asked in words."""
    by_theme: dict[int, dict[int, Row]] = {}
    for theme_id, course_id, title, commune_id, _name, _sort, *held, people in counted:
        rows = by_theme.setdefault(theme_id, {})
        row = rows.setdefault(course_id or 0, Row(course_id, title or "En mots, sans formation"))
        row.people[commune_id] = row.people.get(commune_id, 0) + people
        row.held_back += Counter(dict(zip(_held_back(), held, strict=True)))
    return by_theme


def _held_back() -> dict[str, Sum]:
    """The people with a day that is impossible, a way that is limited, a period."""
    which = {DAYS: ~Q(not_weekdays=[]), WAY: Q(kilometres_at_most__isnull=False)}
    which |= {one.value: Q(period=one) for one in PERIOD_MONTHS}
    return {name: Sum("people", filter=rows, default=0) for name, rows in which.items()}


def narrowed(rows: QuerySet[Wish], chosen: dict[str, Any]) -> QuerySet[Wish]:
    """By theme, priority and what became of them: `asked` still to be met, or a state."""
    if "theme" in chosen:
        rows = rows.filter(theme=chosen["theme"])
    if "priorite" in chosen:
        rows = rows.filter(priority=chosen["priorite"])
    state = chosen.get("etat")
    return rows.filter(state__in=UNMET_WISHES if state == "unmet" else (state,)) if state else rows


def loose_wishes(campaign: NeedsCampaign) -> QuerySet[Wish]:
    """In words, without a course, still to be met."""
    rows = Wish.objects.filter(campaign=campaign, course=None, state__in=UNMET_WISHES)
    return with_what_is_said(rows).order_by("theme__position", "commune__name_sort", "pk")


def open_needs() -> QuerySet[Need]:
    """Needs of training that communes noted, to which nobody has given a course."""
    rows = Need.objects.open().filter(theme=NeedTheme.TRAINING, training_wish=None)
    return rows.select_related("commune").defer("commune__outline").order_by("priority", "said_at")


def course_wishes(campaign: NeedsCampaign, course_id: int) -> QuerySet[Wish]:
    """Every wish of a course that was sent, whatever became of it."""
    rows = Wish.objects.filter(campaign=campaign, course=course_id, state__in=ASKED_WISHES)
    return with_what_is_said(rows).order_by("commune__name_sort", "priority", "pk")


def _sorted(rows: dict[int, Row]) -> list[Row]:
    """What most people wish for first; what has no course last."""
    return sorted(rows.values(), key=lambda row: (row.course_id is None, -row.total, row.title))
