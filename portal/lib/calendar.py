"""Working days in Moselle: local law's holidays (26 December, and Good Friday where it holds)."""

from datetime import date, datetime, time, timedelta
from functools import cache

from portal.lib.dates import PARIS, in_paris

ONE_DAY = timedelta(days=1)
GOOD_FRIDAY = "Vendredi saint"
SATURDAY = 5
SENDING_FROM, SENDING_TO = time(8, 30), time(17, 30)


@cache
def _of_year(year: int) -> dict[date, str]:
    import holidays  # a fifth of a second: whoever asks for a day of work pays it, once

    found = holidays.country_holidays("FR", subdiv="57", years=[year], language="fr")
    return {day: name.replace("'", "’") for day, name in found.items() if day.year == year}


def holiday_name(day: date, *, good_friday: bool) -> str:
    """« Saint-Étienne », or "" on a day that is no holiday.

    `good_friday`: whether Good Friday is off there (communes with a Protestant church).
    """
    name = _of_year(day.year).get(day, "")
    return "" if name == GOOD_FRIDAY and not good_friday else name


def is_holiday(day: date, *, good_friday: bool) -> bool:
    return bool(holiday_name(day, good_friday=good_friday))


def is_working_day(day: date, good_friday: bool) -> bool:  # noqa: FBT001 -- reads well in place
    """Monday to Friday, but holidays."""
    return day.weekday() < SATURDAY and not is_holiday(day, good_friday=good_friday)


def next_working_day(day: date, *, good_friday: bool) -> date:
    """That day if it is a working one, else the first after it."""
    while not is_working_day(day, good_friday):
        day += ONE_DAY
    return day


def add_working_days(day: date, number: int, *, good_friday: bool) -> date:
    """The working day that comes `number` working days after (or before) `day`.

    0 gives the day itself, working or not.
    """
    step = ONE_DAY if number > 0 else -ONE_DAY
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day, good_friday):
            day += step
    return day


def working_days_between(start: date, end: date, *, good_friday: bool) -> int:
    """Working days after `start`, up to `end` included; negative when `end` comes first."""
    if end < start:
        return -working_days_between(end, start, good_friday=good_friday)
    days = (end - start).days
    return sum(is_working_day(start + n * ONE_DAY, good_friday) for n in range(1, days + 1))


def is_sending_time(at: datetime, *, good_friday: bool) -> bool:
    """Whether a mail may leave: a working day, in office hours in Paris."""
    local = in_paris(at)
    return is_working_day(local.date(), good_friday) and SENDING_FROM <= local.time() < SENDING_TO


def next_sending_time(at: datetime, *, good_friday: bool) -> datetime:
    """`at` if a mail may leave then, else the next morning of a working day, in Paris."""
    if is_sending_time(at, good_friday=good_friday):
        return at
    local = in_paris(at)
    day = local.date() + (ONE_DAY if local.time() >= SENDING_FROM else timedelta())
    morning = next_working_day(day, good_friday=good_friday)
    return datetime.combine(morning, SENDING_FROM, tzinfo=PARIS)
