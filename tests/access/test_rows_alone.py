"""The second wall alone: every `visible_to` and `of` gives everything, and PostgreSQL keeps the rows."""

import pytest
from django.apps import apps

from tests.access import table
from tests.access.keys import Keys
from tests.access.matrix import COMPLETE, HALL_ROLES, Round

LINES = table.lines()


@pytest.fixture
def no_scope(monkeypatch):
    """The planted fault: each queryset forgets for whom it is asked. How many forgot."""
    scoped = {
        (type(model._default_manager.all()), name)
        for model in apps.get_models()
        for name in ("visible_to", "of")
        if hasattr(model._default_manager.all(), name)
    }
    for queryset, name in scoped:
        monkeypatch.setattr(queryset, name, lambda rows, _user: rows.all())
    return len(scoped)


@pytest.mark.django_db
@pytest.mark.parametrize("role", HALL_ROLES if COMPLETE else ["anonymous", "secretary", "reader"])
def test_the_rows_alone_keep_each_commune_to_itself(world, role, no_scope):
    tour, keys = Round(world, role, second_wall_only=True), Keys(world)
    tour.read_own_pages(LINES)
    for line in LINES:
        tour.statuses(line, "own")
        tour.statuses(line, "foreign")
        tour.ask_otherwise(line)
        if line.opens_to(role):
            tour.post_foreign_keys(line, keys)

    assert no_scope > 10
    assert "\n".join(tour.wrong) == ""
