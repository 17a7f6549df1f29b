"""A request of nobody yet finds its commune."""

import datetime as dt

import pytest

from itsupport.domain.placing import choose_commune
from itsupport.domain.sorting import take
from itsupport.domain.tickets import (
    NewTicket,
    open_ticket,
)
from itsupport.models import TicketEvent
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport.mails import MARIE, answer_to, mail, now, outbox, settled

HOUR = dt.timedelta(hours=1)


MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


pytestmark = pytest.mark.usefixtures("mailbox")


@pytest.fixture
def ticket(mailed):
    return mailed


def test_a_request_of_nobody_is_placed_with_all_that_hangs_from_it(service, agent):
    new = NewTicket(commune_id=None, text="Bonjour", email="partagee@example.org")
    ticket = open_ticket(new, by=None, at=NOON)
    with pytest.raises(Refusal, match="quelle commune"):
        take(ticket.pk, by=agent, at=NOON)
    commune = factories.CommuneFactory(good_friday_off=True)

    choose_commune(ticket.pk, commune, by=agent, at=NOON + HOUR)

    assert now(ticket).commune == commune
    assert {event.commune_id for event in TicketEvent.objects.filter(ticket=ticket)} == {
        commune.pk
    }
    assert ticket.messages.get().commune_id == commune.pk
    take(ticket.pk, by=agent, at=NOON + 2 * HOUR)


def test_the_commune_is_said_by_answering_with_its_name(marie):
    other = factories.MembershipFactory(commune__name="Abreschviller").commune
    factories.MailboxFactory(commune=other, email=MARIE)
    ticket = settled(mail(), at=NOON).ticket
    again = settled(answer_to(outbox().get(), "Je ne sais plus trop."), at=NOON + MINUTE)
    assert (again.state, now(ticket).commune) == ("follow_up", None)

    row = settled(answer_to(outbox().get(), "abreschviller.\r\n\r\nMarie"), at=NOON + MINUTE * 2)

    assert (row.state, now(ticket).commune) == ("follow_up", other)
    assert {m.commune for m in ticket.messages.all()} == {other}
