import json
import logging
import os
import re
import time
from pathlib import Path

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


@pytest.fixture
def figures(request):
    """Note what a round counted, for the page of figures when one is asked for."""
    started = time.monotonic()

    def note(tour, subject):
        folder = os.environ.get("ACCESS_FIGURES")
        if folder:
            counted = {
                "subject": subject,
                "role": tour.role,
                "requests": tour.count,
                "wrong": len(tour.wrong),
                "stopped": tour.stopped,
                "seconds": round(time.monotonic() - started, 1),
            }
            name = re.sub(r"\W+", "-", request.node.name)
            (Path(folder) / f"{name}.json").write_text(json.dumps(counted))

    return note
