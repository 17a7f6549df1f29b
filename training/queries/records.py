"""The training record of agents: what they followed, what they still owe, until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from communes.models import Person, Position
from communes.rules import communes_held, is_manager
from communes.states import COMMUNE_ROLES, ELECTED_ROLES, Role
from portal.database.together import together
from portal.lib.dates import day_in_words, paris_date
from portal.lib.text import NBSP, count as counted, decimal_number
from training.models import Followed, Obligation, ObligationRule
from training.obligations import Counter, Done, count
from training.rules import REGISTERING
from training.states.obligations import Counted, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User

PRESSING = (Standing.SOON, Standing.LATE)
A_MONTH_AT_MOST = timedelta(days=31)
AGENT_ROLES = tuple(role for role in COMMUNE_ROLES if role not in ELECTED_ROLES)
"""Whom the law asks to be trained: elected members have other rules."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An obligation, and where the agent stands."""

    obligation: Obligation
    counter: Counter

    @property
    def standing(self) -> Standing:
        return Standing(self.counter.state)

    @property
    def state(self) -> str:
        return self.standing.label

    @property
    def done_words(self) -> str:
        """« 4,5 jours sur 15 »."""
        due = decimal_number(Decimal(self.counter.due) / 2)
        return f"{days(self.counter.done)} sur {due}"

    @property
    def left_words(self) -> str:
        return days(self.counter.left)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.counter.done // self.counter.due)

    @property
    def planned_percent(self) -> int:
        """Done and planned together."""
        return min(100, 100 * (self.counter.done + self.counter.planned) // self.counter.due)


@dataclass(slots=True)
class Agent:
    """Somebody and her record."""

    person: Person
    posts: list[Position] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    halves: int = 0
    """Half days followed in the year."""

    @property
    def year_words(self) -> str:
        """« 4,5 jours » followed in the year."""
        return days(self.halves)

    @property
    def missing_words(self) -> str:
        return days(self.missing)

    @property
    def missing(self) -> int:
        """Half days that she still owes."""
        return sum(one.counter.left for one in self.owed)

    @property
    def worst(self) -> Owed | None:
        """What presses most: late, then the nearest end."""
        left = [one for one in self.owed if one.counter.left]
        return min(left, key=lambda one: one.counter.due_on, default=None)

    @property
    def serves(self) -> str:
        return ", ".join(dict.fromkeys(str(post.commune) for post in self.posts))


@dataclass(frozen=True, slots=True)
class Training:
    """A line of the record: a session's half days together, or an attestation."""

    title: str
    organism: str
    day: date
    half_days: int
    minutes: int
    statutory: bool
    planned: bool
    external_id: int | None
    session_id: int | None

    @property
    def lasts(self) -> str:
        return days(self.half_days)


def days(half_days: int) -> str:
    """« 1 jour », « 4,5 jours »."""
    return counted(Decimal(half_days) / 2, "jour")


def readable(user: User, *, on: date) -> QuerySet[Person]:
    """The agents whose record one reads: herself, those of the communes where one registers, all for the manager."""
    posts = Position.objects.on(on).filter(person=OuterRef("pk"), role__in=AGENT_ROLES)
    people = Person.objects.visible_to(user)
    if is_manager(user):
        return people.filter(Exists(posts))
    held = communes_held(user, *REGISTERING)
    return people.filter(Q(user_id=user.pk) | Exists(posts.filter(commune__in=held)))


def followed_by(people: Iterable[int]) -> QuerySet[Followed]:
    return Followed.objects.filter(person__in=list(people)).order_by("day", "starts_at", "id")


def live_obligations(people: Iterable[int] | None = None) -> QuerySet[Obligation]:
    """Those that are followed, of some people or of all."""
    rows = Obligation.objects.filter(closed_on=None).select_related("rule", "person", "commune")
    rows = rows.defer("commune__outline").order_by("begins_on", "pk")
    return rows if people is None else rows.filter(person__in=list(people))


def stand(
    obligations: Iterable[Obligation], followed: Iterable[Followed], *, at: datetime
) -> list[Owed]:
    """Where each stands at that hour. What is planned counts only while it is to come."""
    by_person: dict[int, list[Followed]] = {}
    for one in followed:
        if not one.planned or (one.starts_at is not None and one.starts_at > at):
            by_person.setdefault(one.person_id, []).append(one)
    on = paris_date(at)
    return [
        Owed(one, _counter(one, by_person.get(one.person_id, []), on=on))
        for one in obligations
        if one.begins_on <= on
    ]


def _counter(obligation: Obligation, followed: Sequence[Followed], *, on: date) -> Counter:
    statutory = obligation.rule.counts == Counted.STATUTORY
    # `count` takes the half days of today as followed: those that are only planned must be of another day.
    done = [
        Done(one.day, one.half_days)
        for one in followed
        if not one.meeting
        and (one.statutory or not statutory)
        and not (one.planned and one.day <= on)
    ]
    return count(
        obligation.rule.rule(obligation.half_days), done, start=obligation.begins_on, on=on
    )


def agents(user: User, *, at: datetime) -> list[Agent]:
    """Herself, and everybody whose record she keeps, the most pressed first. One statement, however many they are."""
    on = paris_date(at)
    held = None if is_manager(user) else communes_held(user, *REGISTERING)
    posts = Position.objects.on(on).filter(role__in=AGENT_ROLES)
    hers = Q(person__user=user) & ~Q(commune=None)
    posts = (
        posts.exclude(commune=None) if held is None else posts.filter(Q(commune__in=held) | hers)
    )
    people = posts.order_by().values("person")
    here, rows, owed = together(
        posts.select_related("person", "commune").defer("commune__outline"),
        Followed.objects.filter(person__in=people).order_by("day", "starts_at", "id"),
        live_obligations().filter(person__in=people),
    )
    found: dict[int, Agent] = {}
    for post in here:
        found.setdefault(post.person_id, Agent(post.person)).posts.append(post)
    for one in stand(owed, rows, at=at):
        found[one.obligation.person_id].owed.append(one)
    for row in rows:
        if not row.planned and row.day.year == on.year:
            found[row.person_id].halves += row.half_days
    return sorted(found.values(), key=_pressed)


def _pressed(agent: Agent) -> tuple[bool, str, str]:
    worst = agent.worst
    due = worst.counter.due_on.isoformat() if worst else ""
    return worst is None, due, f"{agent.person.last_name} {agent.person.first_name}"


def agent_of(person: Person, *, at: datetime) -> Agent:
    """One record."""
    on = paris_date(at)
    posts = Position.objects.on(on).filter(person=person).exclude(commune=None)
    agent = Agent(person, list(posts.select_related("commune").defer("commune__outline")))
    rows = list(followed_by([person.pk]))
    agent.owed = stand(live_obligations([person.pk]), rows, at=at)
    agent.halves = sum(
        row.half_days for row in rows if not row.planned and row.day.year == on.year
    )
    return agent


def trainings_of(person: Person, *, at: datetime) -> list[Training]:
    """The latest first; the half days of a session are one line, what is to come apart."""
    found: dict[tuple[object, ...], Training] = {}
    for row in followed_by([person.pk]):
        if row.planned and (row.starts_at is None or row.starts_at <= at):
            continue
        key = (row.session_id, row.external_id, row.planned)
        before = found.get(key)
        found[key] = Training(
            title=row.title,
            organism=row.organism,
            day=row.day,
            half_days=row.half_days + (before.half_days if before else 0),
            minutes=row.minutes + (before.minutes if before else 0),
            statutory=row.statutory,
            planned=row.planned,
            external_id=row.external_id,
            session_id=row.session_id,
        )
    return sorted(found.values(), key=lambda one: one.day, reverse=True)


def proposed(*, on: date) -> list[tuple[Position, ObligationRule]]:
    """Secretaries whose post is young enough for a rule that nobody follows for them. The wall is the team's."""
    found = []
    for rule in ObligationRule.objects.filter(for_secretaries=True, valid_from__lte=on):
        known = Obligation.objects.filter(person=OuterRef("person"), rule__kind=rule.kind)
        posts = Position.objects.on(on).filter(
            ~Exists(known),
            role=Role.SECRETARY,
            started_on__gt=max(on - A_MONTH_AT_MOST * rule.months, rule.valid_from),
        )
        asked = rule.rule(rule.half_days)
        found += [
            (post, rule)
            for post in posts.select_related("person", "commune").order_by("started_on", "pk")
            if count(asked, [], start=post.started_on, on=on).due_on >= on
        ]
    return found


def until_in_words(one: Owed) -> str:
    """« jusqu’au 2 mars 2027 », ce jour compris."""
    return f"jusqu’au{NBSP}{day_in_words(one.counter.due_on, weekday=False, year=True)}"
