"""A session as the manager runs it: who comes by commune, who waits and why, what is late, what was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import CharField, F, Func, Q, Value
from django.db.models.functions import Cast

from portal.database.together import together
from portal.lib.text import count
from portal.mail.models import OutboxEmail
from portal.mail.notifications import kinds_about, labels
from training.models import Registration
from training.queries.availability import clashes_in_words, closures_among
from training.queries.boards import lines_of
from training.queries.colleagues import place_in_words
from training.queries.late import late_decisions, with_what_was_told
from training.queries.readiness import obstacles
from training.queries.session_page import page_of
from training.queries.wording import reason_in_words
from training.states.registrations import LIVE, RegistrationState
from training.states.sessions import HIDDEN_SESSIONS, TAKING_SESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from communes.models import Commune
    from portal.accounts.models import User
    from training.models import Room, Session
    from training.queries.boards import Line
    from training.queries.session_page import SessionPage

_R = RegistrationState
SHOWN_MAILS = 6


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody of the session: her place in the list when she waits, when her mayor was written to, and is late."""

    registration: Registration
    line: Line | None = None
    late: bool = False
    told_at: datetime | None = None
    reminded_at: datetime | None = None

    @property
    def place(self) -> str:
        return place_in_words(self.line.position) if self.line else ""

    @property
    def why(self) -> str:
        return reason_in_words(self.line.reason) if self.line else ""


@dataclass(frozen=True, slots=True)
class Sender:
    """A commune and those that it sends."""

    commune: Commune
    people: list[Coming] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cockpit:
    session: Session
    page: SessionPage
    senders: list[Sender]
    gone: list[Registration]
    mails: list[tuple[str, OutboxEmail]]
    mails_in_all: int
    missing: list[str]
    """What a draft lacks."""
    closed: list[str]
    """The rooms and the trainers that are not available when they are booked."""
    at: datetime

    @property
    def people(self) -> list[Coming]:
        return [one for sender in self.senders for one in sender.people]

    @property
    def waiting(self) -> list[Coming]:
        """In the order in which they are called."""
        found = [one for one in self.people if one.line is not None]
        return sorted(found, key=lambda one: one.line.position if one.line else 0)

    @property
    def undecided(self) -> list[Coming]:
        """The mayors who have not answered, the oldest question first."""
        found = [one for one in self.people if one.registration.is_undecided]
        return sorted(found, key=lambda one: one.registration.registered_at)

    @property
    def late(self) -> list[Coming]:
        return [one for one in self.undecided if one.late]

    @property
    def late_halls(self) -> int:
        """How many town halls are late, whatever the number of their agents."""
        return len({one.registration.commune_id for one in self.late})

    @property
    def short(self) -> int:
        """How many are missing before the session may take place."""
        return max(0, self.session.minimum - self.session.count.confirmed)

    @property
    def shortage(self) -> str:
        """« 2 inscrits sur 6 au moins »."""
        held = count(self.session.count.confirmed, "inscrit confirmé", "inscrits confirmés")
        return f"{held} sur {self.session.minimum} au moins"

    @property
    def hidden(self) -> bool:
        return self.session.state in HIDDEN_SESSIONS

    @property
    def taking(self) -> bool:
        return self.session.state in TAKING_SESSIONS

    @property
    def rooms(self) -> list[Room]:
        found = {slot.room_id: slot.room for day in self.page.days for slot in day.slots}
        return [room for room in found.values() if room is not None]


def cockpit_of(session: Session, user: User, *, at: datetime) -> Cockpit:
    """`session` was read by `read_sessions`. The same number of questions whoever comes."""
    late_ones = late_decisions(at=at).filter(session=session).values_list("pk", flat=True)
    slots = session.slots.all()
    rows, late, written, closures = together(
        _rows(session, user), late_ones, _mails(session, user), closures_among(slots)
    )
    lines = lines_of([session], at=at)
    words = labels()
    mails = [(words.get(one.kind, one.kind), one) for one in written]
    return Cockpit(
        session=session,
        page=page_of(session, start=None, at=at),
        senders=_senders(rows, lines, set(late)),
        gone=[one for one in rows if one.state not in LIVE],
        mails=mails[:SHOWN_MAILS],
        mails_in_all=len(mails),
        missing=obstacles(session, slots, at=at),
        closed=clashes_in_words(slots, closures, at=at),
        at=at,
    )


def _rows(session: Session, user: User) -> QuerySet[Registration]:
    rows = Registration.objects.visible_to(user).filter(session=session)
    rows = rows.select_related("person", "commune", "registered_by", "replaced_by__person")
    rows = rows.defer("commune__outline").order_by("commune__name_sort", "rank")
    return with_what_was_told(rows)


def _senders(rows: Iterable[Registration], lines: dict[int, Line], late: set[int]) -> list[Sender]:
    found: dict[int, Sender] = {}
    for one in rows:
        if one.state not in LIVE:
            continue
        line = lines.get(one.pk) if one.seat is None else None
        told, again = one.told_at, one.reminded_at  # type: ignore[attr-defined]
        sender = found.setdefault(one.commune_id, Sender(one.commune))
        sender.people.append(Coming(one, line, one.pk in late, told, again))
    return list(found.values())


def _mails(session: Session, user: User) -> QuerySet[OutboxEmail]:
    """What was written about it and its registrations: the key of a mail begins with what it is about."""
    part = Func(F("key"), Value(":"), Value(2), function="split_part", output_field=CharField())
    registrations = Registration.objects.visible_to(user).filter(session=session).order_by()
    named = registrations.annotate(named=Cast("pk", CharField())).values("named")
    return (
        OutboxEmail.objects.visible_to(user)
        .annotate(about=part)
        .filter(
            Q(kind__in=kinds_about("session_id"), about=f"{session.pk}")
            | Q(kind__in=kinds_about("registration_id"), about__in=named)
        )
        .only("kind", "to", "written_at", "sent_at", "failed_at", "ambiguous", "copies")
        .order_by("-written_at", "-pk")
    )
