"""Who is written to: the person, else her account, else her town hall."""

import pytest

from tests import factories
from tests.conftest import NOON
from tests.training.factories import SessionFactory
from tests.training.hall import Hall
from training.domain.telling import address_of

pytestmark = pytest.mark.django_db


def test_her_own_address_then_her_account_s_then_her_town_hall_s():
    hall = Hall()
    one = hall.register(SessionFactory())
    mailbox = factories.MailboxFactory(commune=hall.commune)
    person = one.person
    person.email, person.user = (
        "elle@example.org",
        factories.UserFactory(email="compte@example.org"),
    )

    assert address_of(one, at=NOON) == "elle@example.org"
    person.email = ""
    assert address_of(one, at=NOON) == "compte@example.org"
    person.user = None
    assert address_of(one, at=NOON) == mailbox.email
