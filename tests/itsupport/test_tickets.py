"""The life of a request: opened, taken, answered, solved, reopened, closed; its log and its deadlines."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from itsupport.domain.log import state_log
from itsupport.domain.placing import choose_commune
from itsupport.domain.sorting import Sorting, merge_tickets, move_ticket, sort_ticket, take
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
from itsupport.domain.working import Spent, spend, split
from itsupport.models import Ticket, TicketEvent, TicketSeries
from itsupport.states.tickets import TicketState
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


def test_both_sides_are_told_once(ticket, agent):
    # `agent` did not exist when it was opened: only the acknowledgement was written
    kinds = list(OutboxEmail.objects.order_by("pk").values_list("kind", "to"))
    assert kinds == [("itsupport/mails/ticket_received", "mairie@example.org")]

    say(ticket.pk, said("Et l’imprimante aussi."), by=None, at=NOON + HOUR)

    mail = OutboxEmail.objects.get(kind="itsupport/mails/ticket_moved")
    assert mail.to == agent.email
    assert "Et l’imprimante aussi." in mail.text


def test_an_answer_takes_the_request_and_leaves_in_its_thread(ticket, agent):
    Ticket.objects.filter(pk=ticket.pk).update(requester_email="mairie@example.org")
    ticket.messages.update(message_id="<de.la.mairie@example.org>")

    reply(ticket.pk, said(), by=agent, at=NOON + HOUR)

    after = now(ticket)
    assert (after.state, after.assignee, after.answered_at) == ("taken", agent, NOON + HOUR)
    assert after.answer_by is None
    mail = OutboxEmail.objects.get(kind="itsupport/mails/ticket_answered")
    assert mail.headers["In-Reply-To"] == "<de.la.mairie@example.org>"
    assert mail.subject == f"[{ticket.ref}] Le courrier n’arrive plus."
    assert "Bonjour, c’est vu." in mail.text


def test_the_clock_stops_while_the_commune_is_asked(ticket, agent):
    reply(ticket.pk, said("Quel message ?"), by=agent, at=paris(10, 14, 30), then="ask")
    assert (now(ticket).state, now(ticket).due_at) == ("waiting_commune", None)

    say(ticket.pk, said("« Erreur 42 »."), by=None, at=paris(12, 14, 30))

    # one worked hour ran on Tuesday; fifteen remain from Thursday 14 h 30
    assert now(ticket).state == "taken"
    assert now(ticket).due_at == paris(16, 12)


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


def test_two_agents_do_not_write_over_one_another(ticket, agent):
    seen = ticket.version
    take(ticket.pk, by=agent, at=NOON + HOUR)

    with pytest.raises(Refusal, match="pendant que vous écriviez"):
        reply(ticket.pk, said(), by=agent, at=NOON + HOUR, version=seen)

    reply(ticket.pk, said(), by=agent, at=NOON + HOUR, version=now(ticket).version)


def test_sorting_changes_the_priority_and_the_deadline(ticket, agent, category):
    sorting = Sorting(
        kind="incident", category_id=category.pk, urgency=3, impact=3, site_id=None, title="Panne"
    )
    sort_ticket(ticket.pk, sorting, by=agent, at=NOON + HOUR)

    assert (now(ticket).priority, now(ticket).title) == (1, "Panne")
    assert now(ticket).due_at == paris(10, 17, 30)


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


def test_one_message_becomes_a_request_of_its_own(ticket, agent):
    say(ticket.pk, said("Autre chose : la photocopieuse."), by=None, at=NOON + HOUR)
    message = ticket.messages.order_by("pk").last()

    other = split(ticket.pk, message.pk, "La photocopieuse", by=agent, at=NOON + 2 * HOUR)

    assert (other.parent_id, other.title) == (ticket.pk, "La photocopieuse")
    with pytest.raises(Refusal, match="que ce message"):
        split(other.pk, other.messages.get().pk, "x", by=agent, at=NOON + 2 * HOUR)


def test_a_passage_is_to_come(ticket, agent):
    with pytest.raises(Refusal, match="à venir"):
        move_ticket(ticket.pk, "plan", by=agent, at=NOON, planned_for=NOON - HOUR)

    move_ticket(ticket.pk, "plan", by=agent, at=NOON, planned_for=NOON + DAY)

    assert (now(ticket).state, now(ticket).planned_for) == ("planned", NOON + DAY)


def test_an_opinion_comes_once_it_is_solved_and_may_change(ticket, agent):
    with pytest.raises(Refusal, match="pas encore résolue"):
        vote(ticket.pk, 3, by=None, at=NOON)
    reply(ticket.pk, said(), by=agent, at=NOON, then="solve")

    vote(ticket.pk, 1, by=None, at=NOON + HOUR)
    vote(ticket.pk, 3, word="finalement oui", by=None, at=NOON + 2 * HOUR)

    assert (now(ticket).satisfaction, now(ticket).satisfaction_word) == (3, "finalement oui")


def test_time_is_for_a_commune(ticket, agent):
    with pytest.raises(Refusal):
        spend(ticket.pk, Spent(on=NOON.date()), by=agent, at=NOON)

    entry = spend(ticket.pk, Spent(on=NOON.date(), minutes=15, kilometres=26), by=agent, at=NOON)

    assert (entry.commune_id, entry.minutes, entry.kilometres) == (ticket.commune_id, 15, 26)


def test_the_log_tells_every_state_in_order(ticket, agent):
    take(ticket.pk, by=agent, at=NOON + HOUR)
    reply(ticket.pk, said(), by=agent, at=NOON + 2 * HOUR, then="solve")

    assert state_log(ticket) == [
        (NOON, TicketState.NEW),
        (NOON + HOUR, TicketState.TAKEN),
        (NOON + 2 * HOUR, TicketState.SOLVED),
    ]


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
