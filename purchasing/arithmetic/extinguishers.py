"""What one extinguisher needs on the day of a campaign, from its age and its last visits.

The rules are data. The annual check and the overhaul every ten years are asked by the safety
regulation of public buildings (ERP, article MS 38 § 4), which was read. The rest of USUAL_RULES
(two months either way, further maintenance at 5 and 15 years, end of life at 20 years; for CO₂,
the requalification of gas bottles every ten years) follows what others publish of NF S 61-919:
the norm itself was not read, and a technician confirms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS_A_YEAR = 12
DAY_IN_EVERY_MONTH = 28


class Kind(StrEnum):
    WATER = "water"
    POWDER = "powder"
    CO2 = "co2"
    FOAM = "foam"


class Operation(StrEnum):
    """What is done to it."""

    ANNUAL_CHECK = "annual_check"
    FIVE_YEARS = "five_years"
    TEN_YEARS = "ten_years"
    REPLACE = "replace"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Operation.ANNUAL_CHECK: "vérification annuelle",
    Operation.FIVE_YEARS: "maintenance à 5 ou 15\u00a0ans",
    Operation.TEN_YEARS: "révision à 10\u00a0ans",
    Operation.REPLACE: "remplacement en fin de vie",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """Ages in years; `replace_at` is None for what is requalified instead of replaced."""

    further_ages: tuple[int, ...] = (5, 15)
    overhaul_ages: tuple[int, ...] = (10,)
    replace_at: int | None = 20
    tolerance_months: int = 2


USUAL_RULES: Mapping[Kind, Rules] = {
    Kind.WATER: Rules(),
    Kind.FOAM: Rules(),
    Kind.POWDER: Rules(),
    Kind.CO2: Rules(further_ages=(), overhaul_ages=(10, 20, 30, 40), replace_at=None),
}


@dataclass(frozen=True, slots=True)
class Extinguisher:
    """One device of a register. Dates are None when the register does not tell them."""

    kind: Kind
    made_in: int
    checked_on: date | None = None
    overhauled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which the next annual check is regular."""

    earliest: date
    due: date
    latest: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What to order for one device; `check` is None when no check is known: it is due at once."""

    kind: Kind
    operations: tuple[Operation, ...]
    check: Window | None
    overdue: bool

    @property
    def asset_rules(self) -> list[str]:
        """The operations as the catalogue's items name them: replacing depends on the kind."""
        return [
            f"replace_{self.kind}" if one == Operation.REPLACE else one.value
            for one in self.operations
        ]

    def item_codes(self, codes: Mapping[str, str]) -> list[str]:
        """The items to order, from asset rule to item code; what is not sold is left out."""
        return [codes[rule] for rule in self.asset_rules if rule in codes]


def plan(device: Extinguisher, on: date, *, rules: Mapping[Kind, Rules] = USUAL_RULES) -> Plan:
    """What a visit on that day does to this device.

    A device at the end of its life is replaced and nothing else: a new one needs no check. The
    larger operation of the same age includes the smaller, and a visit always includes the
    annual check when its window is open or past. ValueError: made after the visit, no rule.
    """
    if device.made_in > on.year:
        raise ValueError(f"made in {device.made_in}, after the visit")
    if device.kind not in rules:
        raise ValueError(f"no rule for {device.kind}")
    rule = rules[device.kind]
    window = check_window(device.checked_on, tolerance_months=rule.tolerance_months)
    overdue = window is None or on > window.latest
    age = on.year - device.made_in
    if rule.replace_at is not None and age >= rule.replace_at:
        return Plan(device.kind, (Operation.REPLACE,), window, overdue)
    operations = []
    if window is None or on >= window.earliest:
        operations.append(Operation.ANNUAL_CHECK)
    if further := _operation_due(device, age, rule):
        operations.append(further)
    return Plan(device.kind, tuple(operations), window, overdue)


def plan_all(
    devices: Iterable[Extinguisher],
    on: date,
    *,
    codes: Mapping[str, str],
    rules: Mapping[Kind, Rules] = USUAL_RULES,
) -> dict[str, int]:
    """How many of each item a site needs on that day, by ascending code."""
    found: dict[str, int] = {}
    for device in devices:
        for code in plan(device, on, rules=rules).item_codes(codes):
            found[code] = found.get(code, 0) + 1
    return dict(sorted(found.items()))


def check_window(checked_on: date | None, *, tolerance_months: int = 2) -> Window | None:
    """The next annual check: a year after the last, that many months sooner or later."""
    if checked_on is None:
        return None
    return Window(
        earliest=add_months(checked_on, MONTHS_A_YEAR - tolerance_months),
        due=add_months(checked_on, MONTHS_A_YEAR),
        latest=add_months(checked_on, MONTHS_A_YEAR + tolerance_months),
    )


def next_operation(
    device: Extinguisher, on: date, *, rules: Mapping[Kind, Rules] = USUAL_RULES
) -> tuple[int, Operation] | None:
    """The year and the kind of the next larger operation: one still owed first, None after the last."""
    rule = rules[device.kind]
    ages = _larger_operations(rule)
    done = device.overhauled_on.year if device.overhauled_on else 0
    open_ages = sorted(age for age in ages if device.made_in + age > done)
    reached = [age for age in open_ages if device.made_in + age <= on.year]
    coming = reached[-1:] or open_ages[:1]
    return (device.made_in + coming[0], ages[coming[0]]) if coming else None


def add_months(day: date, months: int) -> date:
    """The same day of another month, or the last day of it when it is shorter."""
    index = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(index, MONTHS_A_YEAR)
    for number in range(day.day, DAY_IN_EVERY_MONTH, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, DAY_IN_EVERY_MONTH))


def _larger_operations(rule: Rules) -> dict[int, Operation]:
    return dict.fromkeys(rule.further_ages, Operation.FIVE_YEARS) | dict.fromkeys(
        rule.overhaul_ages, Operation.TEN_YEARS
    )


def _operation_due(device: Extinguisher, age: int, rule: Rules) -> Operation | None:
    """The latest age reached whose operation was not done since the device reached it."""
    ages = _larger_operations(rule)
    reached = [a for a in ages if a <= age]
    if not reached:
        return None
    last = max(reached)
    done = device.overhauled_on
    if done is not None and done.year >= device.made_in + last:
        return None
    return ages[last]
