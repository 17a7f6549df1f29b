"""Presence as it is shown: the people of a session by half day, what proves each half day, what is left to note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.database.together import together
from training.models import (
    Presence,
    Registration,
    SheetScan,
    Slot,
    SlotOpening,
    SlotTrainer,
    Trainer,
    TrainerLink,
    TrainerSignature,
)
from training.queries.presence import attending
from training.queries.trainer_links import trainer_address
from training.states.presence import PresenceState
from training.states.sessions import SessionState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from training.models import Session

_P = PresenceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One half day: a column of the grid, a page of the tablet."""

    slot: Slot
    signatures: list[TrainerSignature]
    scans: list[SheetScan]
    trainers: list[Trainer]
    presences: list[Presence]
    opening: SlotOpening | None
    people: int

    @property
    def is_proven(self) -> bool:
        return bool(self.signatures or self.scans)

    @property
    def is_open(self) -> bool:
        return self.opening is not None and self.opening.closed_at is None

    @property
    def left(self) -> int:
        """How many are still to be noted."""
        return self.people - sum(one.state != _P.EXPECTED for one in self.presences)

    @property
    def came(self) -> int:
        return sum(one.came for one in self.presences)


@dataclass(frozen=True, slots=True)
class Cell:
    """A person in a half day; `presence` is None until the session begins."""

    half: Half
    presence: Presence | None

    @property
    def state(self) -> str:
        return self.presence.state if self.presence else _P.EXPECTED

    @property
    def word(self) -> str:
        return _P(self.state).label

    @property
    def is_corrected(self) -> bool:
        return self.presence is not None and self.presence.corrected_at is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A person of the session and her half days."""

    registration: Registration
    cells: list[Cell]

    @property
    def first(self) -> Cell:
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class LinkTold:
    """A trainer of the session and her link, when one was sent."""

    trainer: Trainer
    link: TrainerLink | None

    @property
    def address(self) -> str:
        live = self.link is not None and self.link.revoked_at is None
        return trainer_address(self.link) if live and self.link else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    session: Session
    halves: list[Half]
    lines: list[Line]
    links: list[LinkTold]

    @property
    def left(self) -> int:
        return sum(half.left for half in self.halves)

    @property
    def unproven(self) -> list[Half]:
        return [half for half in self.halves if not half.is_proven]

    @property
    def may_close(self) -> bool:
        over = self.session.state == SessionState.TO_CLOSE
        return over and not self.left and not self.unproven

    @property
    def next_half(self) -> Half | None:
        """The first half day where somebody is to be noted or that nobody vouches for; else the last one."""
        waiting = [half for half in self.halves if half.left or not half.is_proven]
        return next(iter(waiting or self.halves[-1:]), None)


def grid_of(session: Session, slots: QuerySet[Slot] | None = None) -> Grid:
    """One question for all of it. `slots`: some of its half days; the wall shows the people that it shows."""
    wanted = slots if slots is not None else session.slots.filter(live=True)
    wanted = wanted.select_related("room__commune").defer("room__commune__outline")
    mine: dict[str, Session] = {"slot__session": session}
    people = attending(session.pk).select_related("person", "commune").defer("commune__outline")
    given = SlotTrainer.objects.filter(**mine).select_related("trainer__person").order_by("pk")
    signed = TrainerSignature.objects.filter(**mine).select_related("trainer__person")
    found = together(
        wanted.order_by("starts_at"),
        people.order_by("person__last_name", "person__first_name", "pk"),
        Presence.objects.filter(**mine, registration__in=attending(session.pk).values("pk")),
        given,
        signed,
        SheetScan.objects.filter(**mine),
        SlotOpening.objects.filter(**mine),
        TrainerLink.objects.filter(session=session),
    )
    halves = {half.slot.pk: half for half in _halves(found)}
    known = {(one.registration_id, one.slot_id): one for one in found[2]}
    lines = [
        Line(one, [Cell(half, known.get((one.pk, pk))) for pk, half in halves.items()])
        for one in found[1]
    ]
    return Grid(
        session=session,
        halves=list(halves.values()),
        lines=lines,
        links=_links(found[3], found[7]),
    )


def _halves(found: list[Any]) -> Iterator[Half]:
    """From the answers, in the order in which `grid_of` asks."""
    presences, trainers, signatures, scans, openings = map(_by_slot, found[2:7])
    for slot in found[0]:
        yield Half(
            slot=slot,
            signatures=signatures.get(slot.pk, []),
            scans=scans.get(slot.pk, []),
            trainers=[one.trainer for one in trainers.get(slot.pk, [])],
            presences=presences.get(slot.pk, []),
            opening=next(iter(openings.get(slot.pk, [])), None),
            people=len(found[1]),
        )


def _by_slot(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.slot_id, []).append(row)
    return found


def _links(given: Iterable[SlotTrainer], links: Iterable[TrainerLink]) -> list[LinkTold]:
    sent = {link.trainer_id: link for link in links}
    trainers = {one.trainer_id: one.trainer for one in given}
    return [LinkTold(trainer, sent.get(pk)) for pk, trainer in trainers.items()]
