"""The desk sorts its requests: priority, passage, several brought together."""

import datetime as dt

import pytest

from itsupport.domain.sorting import Sorting, merge_tickets, move_ticket, sort_ticket
from itsupport.domain.tickets import (
    NewTicket,
    Said,
    open_ticket,
    say,
)
from itsupport.models import Ticket
from portal.lib.dates import PARIS
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON

HOUR = dt.timedelta(hours=1)


DAY = dt.timedelta(days=1)


def said(text="Bonjour, c’est vu.", **more):
    return Said(text=text, author="Karim Belloux", **more)


def now(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def paris(day, hour, minute=0, month=11):
    return dt.datetime(2026, month, day, hour, minute, tzinfo=PARIS)


def test_sorting_changes_the_priority_and_the_deadline(ticket, agent, category):
    sorting = Sorting(
        kind="incident", category_id=category.pk, urgency=3, impact=3, site_id=None, title="Panne"
    )
    sort_ticket(ticket.pk, sorting, by=agent, at=NOON + HOUR)

    assert (now(ticket).priority, now(ticket).title) == (1, "Panne")
    assert now(ticket).due_at == paris(10, 17, 30)


def test_requests_of_one_commune_are_brought_together(ticket, agent):
    new = NewTicket(commune_id=ticket.commune_id, text="Idem", email="maire@example.org")
    other = open_ticket(new, by=None, at=NOON + HOUR)
    foreign = open_ticket(
        NewTicket(commune_id=factories.CommuneFactory().pk, text="Ailleurs"), by=None, at=NOON
    )
    with pytest.raises(Refusal, match="même commune"):
        merge_tickets(ticket.pk, [foreign.pk], by=agent, at=NOON + HOUR)

    merge_tickets(ticket.pk, [other.pk], by=agent, at=NOON + HOUR)

    assert [m.text for m in ticket.messages.all()][-1] == "Idem"
    assert [w.email for w in ticket.watchers.all()] == ["maire@example.org"]
    assert (now(other).state, now(other).merged_into_id) == ("merged", ticket.pk)
    assert say(other.pk, said("et aussi"), by=None, at=NOON + 2 * HOUR).pk == ticket.pk


def test_a_passage_is_to_come(ticket, agent):
    with pytest.raises(Refusal, match="à venir"):
        move_ticket(ticket.pk, "plan", by=agent, at=NOON, planned_for=NOON - HOUR)

    move_ticket(ticket.pk, "plan", by=agent, at=NOON, planned_for=NOON + DAY)

    assert (now(ticket).state, now(ticket).planned_for) == ("planned", NOON + DAY)
