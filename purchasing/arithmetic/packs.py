"""Goods sold by packs: how many packs to order, and who gets the units of the last one."""

from collections.abc import Sequence
from dataclasses import dataclass

from purchasing.arithmetic.allocation import allocate


@dataclass(frozen=True, slots=True)
class Demand:
    """What one commune wants, in units: `firm` for sure, up to `tolerance` more to fill a pack."""

    key: str
    firm: int
    tolerance: int = 0


@dataclass(frozen=True, slots=True)
class Distribution:
    """Units of each demand, in the order given, and the units nobody asked for."""

    units: list[int]
    left: int


def packs_to_order(*, unit_size: int, quantity: int, tolerance: int) -> int:
    """Whole packs for these units; one more when the tolerance completes a pack begun.

    A pack is never made of tolerance alone. ValueError on a negative number, or an empty pack.
    """
    _check(unit_size, quantity, tolerance)
    packs, rest = divmod(quantity, unit_size)
    return packs + (1 if rest > 0 and rest + tolerance >= unit_size else 0)


def missing_to_next_pack(unit_size: int, quantity: int, tolerance: int = 0) -> int:
    """Units still missing to complete the pack begun: 0 when none is begun, or it is complete."""
    _check(unit_size, quantity, tolerance)
    rest = quantity % unit_size
    return max(0, unit_size - rest - tolerance) if rest else 0


def completes_packs(*, unit_size: int, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether a change of (firm units, tolerance) is allowed once only packs are completed.

    Allowed: more tolerance alone; fewer missing units without losing a pack or tolerance;
    tolerance that becomes firm.
    """
    firm, tolerance = after[0] - before[0], after[1] - before[1]
    missing = _missing(unit_size, *after) - _missing(unit_size, *before)
    packs = _packs(unit_size, *after) - _packs(unit_size, *before)
    return (
        (firm == 0 and tolerance >= 0)
        or (missing < 0 and packs >= 0 and tolerance >= 0)
        or (firm > 0 and firm == -tolerance)
    )


def distribute_prorata(units: int, demands: Sequence[Demand]) -> Distribution:
    """Share the units ordered: firm quantities first, then tolerances, in proportion of each.

    Nobody gets more than firm + tolerance; under the sum of firm quantities nobody gets more
    than firm. ValueError on a negative number or a key given twice.
    """
    if units < 0 or any(demand.firm < 0 or demand.tolerance < 0 for demand in demands):
        raise ValueError("units are zero or more")
    keys = [demand.key for demand in demands]
    firm = _capped(units, [demand.firm for demand in demands], keys)
    extra = _capped(units - sum(firm), [demand.tolerance for demand in demands], keys)
    given = [one + more for one, more in zip(firm, extra, strict=True)]
    return Distribution(given, units - sum(given))


def distribute_in_order(units: int, demands: Sequence[Demand]) -> Distribution:
    """Share the units ordered, the first demand served first: firm quantities, then tolerances."""
    if units < 0 or any(demand.firm < 0 or demand.tolerance < 0 for demand in demands):
        raise ValueError("units are zero or more")
    given = [0] * len(demands)
    for wanted in ([d.firm for d in demands], [d.tolerance for d in demands]):
        for i, want in enumerate(wanted):
            taken = min(want, units)
            given[i] += taken
            units -= taken
    return Distribution(given, units)


def _capped(units: int, wanted: Sequence[int], keys: Sequence[str]) -> list[int]:
    whole = sum(wanted)
    return allocate(min(units, whole), wanted, keys=keys) if whole else [0] * len(wanted)


def _packs(unit_size: int, quantity: int, tolerance: int) -> int:
    return packs_to_order(unit_size=unit_size, quantity=quantity, tolerance=tolerance)


def _missing(unit_size: int, quantity: int, tolerance: int) -> int:
    return missing_to_next_pack(unit_size, quantity, tolerance)


def _check(unit_size: int, quantity: int, tolerance: int) -> None:
    if unit_size < 1:
        raise ValueError("a pack holds one unit or more")
    if quantity < 0 or tolerance < 0:
        raise ValueError("quantity and tolerance are zero or more")
