"""The desk is warned before a deadline passes, once."""

import datetime as dt

from itsupport.domain.escalation import warn_due
from itsupport.domain.tickets import (
    Said,
    reply,
)
from itsupport.models import ServiceTarget
from portal.lib.dates import PARIS
from portal.mail.models import OutboxEmail
from tests.conftest import NOON

DAY = dt.timedelta(days=1)


def paris(day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def test_the_desk_is_warned_once_before_it_is_late(ticket, agent):
    # sixteen worked hours are promised, a quarter is four: from Thursday afternoon on
    assert warn_due(at=paris(12, 17, 29)) == 0
    assert warn_due(at=paris(13, 8)) == 1
    assert warn_due(at=paris(13, 9)) == 0

    mail = OutboxEmail.objects.get(kind="itsupport/mails/ticket_warned")
    assert (mail.to, "Bientôt en retard" in mail.subject) == (agent.email, True)
    assert ticket.events.filter(kind="escalation").count() == 1


def test_what_waits_for_the_commune_is_not_late(ticket, agent):
    reply(
        ticket.pk,
        Said(text="Quel message ?", author="Karim Belloux"),
        by=agent,
        at=NOON,
        then="ask",
    )

    assert warn_due(at=NOON + 60 * DAY) == 0


def test_where_nothing_is_promised_nothing_is_late(ticket):
    ServiceTarget.objects.all().delete()

    assert warn_due(at=NOON + 60 * DAY) == 0
