"""From the estimated value of a campaign to the procedure the law asks for, by dated thresholds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from portal.lib.money import round_half_up

Nature = Literal["works", "supplies_services"]
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `amount_cents` HT on (included), this procedure at least, between two dates.

    `rank` orders procedures from the lightest; `steps` are its compulsory steps, in French;
    `confirmed` is False while nobody read the text itself.
    """

    kind: Nature
    procedure: str
    amount_cents: int
    valid_from: date
    valid_to: date | None
    source: str
    rank: int = 0
    steps: tuple[str, ...] = ()
    confirmed: bool = True

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class LotValue:
    """What a lot is worth: cents HT once, or each year for `months`, renewed `renewals` times."""

    cents: int
    yearly: bool = False
    months: int = MONTHS_A_YEAR
    renewals: int = 0


@dataclass(frozen=True, slots=True)
class Procedure:
    """What is required, why, and how far the next obligation is (None when there is none)."""

    name: str
    threshold: Threshold
    steps: tuple[str, ...]
    following: Threshold | None
    distance_cents: int | None

    @property
    def to_check(self) -> bool:
        """Whether a text still has to be read before relying on it."""
        return not self.threshold.confirmed or (
            self.following is not None and not self.following.confirmed
        )


def estimated_value(lots: Iterable[LotValue]) -> int:
    """Cents HT of all lots together, of all communes, over the whole duration, renewals included.

    ValueError on a negative amount, a duration under a month or a negative renewal.
    """
    return sum(_whole_value(lot) for lot in lots)


def required_procedure(
    estimate_cents: int, *, kind: Nature, on: date, thresholds: Iterable[Threshold]
) -> Procedure:
    """The heaviest procedure whose threshold the estimate reaches on that day.

    ValueError: a negative estimate, two thresholds for the same amount, or none that applies.
    """
    if estimate_cents < 0:
        raise ValueError("an estimate is zero or more")
    valid = sorted(
        (one for one in thresholds if one.kind == kind and one.holds_on(on)),
        key=lambda one: one.amount_cents,
    )
    amounts = [one.amount_cents for one in valid]
    if len(set(amounts)) != len(amounts):
        raise ValueError(f"two thresholds of {kind} hold for the same amount on {on}")
    reached = [one for one in valid if one.amount_cents <= estimate_cents]
    if not reached:
        raise ValueError(f"no threshold of {kind} is known for this amount on {on}")
    required = max(reached, key=lambda one: (one.rank, one.amount_cents))
    following = next((one for one in valid if one.amount_cents > estimate_cents), None)
    distance = following.amount_cents - estimate_cents if following else None
    return Procedure(required.procedure, required, required.steps, following, distance)


def _whole_value(lot: LotValue) -> int:
    if lot.cents < 0 or lot.months < 1 or lot.renewals < 0:
        raise ValueError("a lot has an amount, a duration and renewals that are not negative")
    times = 1 + lot.renewals
    if not lot.yearly:
        return lot.cents * times
    return round_half_up(Fraction(lot.cents * lot.months * times, MONTHS_A_YEAR))
