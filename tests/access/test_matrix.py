"""Every address, every role, our things and the foreign ones: what is declared is what is answered."""

import pytest

from tests.access import table
from tests.access.addresses import every_address
from tests.access.matrix import Round
from tests.access.world import ROLES

LINES = table.lines()


def test_every_address_is_declared_and_every_line_has_its_address():
    known = {address.name for address in every_address()}
    declared = {line.address for line in LINES}

    assert sorted(known - declared) == [], "add a line to tests/access/access.csv"
    assert sorted(declared - known) == [], "these lines have no address any more"


def test_a_line_is_declared_once():
    pairs = [(line.address, line.things) for line in LINES]

    assert sorted({pair for pair in pairs if pairs.count(pair) > 1}) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_is_declared_and_nothing_foreign(world, role, figures):
    tour = Round(world, role)
    tour.read_own_pages(LINES)
    for line in LINES:
        tour.compare(line, "own")
        if line.asked:
            tour.compare(line, "foreign")

    figures(tour, "every address, GET and POST")
    assert "\n".join(tour.wrong) == ""
