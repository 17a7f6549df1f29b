"""The mayors who take their time."""

import pytest

from communes.states import Role
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import (
    DAY,
    SessionFactory,
    secretaries,
)

pytestmark = pytest.mark.django_db


def test_only_late_mayors_are_reminded_and_not_twice_in_a_day(desk, enter):
    session = SessionFactory(maximum=5, needs_approval=True, opens_at=NOON - 4 * DAY)
    late, fresh = secretaries(2)
    for one in (late, fresh):
        factories.PositionFactory(commune=one.commune, role=Role.MAYOR)
    asked = enter(session, late, at=NOON - 2 * DAY)
    enter(session, fresh, at=NOON - DAY)
    url = address("session_remind", session.pk)
    assert "Relancer la mairie" in desk.get(address("session_follow", session.pk)).content.decode()

    for _ in range(2):
        desk.post(url)

    told = [one.kind for one in asked.events.all()]
    assert told.count("reminded") == 1
    kind = "training/mails/approval_asked_again"
    assert set(OutboxEmail.objects.filter(kind=kind).values_list("commune_id", flat=True)) == {
        late.commune_id
    }
