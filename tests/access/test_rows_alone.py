"""The second wall alone: every `visible_to` and `of` gives everything, and PostgreSQL keeps the rows."""

import pytest

from tests.access import table
from tests.access.matrix import COMPLETE, HALL_ROLES, Round
from tests.access.walls_down import forget_scopes

LINES = table.lines()


@pytest.mark.django_db
@pytest.mark.parametrize("role", HALL_ROLES if COMPLETE else ["secretary"])
def test_the_rows_alone_keep_each_commune_to_itself(world, role, monkeypatch, figures):
    forgetful = forget_scopes(monkeypatch)
    tour = Round(world, role, second_wall_only=True)
    tour.try_everything(LINES)

    figures(tour, "the second wall alone")
    assert forgetful > 10
    assert "\n".join(tour.wrong) == ""
