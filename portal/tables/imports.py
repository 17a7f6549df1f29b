"""Tables in: a file is read whole, shown line by line beside what is known, then kept whole or not at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.lib.tables import MAX_BYTES, TableRefused, read_numbered, shown
from portal.lib.text import NBSP, fold, join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from django import forms

    from portal.accounts.models import User
    from portal.tables.listing import Noun

    Numbered = Sequence[tuple[int, list[str]]]

MAX_LINES = 2_000
LIFETIME = 3_600
"""Seconds during which a preview can be confirmed."""
SALT = "portal.tables.imports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. `form` reads a cell, `show` gives the value back as a cell.

    `key`: it says which row this is. `fixed`: written for the reader, never changed by a file.
    `otherwise`: what an empty cell of a new row means. `accepts`: a sentence for the page.
    """

    name: str
    label: str
    form: forms.Field
    show: Callable[[Any], Any] = lambda value: value
    key: bool = False
    fixed: bool = False
    otherwise: str = ""
    accepts: str = ""

    def text(self, value: Any) -> str:
        return shown(self.show(value))

    def read(self, cell: str) -> Any:
        """ValidationError with a French sentence when the cell makes no sense."""
        return self.form.clean(cell.strip())


def trimmed(value: Decimal | None) -> Decimal | None:
    """35.00 as 35: the same number is the same cell."""
    if value is None:
        return None
    return Decimal(f"{value:f}".rstrip("0").rstrip(".")) if "." in f"{value:f}" else value


@dataclass(frozen=True, slots=True)
class Known:
    """A row as the portal has it; `values` by the name of the field."""

    pk: int
    values: Mapping[str, Any]
    extra: Any = None


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a line: « Téléphone : 03 87 … → 03 87 … »."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file. `values`: all of a new row, of a known one those that change."""

    number: int
    label: str
    known: Known | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def kind(self) -> Literal["fault", "new", "changed", "same"]:
        if self.faults:
            return "fault"
        if self.known is None:
            return "new"
        return "changed" if self.changes else "same"

    @property
    def merged(self) -> dict[str, Any]:
        """What the row will be."""
        return {**(self.known.values if self.known else {}), **self.values}


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What may be imported and exported under `/gestion/importer/<slug>/`.

    `known(locked=)` gives the rows as they are. `write(line, by=, at=)` keeps one line, and may refuse.
    `check` sees all lines together: faults by line number. `back`: the URL name of its list.
    """

    slug: str
    title: str
    noun: Noun
    fields: tuple[Field, ...]
    known: Callable[..., Iterable[Known]]
    write: Callable[..., None]
    allow: Callable[[User], bool]
    back: str
    adds: bool = True
    rules: tuple[str, ...] = ()
    check: Callable[[Sequence[Line]], Mapping[int, str]] = lambda _lines: {}

    @property
    def keys(self) -> tuple[Field, ...]:
        return tuple(one for one in self.fields if one.key)

    def table(self, rows: Iterable[Known]) -> list[list[Any]]:
        """The heading and the rows, as an export writes them and the import reads them back."""
        lines = [[one.show(row.values[one.name]) for one in self.fields] for row in rows]
        return [[one.label for one in self.fields], *lines]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do. `base`: a digest of the rows it was compared with."""

    lines: tuple[Line, ...]
    base: str

    def of_kind(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    @property
    def to_write(self) -> list[Line]:
        return [line for line in self.lines if line.kind in {"new", "changed"}]


_registers: dict[str, Register] = {}


def offer(register: Register) -> None:
    """Called once by an app's contributions.py."""
    _registers[register.slug] = register


def offered(user: User) -> list[Register]:
    """The registers that this person may import, in the order of their titles."""
    return sorted((r for r in _registers.values() if r.allow(user)), key=lambda r: fold(r.title))


def find(slug: str) -> Register | None:
    return _registers.get(slug)


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


def rehearse(register: Register, preview: Preview, *, by: User, at: datetime) -> Preview:
    """Write every line and take all of it back: what the rules of the portal refuse is known beforehand."""
    refused: dict[int, str] = {}
    with transaction.atomic():
        for line in preview.to_write:
            try:
                with transaction.atomic():
                    register.write(line, by=by, at=at)
            except (Refusal, ValidationError, IntegrityError) as error:
                refused[line.number] = f"Ligne {line.number}{NBSP}: {_reason(error)}"
        transaction.set_rollback(True)
    told = (
        replace(line, faults=(*line.faults, refused[line.number]))
        if line.number in refused
        else line
        for line in preview.lines
    )
    return replace(preview, lines=tuple(told))


@transaction.atomic
def keep(
    register: Register, rows: Numbered, base: str, *, by: User, at: datetime, file: str = ""
) -> Preview | None:
    """All the lines, in one transaction. None, and nothing written, when the rows are no more those of `base`."""
    preview = compare(register, rows, register.known(locked=True))
    if preview.base != base:
        return None
    if preview.of_kind("fault"):
        raise Refusal("Ce fichier a des lignes à corriger : rien n’a été enregistré.")
    for line in preview.to_write:
        try:
            register.write(line, by=by, at=at)
        except (Refusal, ValidationError, IntegrityError) as error:
            raise Refusal(
                f"Ligne {line.number}{NBSP}: {_reason(error)} Rien n’a été enregistré."
            ) from error
    record(
        "import_table",
        by,
        by=by,
        at=at,
        register=register.title,
        file=file,
        added=len(preview.of_kind("new")),
        changed=len(preview.of_kind("changed")),
    )
    return preview


def pack(register: Register, rows: Numbered, base: str, *, by: User, file: str) -> str:
    """The very lines that were shown, signed for the person who saw them."""
    given = {"rows": [[number, row] for number, row in rows], "base": base, "file": file}
    return signing.dumps(given, salt=_salt(register, by), compress=True)


def unpack(register: Register, text: str, *, by: User) -> dict[str, Any]:
    """Raises BadSignature on anything else than what `pack` gave to this person in the last hour."""
    found: dict[str, Any] = signing.loads(text, salt=_salt(register, by), max_age=LIFETIME)
    return found


def _salt(register: Register, by: User) -> str:
    return f"{SALT}:{register.slug}:{by.pk}"


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


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, IntegrityError):
        return "une règle du registre refuse ces valeurs ensemble."
    return str(error)


def _state(register: Register, line: Line) -> list[Any]:
    """What a line was compared with, as plain text."""
    if line.known is None:
        return [line.number, None]
    texts = [one.text(line.known.values[one.name]) for one in register.fields]
    return [line.number, line.known.pk, *texts]
