"""The life of a request: opened, taken, answered, solved, reopened, closed; its log and its deadlines."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from itsupport.domain.tickets import (
    NewTicket,
    Said,
    close_solved,
    note,
    open_ticket,
    reply,
    say,
    solve_for_commune,
)
from itsupport.domain.votes import vote
from itsupport.models import Ticket, TicketSeries
from portal.lib.dates import PARIS
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import wall_for_all
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


def test_a_request_has_a_number_a_title_and_two_deadlines(ticket):
    assert (ticket.ref, ticket.title) == ("2026-00001", "Le courrier n’arrive plus.")
    # Tuesday 10 November at noon: the afternoon, then no 11 November, then Thursday and Friday
    assert ticket.answer_by == paris(10, 17, 30)
    assert ticket.due_at == paris(13, 12)


def test_numbers_have_no_hole_and_follow_the_year(service, secretary):
    new = NewTicket(commune_id=secretary.commune.pk, text="x")
    first = open_ticket(new, by=None, at=NOON)
    with pytest.raises(Refusal):
        open_ticket(NewTicket(commune_id=secretary.commune.pk, text=" "), by=None, at=NOON)
    second = open_ticket(new, by=None, at=NOON)
    later = open_ticket(new, by=None, at=dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC))

    assert [t.ref for t in (first, second, later)] == ["2026-00001", "2026-00002", "2027-00001"]


def test_a_word_reopens_what_was_solved_for_a_fortnight_then_opens_another(ticket, agent):
    reply(ticket.pk, said(), by=agent, at=NOON + HOUR, then="solve")
    assert now(ticket).due_at is None

    spoken = say(ticket.pk, said("Non, toujours rien."), by=None, at=NOON + 3 * DAY)
    assert (spoken.pk, now(ticket).state, now(ticket).solved_at) == (ticket.pk, "reopened", None)

    reply(ticket.pk, said(), by=agent, at=NOON + 4 * DAY, then="solve")
    other = say(ticket.pk, said("Encore."), by=None, at=NOON + 30 * DAY)

    assert other.pk != ticket.pk
    assert (other.parent_id, other.commune_id) == (ticket.pk, ticket.commune_id)
    assert other.requester_email == "mairie@example.org"


def test_what_is_solved_closes_after_a_fortnight_not_before(ticket, agent):
    reply(ticket.pk, said(), by=agent, at=NOON, then="solve")

    assert close_solved(at=NOON + 14 * DAY) == 0
    assert close_solved(at=NOON + 14 * DAY + HOUR) == 1
    assert close_solved(at=NOON + 15 * DAY) == 0
    assert (now(ticket).state, now(ticket).ended_at) == ("closed", NOON + 14 * DAY + HOUR)


def test_the_commune_says_itself_that_it_is_solved(ticket):
    solve_for_commune(ticket.pk, by=None, at=NOON + HOUR)
    solve_for_commune(ticket.pk, by=None, at=NOON + 2 * HOUR)

    assert (now(ticket).state, now(ticket).solved_at) == ("solved", NOON + HOUR)


def test_a_note_is_written_and_tells_nobody(ticket, agent):
    before = OutboxEmail.objects.count()

    note(ticket.pk, said("mot de passe trop simple"), by=agent, at=NOON + HOUR)

    assert OutboxEmail.objects.count() == before
    assert now(ticket).state == "new"


def test_an_opinion_comes_once_it_is_solved_and_may_change(ticket, agent):
    with pytest.raises(Refusal, match="pas encore résolue"):
        vote(ticket.pk, 3, by=None, at=NOON)
    reply(ticket.pk, said(), by=agent, at=NOON, then="solve")

    vote(ticket.pk, 1, by=None, at=NOON + HOUR)
    vote(ticket.pk, 3, word="finalement oui", by=None, at=NOON + 2 * HOUR)

    assert (now(ticket).satisfaction, now(ticket).satisfaction_word) == (3, "finalement oui")


@pytest.mark.django_db(transaction=True)
def test_thirty_requests_at_once_have_thirty_numbers(service):
    commune = factories.CommuneFactory()

    def ask(number):
        try:
            with wall_for_all():
                new = NewTicket(commune_id=commune.pk, text=f"demande {number}")
                return open_ticket(new, by=None, at=NOON).ref
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        refs = list(pool.map(ask, range(30)))

    assert sorted(refs) == [f"2026-{n:05d}" for n in range(1, 31)]
    assert TicketSeries.objects.get().last == 30
