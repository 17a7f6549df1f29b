"""Who is written to: the person, else her account, else her town hall; the mayor, else the town hall."""

import pytest

from portal.mail.models import OutboxEmail
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


def test_the_mayor_is_asked_at_her_own_address_with_a_link():
    hall = Hall()
    hall.register(SessionFactory(needs_approval=True))

    asked = OutboxEmail.objects.get(kind="training/mails/approval_asked")
    assert asked.to == (hall.mayor.email or hall.mayor.user.email)
    assert "/f/" in asked.text
