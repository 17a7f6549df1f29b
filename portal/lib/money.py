"""Amounts of an order or an invoice: lines, then VAT per rate, then the total. Integer cents."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity at a unit price HT (up to 4 decimals), at a rate of VAT in per cent."""

    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal

    @property
    def ht(self) -> int:
        """The amount HT of the line, in cents."""
        return line_ht(self.quantity, self.unit_price)


@dataclass(frozen=True, slots=True)
class RateTotal:
    """What is taxed at one rate: the base HT and the tax, in cents."""

    rate: Decimal
    base: int
    vat: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Cents; `by_rate` in ascending order of rate."""

    ht: int
    by_rate: tuple[RateTotal, ...]

    @property
    def vat(self) -> int:
        return sum(one.vat for one in self.by_rate)

    @property
    def ttc(self) -> int:
        return self.ht + self.vat


def round_half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero, so that a credit mirrors its bill."""
    return _nearest(value.numerator, value.denominator)


def line_ht(quantity: Decimal, unit_price: Decimal) -> int:
    """Cents HT of a quantity at a unit price. ValueError on an infinite or absent number."""
    (over, under), (more, less) = _ratio(quantity), _ratio(unit_price)
    return _nearest(over * more * 100, under * less)


def vat_of(base: int, rate: Decimal) -> int:
    """Cents of VAT on a base in cents, the rate in per cent. ValueError out of 0 to 100."""
    percent = _exact(rate)
    if not 0 <= percent <= 100:  # noqa: PLR2004 -- per cent
        raise ValueError("a rate of VAT goes from 0 to 100 per cent")
    return round_half_up(base * percent / 100)


def totals(lines: Iterable[Line]) -> Totals:
    """VAT is reckoned once per rate, on the sum of the bases: never line by line."""
    bases: dict[Decimal, int] = {}
    for line in lines:
        bases[line.vat_rate] = bases.get(line.vat_rate, 0) + line.ht
    by_rate = tuple(
        RateTotal(rate, base, vat_of(base, rate)) for rate, base in sorted(bases.items())
    )
    return Totals(sum(bases.values()), by_rate)


def to_cents(amount: Decimal) -> int:
    """12.34 → 1234. ValueError when the amount is not a whole number of cents."""
    cents = _exact(amount) * 100
    if cents.denominator != 1:
        raise ValueError(f"{amount} is not a whole number of cents")
    return cents.numerator


def from_cents(cents: int) -> Decimal:
    """1234 → Decimal("12.34"), always two decimals, whatever the size."""
    sign, digits = (1, -cents) if cents < 0 else (0, cents)
    return Decimal((sign, tuple(int(digit) for digit in str(digits)), -2))


def _nearest(numerator: int, denominator: int) -> int:
    """Whole numbers only: a page of the need rounds thousands of lines, and Fraction costs ten times more."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def _exact(value: Decimal) -> Fraction:
    return Fraction(*_ratio(value))


def _ratio(value: Decimal) -> tuple[int, int]:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is not a Decimal")
    if not value.is_finite():
        raise ValueError(f"{value} is not an amount")
    return value.as_integer_ratio()
