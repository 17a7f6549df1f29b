"""The mayors who take their time."""

import pytest

from communes.states import Role
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import (
    DAY,
    SessionFactory,
    secretaries,
)
from training.domain.asking_mayors import ask_mayor
from training.domain.reminding import remind_mayors

pytestmark = pytest.mark.django_db
KIND = "training/mails/approval_asked"


def test_only_late_mayors_are_reminded_and_not_twice_in_a_day(desk, enter):
    session = SessionFactory(maximum=5, needs_approval=True, opens_at=NOON - 9 * DAY)
    late, fresh = secretaries(2)
    for one in (late, fresh):
        factories.PositionFactory(commune=one.commune, role=Role.MAYOR)
    asked = enter(session, late, at=NOON - 5 * DAY)
    enter(session, fresh, at=NOON - DAY)
    for one, days in ((late, 4), (fresh, 0.5)):
        assert ask_mayor(one.commune_id, at=NOON - days * DAY)
    url = address("session_remind", session.pk)
    assert "Relancer la mairie" in desk.get(address("session_follow", session.pk)).content.decode()

    for _ in range(2):
        desk.post(url)

    told = [one.kind for one in asked.events.all()]
    assert told.count("reminded") == 1
    again = OutboxEmail.objects.filter(kind=KIND, subject__startswith="Rappel")
    assert set(again.values_list("commune_id", flat=True)) == {late.commune_id}


def test_where_no_mail_reaches_the_mayor_the_manager_is_told_to_call(desk, enter):
    session = SessionFactory(needs_approval=True)
    one = enter(session, secretaries(1)[0])
    one.commune.positions.update(role=Role.TECHNICIAN)
    type(one.commune).objects.update(email="")

    with pytest.raises(Refusal, match="appelez"):
        remind_mayors(session.pk, by=factories.UserFactory(), at=NOON + 2 * DAY)
    assert not OutboxEmail.objects.filter(kind=KIND).exists()
    page = address("session_follow", session.pk)
    assert "pas encore" in desk.get(page).content.decode()
    factories.PositionFactory(commune=one.commune, role=Role.MAYOR)
    assert ask_mayor(one.commune_id, at=NOON + DAY)
    assert "pas encore" not in desk.get(page).content.decode()
