"""`./run deadlines` with a few hundred cases; and faults that it must find."""

from datetime import UTC, date, timedelta
from random import Random

import pytest

from bench.deadlines.cases import calendar_of, drawn, events_of, smallest
from bench.deadlines.trial import compare, differs, main, page, table
from bench.deadlines.walker import Case, origin, walk
from itsupport.sla import BusinessCalendar, due_at

OFFICE = tuple(
    spell for day in range(5) for spell in ((day, 8 * 60, 12 * 60), (day, 810, 17 * 60 + 30))
)
HOUR = timedelta(hours=1)


def test_a_few_hundred_random_logs_are_due_when_the_walker_says():
    outcome = compare(300, seed=2)

    assert outcome.wrong == []
    assert outcome.counts["over a change of hour"] > 20
    assert outcome.counts["over Easter"] > 20


def test_the_command_says_so(capsys):
    assert main(["20", "--seed", "5"]) == 0
    assert "| cases compared | 20 |" in capsys.readouterr().out


def test_the_walker_counts_the_example_as_a_person_does():
    case = Case(
        first=date(2026, 4, 2),
        week=OFFICE,
        good_friday=True,
        closures=(),
        log=((17 * 60, "new"),),
        minutes=240,
    )

    assert walk(case) == origin(date(2026, 4, 7)) + 11.5 * HOUR


def test_cases_can_be_drawn_again_and_no_two_are_the_same():
    first = [drawn(random) for random in [Random(3)] for _ in range(50)]
    again = [drawn(random) for random in [Random(3)] for _ in range(50)]

    assert first == again
    assert len(set(first)) == 50
    assert all(isinstance(calendar_of(case), BusinessCalendar) for case in first)
    assert all(events_of(case)[0][0].tzinfo is UTC for case in first)


def forgets_good_friday(events, *, minutes, calendar):
    return due_at(events, minutes=minutes, calendar=BusinessCalendar(calendar.week))


def runs_while_waiting(events, *, minutes, calendar):
    log = [(at, "taken" if state == "waiting_part" else state) for at, state in events]
    return due_at(log, minutes=minutes, calendar=calendar)


def one_minute_late(events, *, minutes, calendar):
    return due_at(events, minutes=minutes + 1, calendar=calendar)


@pytest.mark.parametrize("due", [forgets_good_friday, runs_while_waiting, one_minute_late])
def test_a_fault_is_found_and_told_by_its_smallest_case(due, capsys):
    assert main(["200"], due) == 1

    said = capsys.readouterr().out
    assert "The smallest case that differs" in said
    assert "due_at: " in said


def test_nothing_can_be_taken_away_from_the_smallest_case():
    wrong = compare(200, 1, one_minute_late).wrong
    case = smallest(wrong[0], lambda one: differs(one, one_minute_late))

    assert differs(case, one_minute_late)
    assert (len(case.log), len(case.week), case.closures, case.minutes) == (1, 1, (), 1)


def test_the_page_says_the_figures():
    outcome = compare(10, 1)

    assert table(outcome) in page(outcome, "./run deadlines 10", "1 June 2026", 2)
