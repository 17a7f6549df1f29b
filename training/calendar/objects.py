"""The iCalendar objects that leave: an invitation or its cancellation in a mail, and the feed of an address.

The definition of the time zone is written here, by hand, with one yearly rule for each change of hour: clients that
do not know Europe/Paris by its name read summer sessions right with it (directive 2000/84/EC, in force since 1996).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from portal.lib.dates import PARIS
from training.calendar import text
from training.calendar.event import CalendarEvent

PRODUCT = "-//Portail des communes//Formations//FR"
CONTENT_TYPE = "text/calendar; method={method}; charset=utf-8"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
REFRESHED_EVERY = "PT6H"
MINUTE = timedelta(minutes=1)
TIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE""".splitlines()


def invitation(event: CalendarEvent, *, method: str) -> bytes:
    """What a mail carries for one half day, as an alternative part of `CONTENT_TYPE` and again as `invite.ics`.

    `method`: "REQUEST" for a new half day and for whatever changes, "CANCEL" for one that is no more. The person is
    already registered: she is written as coming, and no answer is asked. ValueError: another method (a mail never
    publishes), a REQUEST for what is cancelled, no organizer or no attendee. Source: RFC 5546, 3.2.2 and 3.2.5.
    """
    if method not in {REQUEST, CANCEL}:
        raise ValueError(f"a mail requests or cancels: {method!r} is neither")
    if method == REQUEST and event.cancelled:
        raise ValueError("what is cancelled is not requested")
    if not event.organizer or not event.attendee:
        raise ValueError("an invitation goes from an organizer to an attendee")
    lines = [
        *_dated(event),
        *_party("ORGANIZER", event.organizer),
        *_party("ATTENDEE", event.attendee, "CUTYPE=INDIVIDUAL", "ROLE=REQ-PARTICIPANT",
                "PARTSTAT=ACCEPTED", "RSVP=FALSE"),
        *_status(cancelled=method == CANCEL),
    ]  # fmt: skip
    return _calendar(method, [], [["BEGIN:VEVENT", *lines, "END:VEVENT"]])


def feed(
    events: Iterable[CalendarEvent], *, name: str = "Formations", alarm: timedelta | None = None
) -> bytes:
    """What a private address serves: every half day, in order, without any attendee.

    The same events in whatever order are the same bytes, so that their digest serves as an ETag. `name`: what the
    calendar is called; `alarm`: how long before each half day that still stands to ring. ValueError: an event without
    organizer, a uid given twice, a blank name, an alarm of less than a minute. Source: RFC 5546, 3.2.1.
    """
    ordered = sorted(events, key=lambda event: (event.starts_at.astimezone(UTC), event.uid))
    if len({event.uid for event in ordered}) < len(ordered):
        raise ValueError("a uid is given twice")
    if not all(event.organizer for event in ordered):
        raise ValueError("an event that is published has an organizer")
    if not text.clean(name).strip():
        raise ValueError("a feed is called something")
    if alarm is not None and alarm < MINUTE:
        raise ValueError("an alarm rings at least a minute before")
    head = [
        f"NAME:{text.value(name)}",
        f"X-WR-CALNAME:{text.value(name)}",
        "X-WR-TIMEZONE:Europe/Paris",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESHED_EVERY}",
        f"X-PUBLISHED-TTL:{REFRESHED_EVERY}",
    ]
    return _calendar(PUBLISH, head, [_published(event, alarm) for event in ordered])


def _published(event: CalendarEvent, alarm: timedelta | None) -> list[str]:
    rings = alarm is not None and not event.cancelled
    return [
        "BEGIN:VEVENT",
        *_dated(event),
        *_party("ORGANIZER", event.organizer),
        *_status(cancelled=event.cancelled),
        *(_alarm(event, alarm) if rings and alarm else ()),
        "END:VEVENT",
    ]


def _calendar(method: str, head: list[str], events: list[list[str]]) -> bytes:
    start = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    inside = [line for lines in events for line in lines]
    return text.sendable([*start, f"METHOD:{method}", *head, *TIMEZONE, *inside, "END:VCALENDAR"])


def _dated(event: CalendarEvent) -> Iterator[str]:
    yield f"UID:{text.value(event.uid)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{_utc(event.stamped_at)}"
    yield f"DTSTART{_local(event.starts_at)}"
    yield f"DTEND{_local(event.ends_at)}"
    yield f"SUMMARY:{text.value(event.summary)}"
    for word, said in (("LOCATION", event.location), ("DESCRIPTION", event.description)):
        if text.clean(said).strip():
            yield f"{word}:{text.value(said)}"
    if event.url:
        yield f"URL:{event.url}"


def _status(*, cancelled: bool) -> list[str]:
    if cancelled:
        return ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"]
    return ["STATUS:CONFIRMED", "TRANSP:OPAQUE"]


def _party(word: str, mailbox: str, *parameters: str) -> Iterator[str]:
    name, address = text.party(mailbox)
    named = [f"CN={text.parameter(name)}"] if text.clean(name).strip() else []
    yield f"{';'.join([word, *named, *parameters])}:{address}"


def _alarm(event: CalendarEvent, before: timedelta) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{text.value(event.summary)}",
        f"TRIGGER:-PT{before // MINUTE}M",
        "END:VALARM",
    ]


def _local(at: datetime) -> str:
    """The hour that the clock of Paris reads; in UTC for an hour that this clock reads twice."""
    local = at.astimezone(PARIS)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        return f":{_utc(at)}"
    return f";TZID=Europe/Paris:{_digits(local)}"


def _utc(at: datetime) -> str:
    return f"{_digits(at.astimezone(UTC))}Z"


def _digits(at: datetime) -> str:
    return f"{at.year:04}{at:%m%dT%H%M%S}"
