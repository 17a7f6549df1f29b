"""The log of a request: every state in order, never back in time, and the clock that it runs."""

import datetime as dt

import pytest

from itsupport.domain.log import state_log
from itsupport.domain.sorting import take
from itsupport.domain.tickets import (
    Said,
    reply,
    say,
)
from itsupport.states.tickets import TicketState
from portal.lib.dates import PARIS
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.itsupport.mails import answer_to, now, outbox, settled

HOUR = dt.timedelta(hours=1)


def said(text="Bonjour, c’est vu.", **more):
    return Said(text=text, author="Karim Belloux", **more)


def paris(day, hour, minute=0, month=11):
    return dt.datetime(2026, month, day, hour, minute, tzinfo=PARIS)


MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


pytestmark = pytest.mark.usefixtures("mailbox")


def test_the_clock_stops_while_the_commune_is_asked(ticket, agent):
    reply(ticket.pk, said("Quel message ?"), by=agent, at=paris(10, 14, 30), then="ask")
    assert (now(ticket).state, now(ticket).due_at) == ("waiting_commune", None)

    say(ticket.pk, said("« Erreur 42 »."), by=None, at=paris(12, 14, 30))

    # one worked hour ran on Tuesday; fifteen remain from Thursday 14 h 30
    assert now(ticket).state == "taken"
    assert now(ticket).due_at == paris(16, 12)


def test_two_agents_do_not_write_over_one_another(ticket, agent):
    seen = ticket.version
    take(ticket.pk, by=agent, at=NOON + HOUR)

    with pytest.raises(Refusal, match="pendant que vous écriviez"):
        reply(ticket.pk, said(), by=agent, at=NOON + HOUR, version=seen)

    reply(ticket.pk, said(), by=agent, at=NOON + HOUR, version=now(ticket).version)


def test_the_log_tells_every_state_in_order(ticket, agent):
    take(ticket.pk, by=agent, at=NOON + HOUR)
    reply(ticket.pk, said(), by=agent, at=NOON + 2 * HOUR, then="solve")

    assert state_log(ticket) == [
        (NOON, TicketState.NEW),
        (NOON + HOUR, TicketState.TAKEN),
        (NOON + 2 * HOUR, TicketState.SOLVED),
    ]


def test_a_log_never_goes_back_in_time(mailed, agent):
    reply(mailed.pk, Said(text="Voilà.", author="K"), by=agent, at=NOON, then="solve")
    settled(answer_to(outbox("ticket_answered").get(), "Non."), at=NOON - MINUTE)

    times = [event.at for event in mailed.events.order_by("seq")]
    assert times == sorted(times)
    assert now(mailed).due_at
