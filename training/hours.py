"""The hours of a certificate: the sum of the half days signed, nothing else. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfDay:
    """One half day of one person: `signed` by her, or on a sheet that was scanned."""

    starts_at: datetime
    ends_at: datetime
    signed: bool


def certified_minutes(half_days: Iterable[HalfDay]) -> int:
    """Whole minutes, as a watch counts them, of the half days signed; each counts whole or not at all.

    ValueError: an instant without time zone, an end that is not after its start, half days signed that overlap (nobody
    sits in two rooms). Source: attendance is signed for each half day.
    """
    signed = sorted(_span(one) for one in half_days if one.signed)
    if any(start < end for (_, end), (start, _) in pairwise(signed)):
        raise ValueError("two half days signed by one person overlap")
    return sum((end - start) // MINUTE for start, end in signed)


def _span(one: HalfDay) -> tuple[datetime, datetime]:
    if one.starts_at.tzinfo is None or one.ends_at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    start, end = one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)
    if end <= start:
        raise ValueError("a half day ends after it starts")
    return start, end
