"""The kinds of document the portal can make. Each app's reports.py registers its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Facts = TypeVar("Facts", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Report:
    """`facts(subject_id, commune_id)` gathers a frozen dataclass; `template` lays it out.

    `dated`: what it says depends on the hour, and `facts` is given `at` besides.
    """

    kind: str
    title: str
    template: str
    version: int
    facts: Callable[..., Any]
    dated: bool = False

    def gathered(self, subject_id: int, commune_id: int, *, at: datetime) -> Any:
        """The facts at that hour."""
        more = {"at": at} if self.dated else {}
        return self.facts(subject_id, commune_id, **more)


REPORTS: dict[str, Report] = {}


def report(
    kind: str, *, title: str, version: int = 1, dated: bool = False
) -> Callable[[Facts], Facts]:
    """Register the function that gathers the facts of one kind of document.

    The facts are a frozen dataclass of plain values (str, int, Decimal, date, lists, dataclasses), with a
    field `title`. The template is `<app>/documents/<name>.html`.
    """

    def register(facts: Facts) -> Facts:
        if kind in REPORTS:
            raise ValueError(f"{kind} is already registered")
        app, name = kind.split(".")
        REPORTS[kind] = Report(kind, title, f"{app}/documents/{name}.html", version, facts, dated)
        return facts

    return register
