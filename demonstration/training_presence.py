"""Presence: last month's session signed, countersigned and closed; another one under way, a half day open."""

from __future__ import annotations

import io
import math
import random
import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from communes.models import Position
from communes.states import Role
from demonstration.training import enter
from demonstration.training_trainer import say_what_they_expect
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import PARIS, in_paris, paris_date
from training.domain import sessions
from training.domain.closing import close_session
from training.domain.countersigning import countersign, open_slot
from training.domain.presences import Signature, note, sign
from training.domain.sessions import HalfDay, SessionPlan
from training.domain.trainer_links import send_link
from training.models import Course, Room, Session, Trainer
from training.queries.presence import attending
from training.states.presence import PresenceMethod, PresenceState
from training.states.sessions import SessionState

if TYPE_CHECKING:
    from training.models import Registration, Slot

FIRST_HOUR, LAST_HOUR = 8, 17
"""Between them, today's session keeps the usual hours; else it is moved so that a half day is under way."""
SIGNED_TODAY = 5
HALF = timedelta(hours=3)
A_MINUTE = timedelta(minutes=1)


def load_presence(*, at: datetime) -> None:
    """Through the verbs that the tablet, the telephone and the manager use."""
    manager = User.objects.get(email="gestion@example.org")
    past = Session.objects.filter(state=SessionState.TO_CLOSE).order_by("starts_at").first()
    if past is not None:
        close_signed(past, by=manager, at=at)
    _under_way(by=manager, at=at)


def close_signed(session: Session, *, by: User, at: datetime) -> None:
    """Everybody signed but two: one left at noon, one was ill."""
    people = list(attending(session.pk).select_related("person").order_by("pk"))
    for slot in session.slots.all():
        trainer = slot.trainers.get().trainer
        for rank, one in enumerate(people):
            moment = slot.starts_at + (rank - 4) * A_MINUTE
            if rank == len(people) - 1:
                _noted(slot, one, PresenceState.ABSENT_EXCUSED, trainer, at=moment)
            elif rank == len(people) - 2 and slot.half == "pm":
                _noted(slot, one, PresenceState.ABSENT, trainer, at=moment)
            else:
                _signs(slot, one, rank, trainer, at=moment)
        remarks = "Groupe attentif ; prévoir une rallonge pour le vidéoprojecteur."
        countersign(
            slot.pk,
            trainer.pk,
            image=handwriting(f"{trainer}{slot.pk}"),
            remarks=remarks if slot.half == "pm" else "",
            device="Chrome, Android",
            at=slot.ends_at,
        )
    close_session(session.pk, by=by, at=min(at, session.slots.last().ends_at + timedelta(days=1)))  # type: ignore[union-attr]


def _under_way(*, by: User, at: datetime) -> None:
    """Two days, the first of them today: some have signed, the code is shown, the others are waited for."""
    room = Room.objects.filter(commune__insee="57086").first()
    course = Course.objects.exclude(kind="meeting").order_by("theme__position", "pk").last()
    trainer = Trainer.objects.filter(person=None).order_by("pk").last()
    if room is None or course is None or trainer is None:
        return
    then = at - timedelta(days=40)
    session = sessions.create_session(
        SessionPlan(
            course_id=course.pk,
            minimum=4,
            maximum=8,
            quota=2,
            opens_at=then,
            closes_at=at - timedelta(days=9),
            waiting_closes_at=at - timedelta(days=3),
            cancel_until=at - timedelta(days=8),
            needs_approval=False,
            halves=tuple(
                HalfDay(
                    starts_at=start,
                    ends_at=start + HALF,
                    room_id=room.pk,
                    trainer_ids=(trainer.pk,),
                )
                for start in _starts(at)
            ),
        ),
        by=by,
        at=then,
    )
    sessions.publish(session.pk, by=by, at=then)
    sessions.open_session(session.pk, by=by, at=then)
    for rank, position in enumerate(_secretaries()[22:30]):
        enter(session, position, at=then + timedelta(hours=rank + 1))
    sessions.confirm_session(session.pk, by=by, at=then + timedelta(days=20))
    send_link(session.pk, trainer.pk, by=None, at=at - timedelta(days=12))
    say_what_they_expect(session, at=then + timedelta(days=21))
    session.refresh_from_db()
    if session.starts_at is not None and session.starts_at <= at:
        sessions.start(session.pk, by=None, at=session.starts_at)
    slot = _of_this_hour(session, at=at)
    people = attending(session.pk).select_related("person").order_by("pk")
    for rank, one in enumerate(people[:SIGNED_TODAY]):
        _signs(slot, one, rank, trainer, at=at, own=rank > 2)  # noqa: PLR2004
    open_slot(slot.pk, trainer.pk, at=at)


