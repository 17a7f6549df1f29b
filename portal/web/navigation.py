"""The entries of the portal: each app registers its own, the frame shows those that a person may open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True, order=True)
class NavEntry:
    """One entry. `team` puts it at the far end: the workbench of the managers."""

    order: int
    label: str
    url_name: str
    allow: Callable[[User], bool] = field(compare=False)
    team: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the page draws it."""

    label: str
    url: str
    current: bool = False
    team: bool = False
    text: str = ""


_entries: list[NavEntry] = []


def register(
    label: str, url_name: str, *, order: int, allow: Callable[[User], bool], team: bool = False
) -> None:
    """Called once by an app's contributions.py. Twice the same entry changes nothing."""
    entry = NavEntry(order=order, label=label, url_name=url_name, allow=allow, team=team)
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort()


def entries_for(user: User, path: str) -> list[Shown]:
    """What this person may open; the entry whose address is the longest start of `path` is the current one."""
    allowed = [(entry, reverse(entry.url_name)) for entry in _entries if entry.allow(user)]
    fits = [url for _entry, url in allowed if path == url or (url != "/" and path.startswith(url))]
    here = max(fits, key=len, default=None)
    return [
        Shown(label=entry.label, url=url, current=url == here, team=entry.team)
        for entry, url in allowed
    ]


@dataclass(frozen=True, slots=True, order=True)
class WorkEntry:
    """A page of work of the team, listed on the workbench under its app."""

    section: str
    order: int
    label: str
    url_name: str
    text: str
    allow: Callable[[User], bool] = field(compare=False)


_work: list[WorkEntry] = []


def register_work(
    section: str,
    label: str,
    url_name: str,
    *,
    text: str,
    allow: Callable[[User], bool],
    order: int = 50,
) -> None:
    """`section`: the app's French name, as its AppConfig says it. `text`: one sentence of help."""
    entry = WorkEntry(
        section=section, order=order, label=label, url_name=url_name, text=text, allow=allow
    )
    if entry not in _work:
        _work.append(entry)
        _work.sort()


def workbench_for(user: User) -> dict[str, list[Shown]]:
    """The pages of work that this person may open, by section."""
    found: dict[str, list[Shown]] = {}
    for entry in _work:
        if entry.allow(user):
            page = Shown(label=entry.label, url=reverse(entry.url_name), text=entry.text)
            found.setdefault(entry.section, []).append(page)
    return found
