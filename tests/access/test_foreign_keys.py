"""Our own pages, sent back with the keys of the foreign commune in every field."""

import pytest

from tests.access import table
from tests.access.keys import Keys
from tests.access.matrix import COMPLETE, HALL_ROLES, OTHERS, Round, url_of

LINES = table.lines()


@pytest.mark.django_db
@pytest.mark.parametrize("role", HALL_ROLES if COMPLETE else ["anonymous", "secretary"])
def test_foreign_keys_change_nothing_there_and_show_nothing(world, role, figures):
    tour, keys = Round(world, role), Keys(world)
    tour.read_own_pages(LINES)
    for line in LINES:
        if line.opens_to(role):
            tour.post_foreign_keys(line, keys, complete=COMPLETE)

    figures(tour, "foreign keys in every field of our pages")
    assert "\n".join(tour.wrong) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("role", HALL_ROLES if COMPLETE else ["secretary"])
def test_asked_otherwise_a_page_shows_nothing_more(world, role, figures):
    tour = Round(world, role)
    tour.read_own_pages(LINES)
    for line in LINES:
        tour.ask_otherwise(line)

    figures(tour, "pages asked for more than they offer")
    assert "\n".join(tour.wrong) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("role", HALL_ROLES if COMPLETE else ["secretary"])
def test_other_methods_answer_as_declared(world, role, figures):
    tour = Round(world, role)
    for line in LINES:
        url = url_of(world, line, "foreign")
        answers = [tour.ask(method, url, directory=line.directory).status for method in OTHERS]
        if role == "secretary" and "/".join(sorted({f"{one}" for one in answers})) != line.others:
            tour.say("/".join(OTHERS), url, f"{answers}, declared {line.others}")

    figures(tour, "PUT, PATCH, DELETE, OPTIONS")
    assert "\n".join(tour.wrong) == ""
