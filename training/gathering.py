"""When a mayor is written to: what awaits her is gathered, so that a day brings her one mail, not eight. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.lib.calendar import (
    SENDING_FROM,
    is_sending_time,
    next_sending_time,
    next_working_day,
)
from portal.lib.dates import PARIS, paris_date

SHORT = timedelta(minutes=15)
"""Eight registrations made in a row are one mail."""
PATIENCE = timedelta(hours=48)
"""How long a mayor is left alone before the reminder."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    """A registration that awaits the mayor: asked `since`, its seat held until `hold_until`, or no seat held.

    `told_at`: when she was first written to about it; `reminded`: she was once more.
    """

    since: datetime
    hold_until: datetime | None = None
    told_at: datetime | None = None
    reminded: bool = False


def is_due(awaiting: Iterable[Awaiting], *, last: datetime | None, at: datetime) -> bool:
    """Whether a mail leaves now for all of them; `last`: when this mayor was last written to.

    Nobody is reminded outside office hours, even when the portal was stopped during them.
    """
    by_day = is_sending_time(at, good_friday=True)
    wanted = [leaves_at(one, last=last) for one in awaiting if by_day or one.told_at is None]
    return any(one is not None and one <= at for one in wanted)


def leaves_at(one: Awaiting, *, last: datetime | None) -> datetime | None:
    """When a mail leaves for one, whatever the others want; None when all that is to say was said.

    The first of a day, after a short wait; a reminder in office hours. On a day when she was already written to: the
    next working morning, unless half of the time that the seat is held is over by then.
    """
    if one.reminded:
        return None
    half = one.hold_until and one.since + (one.hold_until - one.since) / 2
    soon = one.since + SHORT
    if one.told_at is not None:
        soon = next_sending_time(one.told_at + PATIENCE, good_friday=True)
    elif half is not None:
        soon = min(soon, half)
    if last is None or paris_date(last) != paris_date(soon):
        return soon
    morning = _next_morning(last)
    return soon if half is not None and half < morning else morning


def is_late(one: Awaiting, *, at: datetime) -> bool:
    """Whether a mail that leaves now reminds of it."""
    return one.told_at is not None and not one.reminded and one.told_at + PATIENCE <= at


def _next_morning(last: datetime) -> datetime:
    day = next_working_day(paris_date(last) + ONE_DAY, good_friday=True)
    return datetime.combine(day, SENDING_FROM, tzinfo=PARIS)
