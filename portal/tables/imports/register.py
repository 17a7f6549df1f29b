"""What an app offers for import: its rows, its columns, how one line is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from portal.lib.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from portal.accounts.models import User
    from portal.tables.imports.fields import Field
    from portal.tables.listing import Noun


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
