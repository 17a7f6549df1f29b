"""What to send when a half day changes: the method, the sequence, the stamp (RFC 5546, 2.1.4 and 2.1.5).

A change of start, end or state is a new sequence: the person has to look at her diary again. A change of room, title
or text keeps the sequence under a newer stamp: RFC 5546 leaves that choice to the organizer (3.2.2.2, an update), and
CalConnect asks for it, because a receiver takes a greater sequence for a session that moved. libical tells the two
apart in the tests.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from training.calendar.event import CalendarEvent, second
from training.calendar.objects import CANCEL, REQUEST

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The last message about a half day: what is kept to know the next one. `content`: digest of all the rest."""

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    content: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message to send, `invitation(event, method=method)`, and what to keep once it is written."""

    method: str
    event: CalendarEvent
    sent: Sent


def next_message(sent: Sent | None, event: CalendarEvent, *, at: datetime) -> Message | None:
    """The message that brings the person's calendar from what was last sent to these facts; None when nothing is due.

    `sent`: None before the first message. The `sequence` and `stamped_at` of `event` are not read: the message bears
    its own. The stamp strictly grows, by a second at least, even when the clock went back. Who registers again has a
    new uid. ValueError: the facts of another uid, an `at` without time zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    if sent is None:
        return None if event.cancelled else _message(event, 0, second(at))
    if sent.uid != event.uid:
        raise ValueError("a half day keeps its uid")
    stamp = max(second(at), second(sent.stamped_at) + SECOND)
    if sent.cancelled and event.cancelled:
        return None
    if sent.cancelled != event.cancelled or _hours(sent) != _hours(event):
        return _message(event, sent.sequence + 1, stamp)
    return None if sent.content == _content(event) else _message(event, sent.sequence, stamp)


def _message(event: CalendarEvent, sequence: int, stamp: datetime) -> Message:
    sent = Sent(
        uid=event.uid,
        sequence=sequence,
        stamped_at=stamp,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        cancelled=event.cancelled,
        content=_content(event),
    )
    written = replace(event, sequence=sequence, stamped_at=stamp)
    return Message(CANCEL if event.cancelled else REQUEST, written, sent)


def _hours(dated: Sent | CalendarEvent) -> tuple[datetime, datetime]:
    return second(dated.starts_at), second(dated.ends_at)


def _content(event: CalendarEvent) -> str:
    said = (
        event.summary, event.location, event.description,
        event.organizer, event.attendee, event.url,
    )  # fmt: skip
    return sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()
