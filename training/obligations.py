"""Training that the law asks of an agent: days due, done and left, until when, and when to warn. Pure.

No figure of the law is written here: what is due, in how many months and since when the text says so are data, with
their dates. Days are counted in halves, as sessions are held.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

ONE_DAY = timedelta(days=1)

State = Literal["met", "running", "soon", "late"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """So many half days in so many months, as a text in force from a day to another (None: still) asks it.

    `recurring`: asked again as soon as a period ends. `alert_days`: how long before the end one is warned. ValueError:
    no half day or no month, a negative alert, a text that ends before it begins.
    """

    kind: str
    half_days: int
    months: int
    recurring: bool
    alert_days: int
    legal_ref: str
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if self.half_days < 1 or self.months < 1 or self.alert_days < 0:
            raise ValueError("a rule asks half days, in some months")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("a text ends after it begins")


@dataclass(frozen=True, slots=True)
class Done:
    """Half days followed on one day. ValueError: a negative number."""

    day: date
    half_days: int

    def __post_init__(self) -> None:
        if self.half_days < 0:
            raise ValueError("half days are not below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Half days `due`, `done`, `planned` after the day of the count and before the end, `left` to do.

    `begins_on` and `due_on` are the first and the last day of the period, `alert_on` the day to warn. `state`: "met";
    else "running", "soon" from the day to warn, "late" after the last day.
    """

    due: int
    done: int
    planned: int
    left: int
    begins_on: date
    due_on: date
    alert_on: date
    state: State


def rule_in_force(rules: Iterable[Rule], kind: str, *, on: date) -> Rule | None:
    """The rule of that kind in force that day; None when the law asked nothing. ValueError when there are two."""
    found = [
        rule
        for rule in rules
        if rule.kind == kind
        and rule.valid_from <= on
        and (rule.valid_to is None or on <= rule.valid_to)
    ]
    if len(found) > 1:
        raise ValueError(f"two rules of {kind} are in force on {on}")
    return found[0] if found else None


def count(rule: Rule, done: Sequence[Done], *, start: date, on: date) -> Counter:
    """Where an agent stands `on` a day, for what began on `start`: the day she took her post.

    `done`: followed and planned alike; what comes after `on` is planned. What is done late counts, but when the rule
    recurs: it then counts for the period it falls in. A period ends on the eve of the same date, so many months later
    (of the last day of a shorter month): no reading of the law ends sooner. ValueError: `on` before `start`.
    """
    if on < start:
        raise ValueError("nothing is asked before it begins")
    begins_on, due_on = _period(rule, start, on)
    last = due_on if rule.recurring else date.max
    followed = sum(one.half_days for one in done if begins_on <= one.day <= min(on, last))
    planned = sum(one.half_days for one in done if on < one.day <= due_on)
    alert_on = due_on - timedelta(days=rule.alert_days)
    return Counter(
        due=rule.half_days,
        done=followed,
        planned=planned,
        left=max(0, rule.half_days - followed),
        begins_on=begins_on,
        due_on=due_on,
        alert_on=alert_on,
        state=_state(rule.half_days - followed, on, alert_on, due_on),
    )


def _period(rule: Rule, start: date, on: date) -> tuple[date, date]:
    """The first and last day of the period asked about; always reckoned from `start`, so that no date drifts."""
    number = 0
    while rule.recurring and _later(start, rule.months * (number + 1)) <= on:
        number += 1
    ends = _later(start, rule.months * (number + 1))
    return _later(start, rule.months * number), ends - ONE_DAY


def _state(left: int, on: date, alert_on: date, due_on: date) -> State:
    if left <= 0:
        return "met"
    if on > due_on:
        return "late"
    return "soon" if on >= alert_on else "running"


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
