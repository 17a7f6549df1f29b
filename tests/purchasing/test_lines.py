"""A figure typed meets the figure stored: kept, left alone, or shown to the person beside the other one."""

from decimal import Decimal

import pytest

from purchasing.domain.lines import Cell, Hand, Lines
from tests.factories import NeedLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(db):
    """Two asked for, written three times since the proposal."""
    return NeedLineFactory(quantity=2, quantity_max=2, version=3)


def typed(line, quantity, *, seen, version):
    return Cell(
        lot_item_id=line.lot_item_id,
        site_id=line.site_id,
        quantity=Decimal(quantity),
        seen=Decimal(seen),
        version=version,
    )


@pytest.mark.parametrize(
    ("mine", "conflict"),  # (typed, the figure on the screen, its version)
    [
        ((5, 2, 3), False),  # the figure on the screen was the last one
        ((5, 1, 1), True),  # a colleague wrote 2 meanwhile
        ((2, 1, 1), False),  # both wrote 2
        ((1, 1, 1), False),  # nobody touched this cell
    ],
)
def test_a_figure_written_meanwhile_is_shown_and_not_replaced(stored, manager, at, mine, conflict):
    lines = Lines(stored.participation, Hand(by=manager, at=at))
    quantity, seen, version = mine

    found = lines.merge(typed(stored, quantity, seen=seen, version=version))

    assert (found is not None) is conflict
    if found:
        assert (found.mine, found.theirs, found.version) == (quantity, 2, 3)
        assert not lines.changed
