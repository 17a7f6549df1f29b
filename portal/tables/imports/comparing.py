"""A file beside what is known: each line is new, changed, the same, or faulty."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from portal.lib.tables import MAX_BYTES, TableRefused, read_numbered
from portal.lib.text import NBSP, fold, join
from portal.tables.imports.register import Change, Known, Line, Preview, Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from portal.tables.imports.fields import Field

    Numbered = Sequence[tuple[int, list[str]]]

MAX_LINES = 2_000


def read_file(data: bytes) -> Numbered:
    """The lines of a file with their numbers, the heading first. TableRefused says what is accepted."""
    if len(data) > MAX_BYTES:
        raise TableRefused("Ce fichier est trop lourd. Il peut peser jusqu’à 10 Mo.")
    rows = [(number, [cell.strip() for cell in row]) for number, row in read_numbered(data)]
    if not rows:
        raise TableRefused("Ce tableau est vide. Partez du modèle, qui a les bons intitulés.")
    if len(rows) > MAX_LINES + 1:
        raise TableRefused(f"Ce tableau a plus de 2{NBSP}000 lignes : coupez-le en plusieurs.")
    return rows


def compare(register: Register, rows: Numbered, known: Iterable[Known]) -> Preview:
    """Each line beside the row it speaks of: new, changed, the same, or faulty."""
    columns = _columns(register, rows[0][1])
    by_key = {_key(register, row.values): row for row in known}
    lines: list[Line] = []
    seen: dict[tuple[str, ...], int] = {}
    digest = hashlib.sha256()
    for number, row in rows[1:]:
        cells = {name: row[n] if n < len(row) else "" for name, n in columns.items()}
        line = _line(register, number, cells, by_key, seen)
        lines.append(line)
        digest.update(json.dumps(_state(register, line)).encode())
    found = register.check(lines)
    told = [
        replace(line, faults=(*line.faults, found[line.number])) if line.number in found else line
        for line in lines
    ]
    return Preview(tuple(told), digest.hexdigest())


def _columns(register: Register, heading: Sequence[str]) -> dict[str, int]:
    """Where each known column is. A word that is no column is refused: it would be lost in silence."""
    by_label = {fold(one.label): one.name for one in register.fields}
    words = [fold(word) for word in heading]
    unknown = [word for word in heading if word and fold(word) not in by_label]
    if unknown:
        named = join([f"«{NBSP}{word[:40]}{NBSP}»" for word in unknown[:5]])
        accepted = ", ".join(one.label for one in register.fields)
        raise TableRefused(f"Colonne inconnue{NBSP}: {named}. Sont acceptées{NBSP}: {accepted}.")
    twice = sorted({word for word in words if word and words.count(word) > 1})
    if twice:
        raise TableRefused(f"La colonne «{NBSP}{twice[0]}{NBSP}» est là deux fois.")
    missing = [one.label for one in register.keys if fold(one.label) not in words]
    if missing:
        raise TableRefused(f"Il manque une colonne{NBSP}: {', '.join(missing)}.")
    return {by_label[word]: n for n, word in enumerate(words) if word}


def _key(register: Register, values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fold(one.text(values[one.name])) for one in register.keys)


def _same(one: str, other: str) -> bool:
    """Spaces and ends of lines do not count: spreadsheets change them."""
    return " ".join(one.split()) == " ".join(other.split())


def _line(
    register: Register,
    number: int,
    cells: Mapping[str, str],
    by_key: Mapping[tuple[str, ...], Known],
    seen: dict[tuple[str, ...], int],
) -> Line:
    label = ", ".join(filter(None, (cells[one.name] for one in register.keys)))
    faults: list[str] = []
    values = {one.name: _read(one, cells[one.name], number, faults) for one in register.keys}
    if faults:
        return Line(number, label, faults=tuple(faults))
    key = _key(register, values)
    known = by_key.get(key)
    if key in seen:
        again = f"Ligne {number}{NBSP}: elle redit la ligne {seen[key]} ({label})."
        return Line(number, label, known, faults=(again,))
    seen[key] = number
    if known is None:
        return _new(register, Line(number, label), cells, values)
    return _changed(register, Line(number, label, known), cells)


def _new(
    register: Register, line: Line, cells: Mapping[str, str], values: Mapping[str, Any]
) -> Line:
    if not register.adds:
        words = (
            f"« {line.label} » n’est pas inscrite : cet import ne crée pas de {register.noun.one}."
        )
        return replace(line, faults=(f"Ligne {line.number}{NBSP}: {words}",))
    faults: list[str] = []
    given = dict(values)
    for one in register.fields:
        if not one.key and not one.fixed:
            cell = cells.get(one.name, "") or one.otherwise
            given[one.name] = _read(one, cell, line.number, faults)
    if faults:
        return replace(line, faults=tuple(faults))
    changes = tuple(
        Change(one.label, "", one.text(given[one.name]))
        for one in register.fields
        if not one.key and not one.fixed and one.text(given[one.name])
    )
    return replace(line, values=given, changes=changes)


def _changed(register: Register, line: Line, cells: Mapping[str, str]) -> Line:
    assert line.known is not None
    values: dict[str, Any] = {}
    changes: list[Change] = []
    faults: list[str] = []
    for one in register.fields:
        if one.key or one.name not in cells:
            continue
        old, cell = one.text(line.known.values[one.name]), cells[one.name]
        if _same(cell, old):
            continue
        if one.fixed:
            if cell and fold(cell) != fold(old):
                faults.append(_fault(line.number, one, f"« {old} » ne se change pas ici."))
            continue
        value = _read(one, cell, line.number, faults)
        if value is not _WRONG and not _same(one.text(value), old):
            values[one.name] = value
            changes.append(Change(one.label, old, one.text(value)))
    return replace(line, values=values, changes=tuple(changes), faults=tuple(faults))


_WRONG = object()
"""What `_read` gives with a fault: the line is refused, so it is never written."""


def _read(one: Field, cell: str, number: int, faults: list[str]) -> Any:
    try:
        return one.read(cell)
    except ValidationError as error:
        words = " ".join(error.messages)
        quoted = f"«{NBSP}{cell[:60]}{NBSP}»{NBSP}: " if cell and cell not in words else ""
        faults.append(_fault(number, one, quoted + words))
        return _WRONG


def _fault(number: int, one: Field, words: str) -> str:
    accepted = f" {one.accepts}" if one.accepts and "Écrivez" not in words else ""
    return f"Ligne {number}, {one.label}{NBSP}: {words}{accepted}"


def _state(register: Register, line: Line) -> list[Any]:
    """What a line was compared with, as plain text."""
    if line.known is None:
        return [line.number, None]
    texts = [one.text(line.known.values[one.name]) for one in register.fields]
    return [line.number, line.known.pk, *texts]
