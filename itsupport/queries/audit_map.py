"""The audits of every commune at a glance, for the desk: letters, medians by domain, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from communes.models import Commune
from itsupport.models import Audit, AuditAction
from itsupport.queries.audit_marks import Marks, marks_of_all, out_of_100
from portal.database.together import together
from portal.lib.dates import paris_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of the perimeter: its last audit given, the one under way, its marks."""

    commune: Commune
    given: Audit | None
    running: Audit | None
    marks: Marks | None

    @property
    def letter(self) -> str:
        return (self.marks.score.letter or "") if self.marks else ""

    @property
    def low(self) -> int | None:
        return out_of_100(self.marks.score.low) if self.marks else None


@dataclass(frozen=True, slots=True)
class Overview:
    places: list[Place]
    medians: list[tuple[str, int]]
    median: int | None
    pending: int
    late: int

    @property
    def given(self) -> int:
        return sum(place.given is not None for place in self.places)


def overview(*, at: datetime) -> Overview:
    """Four queries, whatever the number of communes."""
    on = paris_date(at)
    communes = list(Commune.objects.members(on=on).order_by("name_sort"))
    latest = Audit.objects.latest_given()
    pending = AuditAction.objects.pending().filter(audit__in=latest.values("pk"))
    last, others, dues = together(
        latest.select_related("template"),
        Audit.objects.exclude(pk__in=Audit.objects.given().values("pk")),
        pending.order_by().values_list("due_on", flat=True),
    )
    given = {audit.commune_id: audit for audit in last}
    running = {audit.commune_id: audit for audit in others}
    marks = marks_of_all(given.values(), at=at)
    lows = [one.score.low for one in marks.values() if one.score.low is not None]
    return Overview(
        places=[
            Place(
                commune,
                given.get(commune.pk),
                running.get(commune.pk),
                marks[given[commune.pk].pk] if commune.pk in given else None,
            )
            for commune in communes
        ],
        medians=_medians(marks.values()),
        median=out_of_100(Fraction(median(lows))) if lows else None,
        pending=len(dues),
        late=sum(due is not None and due < on for due in dues),
    )


def _medians(all_marks: Iterable[Marks]) -> list[tuple[str, int]]:
    """By domain, the best first."""
    lows: dict[str, list[Fraction]] = {}
    for marks in all_marks:
        for name, score in marks.domains.items():
            if score.low is not None:
                lows.setdefault(name, []).append(score.low)
    rows = [(name, out_of_100(Fraction(median(found))) or 0) for name, found in lows.items()]
    return sorted(rows, key=lambda row: -row[1])
