"""One half day, as calendars hold it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from training.calendar.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One half day of one registration: its `uid` never changes, whatever is moved.

    Instants carry their time zone; fractions of a second are not sent. `organizer` is the functional mailbox that
    sends the mail and is read, `attendee` the person; each is an address, or « Name <address> ». A feed needs no
    attendee. `sequence` and `stamped_at` come from `next_message`. Nothing personal goes into `description`: a feed
    is read by a whole town hall.

    ValueError: an instant without time zone, an end that is not after the start, a `uid` that is empty or holds what
    cannot be sent, a blank `summary` (libical refuses it), a negative `sequence`, a `url` that is not ASCII or
    holds a space.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    organizer: str = ""
    attendee: str = ""
    stamped_at: datetime
    cancelled: bool = False
    url: str = ""

    def __post_init__(self) -> None:
        if any(at.tzinfo is None for at in (self.starts_at, self.ends_at, self.stamped_at)):
            raise ValueError("an instant needs its time zone")
        if second(self.ends_at) <= second(self.starts_at):
            raise ValueError("a half day ends after it starts")
        if not self.uid.strip() or clean(self.uid) != self.uid or "\n" in self.uid:
            raise ValueError("an event is known by a uid, on one line")
        if not clean(self.summary).strip():
            raise ValueError("an event is named by its summary")
        if self.sequence < 0:
            raise ValueError("a sequence starts at zero")
        if any(not "!" <= character <= "~" for character in self.url):
            raise ValueError("an address of the web is ASCII, without a space")


def second(at: datetime) -> datetime:
    """The instant in UTC, to the second, as calendars keep it."""
    return at.astimezone(UTC).replace(microsecond=0)
