import logging

import pytest

from tests.access.world import build_world
from tests.conftest import NOON


@pytest.fixture
def world(db, time_machine):
    """Two communes at noon, and nobody's log: each refusal of the matrix would write in it."""
    time_machine.move_to(NOON, tick=False)
    logging.disable(logging.CRITICAL)
    yield build_world()
    logging.disable(logging.NOTSET)
