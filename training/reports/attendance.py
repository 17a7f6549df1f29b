"""The papers that lie on the table of a session: attendance sheets, whole, by commune or by agent, and name tents."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from portal.documents.registry import report
from portal.lib.dates import day_in_words, paris_date, short_day
from portal.lib.text import NBSP, join
from training.models import Session
from training.queries.costs import carrier_name
from training.queries.presence_grid import grid_of
from training.queries.qr import Code, drawn
from training.queries.session_page import read_rows
from training.queries.wording import hours_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.files import FieldFile

    from training.queries.presence_grid import Cell, Grid, Half, Line

    Whose = tuple[str, tuple[str, ...]]  # the name of a group of sheets, and what puts it in order

COLUMNS = 4
"""Half days on one sheet."""
SPARE = {"all": 4, "commune": 2, "agent": 0}
"""Empty rows for who comes unannounced."""
ROWS = 12
"""Rows on one sheet, the trainers' beside: each is high enough to sign in."""


@dataclass(frozen=True, slots=True)
class Column:
    """A half day: its signatures, its QR code (the page where the service completes it)."""

    day: str
    half: str
    hours: str
    code: Code


@dataclass(frozen=True, slots=True)
class Signed:
    """A box: the drawing of a signature as a data: address, or a word; both empty for a box to sign in."""

    image: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    person: str
    commune: str
    boxes: list[Signed]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: some people, some half days, and who gives them."""

    whose: str
    columns: list[Column]
    rows: list[Row]
    trainers: list[Row]
    spare: list[int]


@dataclass(frozen=True, slots=True)
class AttendanceSheets:
    title: str
    number: str
    course: str
    period: str
    place: str
    trainers: str
    organizer: str
    sheets: list[Sheet]


@report("training.attendance_sheet", title="Feuille d’émargement")
def attendance_sheet(session_id: int, _commune_id: int) -> AttendanceSheets:
    """Everybody, by name."""
    return _sheets(session_id, "all", lambda _line: ("", ()))


@report("training.attendance_by_commune", title="Feuilles d’émargement par commune")
def attendance_by_commune(session_id: int, _commune_id: int) -> AttendanceSheets:
    """A sheet a commune, for its own file."""
    return _sheets(session_id, "commune", _commune)


@report("training.attendance_by_agent", title="Feuilles d’émargement par agent")
def attendance_by_agent(session_id: int, _commune_id: int) -> AttendanceSheets:
    """A sheet a person."""
    return _sheets(session_id, "agent", _agent)


@dataclass(frozen=True, slots=True)
class Tent:
    person: str
    commune: str


@dataclass(frozen=True, slots=True)
class NameTents:
    title: str
    course: str
    tents: list[Tent]


@report("training.name_tents", title="Chevalets")
def name_tents(session_id: int, _commune_id: int) -> NameTents:
    """A sheet of paper a person, folded in the middle: her name is read from both sides."""
    session = Session.objects.select_related("course").get(pk=session_id)
    lines = grid_of(session).lines
    return NameTents(
        title=f"Chevalets, session {session.number}",
        course=session.course.title,
        tents=[
            Tent(str(line.registration.person), line.registration.commune.name) for line in lines
        ],
    )


def _commune(line: Line) -> Whose:
    commune = line.registration.commune
    return commune.name, (commune.name_sort,)


def _agent(line: Line) -> Whose:
    person = line.registration.person
    return str(person), (person.last_name, person.first_name, f"{person.pk}")


def _sheets(session_id: int, kind: str, whose: Callable[[Line], Whose]) -> AttendanceSheets:
    session = read_rows().get(pk=session_id)
    grid = grid_of(session)
    lines = sorted(grid.lines, key=lambda line: whose(line)[1])
    groups = [(group, list(people)) for (group, _key), people in groupby(lines, key=whose)]
    sheets = [
        _sheet(group, some, halves, grid, spare=SPARE[kind])
        for group, people in groups or [("", [])]
        for some in _pages(people, SPARE[kind])
        for halves in _cut(list(range(len(grid.halves))), COLUMNS)
    ]
    return AttendanceSheets(
        title=f"Feuille d’émargement, session {session.number}",
        number=session.number,
        course=session.course.title,
        period=_period(grid),
        place=join(list(dict.fromkeys(_place(half) for half in grid.halves if half.slot.room))),
        trainers=join([_trainer(one.trainer.organism, str(one.trainer)) for one in grid.links]),
        organizer=carrier_name(),
        sheets=sheets,
    )


def _sheet(whose: str, lines: list[Line], at: list[int], grid: Grid, *, spare: int) -> Sheet:
    halves = [grid.halves[n] for n in at]
    return Sheet(
        whose=whose,
        columns=[_column(half) for half in halves],
        rows=[
            Row(
                str(line.registration.person),
                line.registration.commune.name,
                [_box(line.cells[n]) for n in at],
            )
            for line in lines
        ],
        trainers=[
            Row(
                str(one.trainer),
                one.trainer.organism,
                [_vouched(half, one.trainer.pk) for half in halves],
            )
            for one in grid.links
        ],
        spare=list(range(min(spare, ROWS - len(lines)) if lines else ROWS)),
    )


def _pages(people: list[Line], spare: int) -> list[list[Line]]:
    """A full last page leaves no row for who comes without being on the list: one more, empty."""
    pages = _cut(people, ROWS)
    if spare and (not pages or len(pages[-1]) == ROWS):
        pages.append([])
    return pages


def _cut(rows: list[Any], size: int) -> list[list[Any]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _column(half: Half) -> Column:
    path = reverse("trainingdesk:presence_note", args=(half.slot.session_id, half.slot.pk))
    return Column(
        day=short_day(half.slot.day),
        half=half.slot.get_half_display(),
        hours=hours_in_words(half.slot),
        code=drawn(f"{settings.PORTAL_BASE_URL}{path}"),
    )


def _box(cell: Cell) -> Signed:
    one = cell.presence
    if one is None or one.state == "expected":
        return Signed()
    if one.signature and one.came:
        return Signed(image=picture(one.signature), word="retard" if one.state == "late" else "")
    return Signed(word=cell.word)


def _vouched(half: Half, trainer_id: int) -> Signed:
    word = next((one for one in half.signatures if one.trainer_id == trainer_id), None)
    if word is None:
        return Signed()
    return Signed(
        image=picture(word.signature) if word.signature else "",
        word=f"contresigné {short_day(paris_date(word.signed_at))}",
    )


def picture(file: FieldFile) -> str:
    """A signature as a data: address, the only one that a document may show."""
    with file.open("rb") as opened:
        return f"data:image/png;base64,{base64.b64encode(opened.read()).decode()}"


def _period(grid: Grid) -> str:
    days = list(dict.fromkeys(half.slot.day for half in grid.halves))
    if len(days) > 1:
        return f"du {day_in_words(days[0])} au {day_in_words(days[-1], year=True)}"
    return day_in_words(days[0], year=True) if days else ""


def _place(half: Half) -> str:
    room = half.slot.room
    return room.full_address if room else ""


def _trainer(organism: str, name: str) -> str:
    return f"{name}{NBSP}({organism})" if organism else name
