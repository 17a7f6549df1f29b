"""A room of people who want to learn."""

import pytest

from tests.conftest import NOON
from training.domain import registrations


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
