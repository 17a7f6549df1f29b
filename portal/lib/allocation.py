"""Share an amount in cents so that the shares sum to it exactly (largest remainder)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Weight = int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Carried:
    """One round of a repeated sharing: the cents of each key, and what each is still owed."""

    shares: list[int]
    carry: dict[str, Fraction]


def allocate(total: int, weights: Sequence[Weight], *, keys: Sequence[str]) -> list[int]:
    """Cents of each key, in the order given; the result of a key never depends on the order.

    The exact shares are cut to the cent below, and the cents left go to the largest remainders;
    equal remainders are served by ascending key. A weight of zero gets nothing. The shares of a
    negative total are the exact opposites of those of the positive one.
    ValueError: no weight, a negative one, only zeros, lengths that differ, a key given twice.
    """
    exact = exact_shares(abs(total), weights, keys=keys)
    shares = _largest_remainder(abs(total), exact, keys)
    return shares if total >= 0 else [-share for share in shares]


def exact_shares(total: int, weights: Sequence[Weight], *, keys: Sequence[str]) -> list[Fraction]:
    """The shares before any rounding, as fractions of a cent. ValueError as in `allocate`."""
    fractions = _checked(weights, keys)
    whole = sum(fractions)
    return [total * weight / whole for weight in fractions]


def allocate_carrying(
    total: int,
    weights: Sequence[Weight],
    *,
    keys: Sequence[str],
    carry: Mapping[str, Fraction],
) -> Carried:
    """Share one instalment of a repeated cost, each key's rounding carried to the next.

    After any number of instalments the cents paid by a key differ from its exact share by less
    than one cent. `carry` is what the previous call gave back, empty the first time; a key that
    left, or has no weight any more, hands its remainder over to the others, by weight.
    ValueError: as in `allocate`, or when `can_carry` says no, or a carry that does not sum to 0.
    """
    if not can_carry(total, weights, keys=keys):
        raise ValueError("an instalment is carried only when every exact share reaches one cent")
    if sum(carry.values()) != 0:
        raise ValueError("the remainders carried must sum to zero")
    alone = exact_shares(total, weights, keys=keys)
    kept = {
        key: carry.get(key, Fraction(0)) for key, share in zip(keys, alone, strict=True) if share
    }
    handed_over = -sum(kept.values(), Fraction(0))
    exact = [
        share + kept.get(key, Fraction(0)) + handed_over * share / total
        for key, share in zip(keys, alone, strict=True)
    ]
    shares = _largest_remainder(total, exact, keys)
    owed = {key: e - share for key, e, share in zip(keys, exact, shares, strict=True)}
    return Carried(shares, owed)


def can_carry(total: int, weights: Sequence[Weight], *, keys: Sequence[str]) -> bool:
    """Whether every key with a weight gets at least one cent (below it a share could be −1)."""
    return total > 0 and all(
        share == 0 or share >= 1 for share in exact_shares(total, weights, keys=keys)
    )


def _largest_remainder(total: int, exact: Sequence[Fraction], keys: Sequence[str]) -> list[int]:
    shares = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(keys)), key=lambda i: (shares[i] - exact[i], keys[i]))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _checked(weights: Sequence[Weight], keys: Sequence[str]) -> list[Fraction]:
    if len(weights) != len(keys):
        raise ValueError("as many keys as weights are needed")
    if len(set(keys)) != len(keys):
        raise ValueError("a key is given twice")
    fractions = [fraction(weight) for weight in weights]
    if any(weight < 0 for weight in fractions):
        raise ValueError("a weight is negative")
    if not any(fractions):
        raise ValueError("no weight is above zero")
    return fractions


def fraction(value: Weight) -> Fraction:
    """Exactly that number. TypeError for a float; ValueError for an infinite or absent number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"{value!r} is not an exact number")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a number to share by")
    return Fraction(value)
