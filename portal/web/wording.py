"""What templates may ask in French, whatever they hold: a date or an instant, cents or euros, or nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from portal.lib import dates, text

if TYPE_CHECKING:
    from decimal import Decimal

Moment = dt.date | dt.datetime


def day_of(value: Moment) -> dt.date:
    """The day in Paris."""
    return dates.paris_date(value) if isinstance(value, dt.datetime) else value


def when(value: Moment, *, year: bool = False) -> str:
    """« mardi 15 décembre », « mardi 15 décembre à 18 h » for an instant."""
    if isinstance(value, dt.datetime):
        return dates.instant_in_words(value, year=year)
    return dates.day_in_words(value, year=year)


def hour(value: dt.datetime | dt.time) -> str:
    """« 10 h 42 », « 18 h »."""
    return dates.hour_in_words(dates.in_paris(value) if isinstance(value, dt.datetime) else value)


def iso(value: Moment) -> str:
    """For the `datetime` attribute of <time>."""
    if isinstance(value, dt.datetime):
        return dates.in_paris(value).isoformat(timespec="minutes")
    return value.isoformat()


def euro(value: Decimal | int | None, tax: str = "") -> str:
    """« 1 234,56 € » from a Decimal in euros or an int in cents; `tax` names HT or TTC."""
    return text.amount_of_cents(value, tax) if isinstance(value, int) else text.amount(value, tax)


def quantity(value: Decimal | int | None) -> str:
    return text.UNKNOWN if value is None else text.decimal_number(value)


def counted(count: int, forms: str) -> str:
    """« 22 communes » from `forms` « commune,communes »."""
    singular, _comma, several = forms.partition(",")
    return text.count(count, singular, several)


def points_to_review(count: int) -> str:
    """The title of an error summary."""
    return text.sentence(f"{text.in_words(count)} {text.plural(count, 'point')} à revoir")
