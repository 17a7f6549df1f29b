"""The « livret individuel de formation »: the agent's own (décret n° 2008-830), with what the law asks of her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes.models import Person
from portal.documents.registry import report
from training.queries.records import agent_of, trainings_of

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Learnt:
    title: str
    organism: str
    day: date
    lasts: str
    minutes: int
    statutory: bool


@dataclass(frozen=True, slots=True)
class Owing:
    kind: str
    legal_ref: str
    begins_on: date
    due_on: date
    done: str
    left: str
    state: str


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    title: str
    person: str
    posts: list[str]
    owed: list[Owing]
    learnt: list[Learnt]
    coming: list[Learnt]
    days: str


@report("training.training_record", title="Livret individuel de formation", dated=True)
def training_record(person_id: int, commune_id: int = 0, *, at: datetime) -> TrainingRecord:
    """As of that hour."""
    person = Person.objects.get(pk=person_id)
    agent = agent_of(person, at=at)
    rows = [
        (
            Learnt(one.title, one.organism, one.day, one.lasts, one.minutes, one.statutory),
            one.planned,
        )
        for one in trainings_of(person, at=at)
    ]
    return TrainingRecord(
        title=f"Livret de formation, {person}",
        person=str(person),
        posts=[f"{post.get_role_display()}, {post.commune}" for post in agent.posts],
        owed=[
            Owing(
                one.obligation.rule.kind,
                one.obligation.rule.legal_ref,
                one.obligation.begins_on,
                one.counter.due_on,
                one.done_words,
                one.left_words,
                one.state,
            )
            for one in agent.owed
        ],
        learnt=[one for one, planned in rows if not planned],
        coming=[one for one, planned in reversed(rows) if planned],
        days=agent.year_words,
    )
