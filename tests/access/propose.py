"""Fill in the empty lines of access.csv with what the portal answers today, to be read before it is kept.

Write `address,things` on a line of the table (or nothing: an address without a line gets one), then:

    ./run test tests/access/propose.py
"""

import csv

import pytest

from tests.access import table
from tests.access.addresses import every_address
from tests.access.matrix import Round, measured
from tests.access.world import ROLES


@pytest.mark.django_db
def test_propose_the_lines_that_are_empty(world):
    with table.PATH.open(newline="") as file:
        rows = list(csv.DictReader(file))
    declared = {row["address"] for row in rows}
    rows += [{"address": a.name} for a in every_address() if a.name not in declared]
    empty = [row for row in rows if not row.get("others")]
    lines = [table.line_of(row) for row in empty]
    tours = {role: Round(world, role) for role in ROLES}
    for tour in tours.values():
        tour.read_own_pages(lines)
    for row, line in zip(empty, lines, strict=True):
        row.update(measured(tours, line))
    order = [address.name for address in every_address()]
    table.write(sorted(rows, key=lambda row: order.index(row["address"])))
