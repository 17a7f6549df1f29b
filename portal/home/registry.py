"""What the apps give to the home page, the search and the commune's sheet. Each app's contributions.py registers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from portal.journal.models import Entry

    Teller = TypeVar("Teller", bound="Callable[[Entry], Story | None]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing awaited from a person: a card on the home page."""

    on: datetime
    title: str
    text: str
    url: str
    button: str
    minutes: int
    commune: str = ""
    sign: str = ""
    """Name of a state: « brouillon », « prérempli »…, shown beside the minutes."""
    icon: str = ""
    tone: str = ""
    second_url: str = ""
    second_button: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A coming date."""

    on: date
    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One search result."""

    kind: str
    title: str
    text: str
    url: str
    rank: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of a commune: label, value already in French form, and what it covers."""

    label: str
    value: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Something under way for a commune, shown on its sheet."""

    title: str
    text: str
    url: str


Found = TypeVar("Found")
Registered = TypeVar("Registered", bound="Callable[..., object]")


class Registry(Generic[Found]):
    """Functions registered under one purpose, called in the order of registration."""

    def __init__(self) -> None:
        self.functions: list[Callable[..., Iterable[Found]]] = []

    def __call__(self, function: Registered) -> Registered:
        self.functions.append(function)  # type: ignore[arg-type]
        return function

    def gather(self, *args: object, **kwargs: object) -> list[Found]:
        return [found for function in self.functions for found in function(*args, **kwargs)]


due: Registry[Due] = Registry()
"""(user, *, at) -> Iterable[Due]"""
events: Registry[Event] = Registry()
"""(user, *, at) -> Iterable[Event]"""
search: Registry[Hit] = Registry()
"""(user, query, *, limit) -> Iterable[Hit]"""
figures: Registry[tuple[int, Figure]] = Registry()
"""(user, commune_ids, *, at) -> Iterable[tuple[commune_id, Figure]]"""
running: Registry[Running] = Registry()
"""(user, commune_id, *, at) -> Iterable[Running]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A journal entry told to a person, in the past tense, with where to see it."""

    text: str
    url: str = ""
    link: str = ""


STORIES: dict[tuple[str, str], Callable[[Entry], Story | None]] = {}


def story(subject_type: str, verb: str) -> Callable[[Teller], Teller]:
    """Register how one verb on one kind of thing ("purchasing.participation") is told."""

    def register(teller: Teller) -> Teller:
        STORIES[subject_type, verb] = teller
        return teller

    return register


def tell(entry: Entry) -> Story | None:
    """The story of an entry, or None when it interests only the team's journal."""
    teller = STORIES.get((entry.subject_type, entry.verb))
    return teller(entry) if teller else None
