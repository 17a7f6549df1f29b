"""What the apps give to the home page, the search and the commune's sheet. Each app's contributions.py registers."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from portal.database.together import together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from portal.database.together import HowMany
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


class Asked:
    """What a contribution asks of the database: `rows, number = yield Asked(queryset, HowMany(other))`.

    What all of them ask at their first step is put in one statement, then at their second one, and so on.
    """

    def __init__(self, *questions: QuerySet[Any, Any] | HowMany) -> None:
        self.questions = questions


Found = TypeVar("Found")
Told: TypeAlias = Generator[Asked | Found, Any, None]
"""What a contribution that asks gives: a generator of `Asked` and of what it found."""
Registered = TypeVar("Registered", bound="Callable[..., object]")


class Registry(Generic[Found]):
    """Functions registered under one purpose, called in the order of registration."""

    def __init__(self) -> None:
        self.functions: list[Callable[..., Iterable[Found]]] = []

    def __call__(self, function: Registered) -> Registered:
        self.functions.append(function)  # type: ignore[arg-type]
        return function

    def told(self, *args: object, **kwargs: object) -> list[Iterable[Found]]:
        """The contributions of all, for `gather_all`."""
        return [function(*args, **kwargs) for function in self.functions]

    def gather(self, *args: object, **kwargs: object) -> list[Found]:
        found: list[Found] = gather_all(self.told(*args, **kwargs))[0]
        return found


def gather_all(*groups: Sequence[Iterable[Any]]) -> list[Any]:
    """What each group of contributions found, in order; their questions are asked together, step by step."""
    every = [_Telling(iter(told)) for group in groups for told in group]
    while asking := [telling for telling in every if telling.asked]:
        answers = iter(together(*(q for telling in asking for q in telling.asked)))
        for telling in asking:
            telling.go_on([next(answers) for _question in telling.asked])
    found = iter(every)
    return [[one for _told in group for one in next(found).found] for group in groups]


def answered(told: Iterable[Found | Asked]) -> list[Found]:
    """What one contribution finds, its questions asked."""
    found: list[Found] = gather_all([told])[0]
    return found


class _Telling:
    """One contribution, told until it asks."""

    def __init__(self, told: Iterator[Any]) -> None:
        self.told, self.found = told, list[Any]()
        self.asked: tuple[QuerySet[Any, Any] | HowMany, ...] = ()
        self.go_on(None)

    def go_on(self, answers: list[Any] | None) -> None:
        self.asked = ()
        try:
            one = self.told.send(answers) if isinstance(self.told, Generator) else next(self.told)
            while not isinstance(one, Asked):
                self.found.append(one)
                one = next(self.told)
            self.asked = one.questions
        except StopIteration:
            return


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
