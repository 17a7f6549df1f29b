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
    current: bool
    team: bool


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
