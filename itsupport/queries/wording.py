"""Quantities and amounts of a quote or an order, in the words of mails and documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.lib.text import NBSP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itsupport.models import QuoteLine


def line_in_words(label: str, quantity: int) -> str:
    """« 2 × Ordinateur portable »."""
    return f"{quantity}{NBSP}× {label}"


def lines_in_words(lines: Iterable[QuoteLine]) -> tuple[str, ...]:
    return tuple(line_in_words(one.label, one.quantity) for one in lines)