def _starts(at: datetime) -> list[datetime]:
    """A half day under way, or about to be, and those after it: today and on the next day of work."""
    now, after = in_paris(at), add_working_days(paris_date(at), 1, good_friday=True)
    if FIRST_HOUR <= now.hour < LAST_HOUR:
        hours = [(paris_date(at), time(9)), (paris_date(at), time(13, 30))]
    else:
        hours = [(paris_date(at), time(min(max(now.hour - 1, 0), 20)))]
    hours += [(after, time(9)), (after, time(13, 30))]
    return [datetime.combine(day, hour, tzinfo=PARIS) for day, hour in hours]


def _of_this_hour(session: Session, *, at: datetime) -> Slot:
    """The half day that one signs now."""
    slots = list(session.slots.filter(starts_at__lte=at + timedelta(hours=1)))
    return slots[-1]


def _signs(
    slot: Slot,
    registration: Registration,
    rank: int,
    trainer: Trainer,
    *,
    at: datetime,
    own: bool = False,
) -> None:
    drawn = Signature(
        image=handwriting(str(registration.person)),
        nonce=uuid.uuid5(uuid.NAMESPACE_URL, f"{slot.pk}-{registration.pk}"),
        signed_at=min(at, slot.starts_at + rank * A_MINUTE),
        device="téléphone" if own else "Chrome, Android",
    )
    sign(
        slot.pk,
        registration.pk,
        drawn,
        method=PresenceMethod.QR if own else PresenceMethod.TABLET,
        noted_as=f"{registration.person}, sur son téléphone" if own else f"{trainer}, qui anime",
        at=at,
    )


def _noted(
    slot: Slot, one: Registration, state: PresenceState, trainer: Trainer, *, at: datetime
) -> None:
    note(slot.pk, one.pk, state, noted_as=f"{trainer}, qui anime", at=at)


def handwriting(name: str) -> bytes:
    """A PNG of strokes that look like the signature of that name; always the same for a name."""
    from PIL import Image, ImageDraw, ImageOps

    chance = random.Random(name)  # noqa: S311 -- a drawing
    picture = Image.new("RGB", (450, 160), "white")
    pen = ImageDraw.Draw(picture)
    letters, x, points = 5 + len(name) % 4, 50.0, []
    for letter in range(letters):
        tall = 45 if letter == 0 else chance.uniform(12, 30)
        for step in range(12):
            turn = step / 12 * 2 * math.pi
            points.append(
                (
                    x + 13 * math.sin(turn) + step * 2.4,
                    90 - tall * math.sin(turn / 2) * math.cos(turn),
                )
            )
        x += chance.uniform(24, 34)
    pen.line([(round(a), round(b)) for a, b in points], fill="#1a221e", width=4, joint="curve")
    pen.line([(60, 128), (round(x), 118 + chance.randint(-6, 8))], fill="#1a221e", width=3)
    left, top, right, bottom = ImageOps.invert(picture.convert("L")).getbbox() or (0, 0, 450, 160)
    picture = picture.crop((left - 8, top - 8, right + 8, bottom + 8))
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _secretaries() -> list[Position]:
    """One position a secretary, in the order of the communes."""
    rows = Position.objects.filter(role=Role.SECRETARY, ended_on=None)
    first: dict[int, Position] = {}
    for position in rows.select_related("person", "commune").order_by("commune__insee", "pk"):
        first.setdefault(position.person_id, position)
    return list(first.values())
