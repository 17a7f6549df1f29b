"""Share one invoice between communes: HT per rate, then its VAT by HT share, both to the cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.lib.money import RateTotal
from purchasing.arithmetic.allocation import Weight, allocate


@dataclass(frozen=True, slots=True)
class Share:
    """What one commune bears of one rate, in cents."""

    key: str
    rate: Decimal
    ht: int
    vat: int


def share_invoice(
    rates: Sequence[RateTotal], weights: Sequence[Weight], *, keys: Sequence[str]
) -> list[Share]:
    """Every share of a global invoice, rate by rate; their sums are the invoice's own figures.

    The tax taken is the supplier's, never corrected. ValueError as in `allocate`.
    """
    shares = []
    for one in rates:
        bases = allocate(one.base, weights, keys=keys)
        by_base = [abs(base) for base in bases]
        taxes = allocate(one.vat, by_base if any(by_base) else weights, keys=keys)
        shares += [
            Share(key, one.rate, base, tax)
            for key, base, tax in zip(keys, bases, taxes, strict=True)
        ]
    return shares


def credit(shares: Sequence[Share]) -> list[Share]:
    """The shares of the credit note that cancels an invoice: the exact mirror of its own."""
    return [Share(one.key, one.rate, -one.ht, -one.vat) for one in shares]


def borne_by(shares: Sequence[Share]) -> Mapping[str, int]:
    """Cents TTC borne by each commune, by ascending key."""
    borne: dict[str, int] = {}
    for one in shares:
        borne[one.key] = borne.get(one.key, 0) + one.ht + one.vat
    return dict(sorted(borne.items()))
