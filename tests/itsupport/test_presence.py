"""Who has a request open, and who writes: one row a colleague, forgotten after a minute of silence."""

import datetime as dt

import pytest

from itsupport.domain.presence import be_present
from itsupport.models import Presence
from itsupport.queries.desk import also_here
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def test_a_colleague_is_there_until_a_minute_of_silence(ticket, agent):
    colleague = factories.PositionFactory(commune=None, role="it_agent").person.user
    be_present(ticket.pk, writing=False, by=colleague, at=NOON)
    be_present(ticket.pk, writing=True, by=colleague, at=NOON + dt.timedelta(seconds=30))
    last = NOON + dt.timedelta(seconds=30)

    assert Presence.objects.count() == 1
    [seen] = also_here(ticket, agent, at=last + dt.timedelta(seconds=59))
    assert (seen.user, seen.writing) == (colleague, True)
    assert also_here(ticket, agent, at=last + dt.timedelta(seconds=61)) == []


def test_nobody_is_told_of_herself(ticket, agent):
    be_present(ticket.pk, writing=True, by=agent, at=NOON)

    assert also_here(ticket, agent, at=NOON) == []
