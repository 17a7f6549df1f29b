"""A room of people who want to learn, and the programs of others that read calendars."""

import pytest

from tests import factories
from tests.conftest import NOON
from tests.training import others
from tests.training.hall import Hall
from training.domain import registrations


@pytest.fixture(scope="session")
def javascript():
    node = others.JavaScript()
    yield node
    node.stop()


@pytest.fixture(scope="session")
def python_readers():
    return {"icalendar": others.with_icalendar, "vobject": others.with_vobject}


@pytest.fixture
def noon(time_machine):
    """The clock stands still at the hour of the tests."""
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def hall(db):
    return Hall(name="Bickenholtz")


@pytest.fixture
def nadine(hall):
    return hall.hold(first_name="Nadine", last_name="Roth")


@pytest.fixture
def enter(db):
    """Register a position's person in a session for her commune; her registration, read again."""

    def enter(session, position, at=NOON):
        return registrations.register(
            session.pk,
            person=position.person,
            commune=position.commune,
            by=position.person.user,
            at=at,
        )

    return enter


@pytest.fixture
def desk(signed_in, noon):
    """A manager's browser, at an hour that stands still."""
    return signed_in(factories.ManagerFactory().person.user)
