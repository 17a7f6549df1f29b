"""The first wall alone: PostgreSQL's row security is taken down, truly, by the tables' owner."""

import pytest

from tests.access import table
from tests.access.matrix import COMPLETE, HALL_ROLES, Round
from tests.access.walls_down import no_row_security

LINES = table.lines()


@pytest.fixture(scope="module", autouse=True)
def open_tables(django_db_setup, django_db_blocker):
    with no_row_security(django_db_blocker) as names:
        yield names


@pytest.mark.django_db
@pytest.mark.parametrize("role", HALL_ROLES if COMPLETE else ["secretary"])
def test_the_pages_alone_keep_each_commune_to_itself(world, role, open_tables, figures):
    tour = Round(world, role)
    tour.try_everything(LINES)

    figures(tour, "the first wall alone")
    assert len(open_tables) > 20
    assert "\n".join(tour.wrong) == ""
