"""Dates and hours as people say them, in French, at the hour of Paris."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NBSP = "\u00a0"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
_NEAR = {-1: "hier", 0: "aujourd’hui", 1: "demain"}


def paris_date(at: datetime) -> date:
    """The day it is in Paris. ValueError when `at` has no time zone."""
    return in_paris(at).date()


def in_paris(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return at.astimezone(PARIS)


def end_of_day(day: date) -> datetime:
    """18 h in Paris: until when a thing that is due on a day, without an hour, may be done."""
    return datetime.combine(day, time(18), tzinfo=PARIS)


def day_in_words(day: date, *, weekday: bool = True, year: bool = False) -> str:
    """« mardi 15 décembre », « 1er janvier 2027 »."""
    number = "1er" if day.day == 1 else str(day.day)
    words = f"{number}{NBSP}{MONTHS[day.month - 1]}"
    if weekday:
        words = f"{WEEKDAYS[day.weekday()]} {words}"
    return f"{words} {day.year}" if year else words


def hour_in_words(hour: time | datetime) -> str:
    """« 18 h », « 10 h 42 », « 8 h 05 »."""
    words = f"{hour.hour}{NBSP}h"
    return f"{words}{NBSP}{hour.minute:02}" if hour.minute else words


def span_in_words(start: time, end: time) -> str:
    """« 17 h – 19 h ». A line may end with the dash; the space behind it then goes, as a no-break one would not."""
    return f"{hour_in_words(start)}{NBSP}– {hour_in_words(end)}"


def duration_in_words(minutes: int) -> str:
    """« 6 heures », « 3 h 30 », « 45 minutes »."""
    hours, left = divmod(minutes, 60)
    if hours and left:
        return f"{hours}{NBSP}h{NBSP}{left:02}"
    number, word = (hours, "heure") if hours else (left, "minute")
    return f"{number}{NBSP}{word}{'s' if number > 1 else ''}"


def instant_in_words(at: datetime, *, weekday: bool = True, year: bool = False) -> str:
    """« mardi 15 décembre à 18 h », at the hour of Paris."""
    local = in_paris(at)
    day = day_in_words(local.date(), weekday=weekday, year=year)
    return f"{day} à{NBSP}{hour_in_words(local)}"


def relative_day(day: date, today: date) -> str:
    """« hier », « aujourd’hui », « demain », else the day in words, with another year's number."""
    near = _NEAR.get((day - today).days)
    return near or day_in_words(day, year=day.year != today.year)


def relative_instant(at: datetime, now: datetime) -> str:
    """« hier à 10 h 44 », « mardi 15 décembre à 18 h »."""
    local = in_paris(at)
    return f"{relative_day(local.date(), paris_date(now))} à{NBSP}{hour_in_words(local)}"


def short_day(day: date) -> str:
    """For margins: « jeu. 19 nov. »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{WEEKDAYS[day.weekday()][:3]}.{NBSP}{number}{NBSP}{SHORT_MONTHS[day.month - 1]}"


def short_date(day: date) -> str:
    """For tables: « 30 nov. 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{SHORT_MONTHS[day.month - 1]}{NBSP}{day.year}"


def typed_date(day: date) -> str:
    """As typed in a form: « 15/12/2026 »."""
    return f"{day:%d/%m/}{day.year:04}"
