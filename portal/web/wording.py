"""Numbers, dates and hours as French people write them, for templates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

NARROW, HARD = "\u202f", "\u00a0"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
Moment = dt.date | dt.datetime


def number(value: Decimal | int, *, places: int | None = None) -> str:
    """1 234,56 — `places` decimals, or as many as the number has, without trailing zeros."""
    amount = Decimal(value)
    text = f"{amount:,.{places}f}" if places is not None else f"{amount:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", NARROW).replace(".", ",").replace("-", "−")


def euro(value: Decimal | int | None) -> str:
    """« 1 234,56 € » from a Decimal in euros or an int in cents; « – » when it is not known."""
    if value is None:
        return "–"
    amount = Decimal(value) / 100 if isinstance(value, int) else value
    return f"{number(amount, places=2)}{NARROW}€"


def quantity(value: Decimal | int | None) -> str:
    return "–" if value is None else number(value)


def local(value: Moment) -> Moment:
    """The same moment in Paris; a date stays itself."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def hour(value: dt.datetime | dt.time) -> str:
    """« 10 h 42 », « 18 h »."""
    at = local(value) if isinstance(value, dt.datetime) else value
    assert isinstance(at, dt.datetime | dt.time)
    return f"{at.hour}{HARD}h" + (f"{HARD}{at.minute:02d}" if at.minute else "")


def _nth(day: int) -> str:
    return "1er" if day == 1 else str(day)


def when(value: Moment, *, year: bool = False) -> str:
    """« mardi 15 décembre », « mardi 15 décembre à 18 h » for a moment."""
    on = local(value)
    words = f"{DAYS[on.weekday()]} {_nth(on.day)}{HARD}{MONTHS[on.month - 1]}"
    words += f" {on.year}" if year else ""
    return f"{words} à {hour(on)}" if isinstance(on, dt.datetime) else words


def in_table(value: Moment) -> str:
    """« 30 nov. 2026 »."""
    on = local(value)
    return f"{_nth(on.day)} {SHORT_MONTHS[on.month - 1]} {on.year}"


def in_margin(value: Moment) -> str:
    """« jeu. 19 nov. »."""
    on = local(value)
    return f"{DAYS[on.weekday()][:3]}. {_nth(on.day)} {SHORT_MONTHS[on.month - 1]}"


def iso(value: Moment) -> str:
    on = local(value)
    return on.isoformat(timespec="minutes") if isinstance(on, dt.datetime) else on.isoformat()


def plural(count: int, forms: str) -> str:
    """French plural: zero and one are singular. `forms` is « commune,communes »."""
    singular, several = forms.split(",")
    return f"{number(count)} {several if abs(count) >= 2 else singular}"  # noqa: PLR2004


def points_to_review(count: int) -> str:
    """The title of an error summary."""
    words = ("", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")
    how_many = words[count] if count < len(words) else number(count)
    return f"{how_many} point{'s' if count > 1 else ''} à revoir"
