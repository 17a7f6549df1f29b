"""One town hall that answers one campaign: what most tests of answers begin with."""

import pytest

from tests.conftest import NOON
from tests.purchasing.town import make_town


@pytest.fixture
def noon(time_machine):
    """The portal's pages read the clock: it stands still, with the campaign open."""
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def hers(town, signed_in):
    """The browser of its secretary."""
    return signed_in(town.user)
