"""The programs of others that read calendars."""

import pytest

from tests.training import others


@pytest.fixture(scope="session")
def javascript():
    node = others.JavaScript()
    yield node
    node.stop()


@pytest.fixture(scope="session")
def python_readers():
    return {"icalendar": others.with_icalendar, "vobject": others.with_vobject}
