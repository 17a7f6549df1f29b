"""Each received mail ends in exactly one place; what is answered, threaded, solved and reopened by mail alone."""

import datetime as dt

import pytest

from communes.states import Role
from itsupport.domain.tickets import Said, reply, solve_for_commune
from itsupport.models import Ticket
from itsupport.queries.links import reply_address, sent_message_id
from itsupport.states.mail import InboundState
from itsupport.states.tickets import TicketState
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.itsupport.mails import MARIE, answer_to, bounce_of, mail, now, outbox, reader, settled

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
pytestmark = pytest.mark.usefixtures("mailbox")


@pytest.fixture
def ticket(mailed):
    return mailed


def test_a_mail_of_a_known_sender_opens_a_request_of_her_commune(marie):
    row = settled(mail(), at=NOON)

    assert (row.state, row.kind) == (InboundState.TICKET, "human")
    ticket = row.ticket
    assert (ticket.commune, ticket.requester) == (marie.commune, marie.person)
    assert (ticket.title, ticket.channel) == ("Imprimante en panne", "mail")
    assert row.ticket_message.text == "Bonjour, l’imprimante ne répond plus."
    sent = outbox().get()
    assert (sent.to, sent.reply_to) == (MARIE, reply_address(ticket))
    assert sent.message_id == sent_message_id(ticket, 0)
    assert sent.headers["In-Reply-To"] == row.message_id
    assert sent.headers["Auto-Submitted"] == "auto-replied"
    assert sent.headers["X-Auto-Response-Suppress"] == "All"
    assert sent.headers["X-Portal-Ticket"] == ticket.ref


def test_an_unknown_sender_waits_in_quarantine_without_an_answer(marie):
    row = settled(mail(sender="inconnu@example.net"), at=NOON)

    assert row.state == InboundState.QUARANTINED
    assert "inconnu@example.net" in row.error
    assert (row.sender, row.subject) == ("inconnu@example.net", "Imprimante en panne")
    assert not OutboxEmail.objects.exists()
    assert not Ticket.objects.exists()


def test_an_address_of_two_communes_is_asked_never_guessed(marie):
    other = factories.MembershipFactory(commune__name="Abreschviller").commune
    factories.MailboxFactory(commune=other, email=MARIE)
    row = settled(mail(), at=NOON)

    assert row.ticket.commune is None
    sent = outbox().get()
    assert "Pour quelle commune ?" in sent.subject
    assert "– Abreschviller" in sent.text
    assert f"– {marie.commune.name}" in sent.text
    assert "/d/" in sent.text
    with pytest.raises(Refusal, match="quelle commune"):
        reply(row.ticket.pk, Said(text="Bonjour", author="K"), by=marie.person.user, at=NOON)


def test_an_address_that_two_people_read_names_neither(marie):
    reader(MARIE)

    ticket = settled(mail(), at=NOON).ticket

    assert (ticket.requester, ticket.requester_name) == (None, "Marie Durand")


def test_an_answer_goes_on_with_its_request(ticket):
    row = settled(answer_to(outbox().get(), "C’est la noire.\r\n\r\n> Bonjour"), at=NOON + MINUTE)

    assert (row.state, row.ticket) == (InboundState.FOLLOW_UP, ticket)
    assert row.ticket_message.text == "C’est la noire."
    assert outbox().count() == 1


def test_the_reply_address_alone_is_enough(ticket):
    raw = mail("Voilà la photo.", To=reply_address(ticket), Subject="photo")

    assert settled(raw, at=NOON + MINUTE).ticket == ticket


def test_a_number_in_the_subject_counts_from_who_takes_part(ticket):
    subject = f"Re: [{ticket.ref}] Imprimante"
    colleague = reader("adjoint@example.org")
    factories.SecretaryFactory(person=colleague, commune=ticket.commune, role=Role.DEPUTY)
    elsewhere = reader("ailleurs@example.org")
    away = factories.MembershipFactory().commune
    factories.SecretaryFactory(person=elsewhere, commune=away)

    same = settled(mail(sender="adjoint@example.org", Subject=subject), at=NOON + MINUTE)
    other = settled(mail(sender="ailleurs@example.org", Subject=subject), at=NOON + MINUTE)
    nobody = settled(mail(sender="x@example.net", Subject=subject), at=NOON + MINUTE)

    assert (same.state, same.ticket) == (InboundState.FOLLOW_UP, ticket)
    assert (other.state, other.ticket.commune) == (InboundState.TICKET, away)
    assert nobody.state == InboundState.QUARANTINED


def test_a_seal_that_is_not_ours_opens_nothing_of_others(ticket):
    forged = sent_message_id(ticket, 0).replace(".", ".0", 1)
    row = settled(mail(sender="x@example.net", References=forged), at=NOON + MINUTE)

    assert row.state == InboundState.QUARANTINED
    assert ticket.messages.count() == 1


def test_resolu_solves_and_thanks_does_not(ticket):
    row = settled(answer_to(outbox().get(), "Résolu, merci !"), at=NOON + MINUTE)

    assert (row.state, now(ticket).state) == (InboundState.FOLLOW_UP, TicketState.SOLVED)
    assert ticket.messages.count() == 2


def test_resolu_counts_only_from_who_takes_part(ticket):
    row = settled(
        answer_to(outbox().get(), "Résolu", sender="perso@example.net"), at=NOON + MINUTE
    )

    assert (row.state, now(ticket).state) == (InboundState.FOLLOW_UP, TicketState.NEW)


def test_a_word_reopens_for_a_fortnight_then_opens_a_linked_request(ticket, agent):
    reply(ticket.pk, Said(text="Voilà.", author="K"), by=agent, at=NOON, then="solve")
    answer = outbox("ticket_answered").get()
    again = settled(answer_to(answer, "Non, rien n’y fait."), at=NOON + DAY)
    assert (again.ticket, now(ticket).state) == (ticket, TicketState.REOPENED)

    solve_for_commune(ticket.pk, by=None, at=NOON + DAY)
    late = settled(answer_to(answer, "Cela recommence."), at=NOON + DAY * 16)

    assert late.state == InboundState.FOLLOW_UP
    assert (late.ticket.parent, late.ticket.channel) == (ticket, "mail")
    assert now(ticket).state == TicketState.SOLVED


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({"Auto_Submitted": "auto-replied"}, InboundState.AUTOMATIC),
        ({"Subject": "Réponse automatique : absente"}, InboundState.AUTOMATIC),
        ({"List_Id": "<maires.example.org>"}, InboundState.IGNORED),
        ({"X_Portal_Ticket": "2026-00001"}, InboundState.IGNORED),
    ],
)
def test_robots_lists_and_our_own_mails_are_filed_and_reopen_nothing(ticket, headers, state):
    solve_for_commune(ticket.pk, by=None, at=NOON)
    version, before = now(ticket).version, OutboxEmail.objects.count()
    fields = {"References": outbox().get().message_id, **headers}
    row = settled(mail("Je suis absente.", **fields), at=NOON + MINUTE)

    assert row.state == state
    assert (now(ticket).state, now(ticket).version) == (TicketState.SOLVED, version)
    assert OutboxEmail.objects.count() == before


def test_staff_who_write_under_the_domain_of_the_mailbox_are_people(marie):
    row = settled(mail(Message_ID="<abc@example.org>"), at=NOON)

    assert row.state == InboundState.TICKET


def test_a_bounce_is_noted_for_the_team_and_never_answered(ticket):
    before = OutboxEmail.objects.count()
    row = settled(bounce_of(outbox().get().message_id), at=NOON + MINUTE)

    assert (row.state, row.ticket) == (InboundState.NOTICE, ticket)
    note = ticket.messages.get(direction="note")
    assert MARIE in note.text
    assert OutboxEmail.objects.count() == before


def test_a_bounce_of_something_else_is_filed_alone(ticket):
    row = settled(bounce_of("<autre@example.org>"), at=NOON + MINUTE)

    assert (row.state, row.ticket) == (InboundState.NOTICE, None)


def test_an_agent_who_writes_by_mail_leaves_a_note(ticket, agent):
    raw = mail("Vu avec eux.", sender=agent.email, Subject=f"Re: [{ticket.ref}] x")
    row = settled(raw, at=NOON + MINUTE)

    assert (row.state, row.ticket_message.direction) == (InboundState.FOLLOW_UP, "note")


def test_a_mail_about_a_merged_request_goes_where_it_went(ticket, marie, agent):
    from itsupport.domain.sorting import merge_tickets  # noqa: PLC0415

    other = settled(mail("Et l’écran aussi."), at=NOON + MINUTE).ticket
    merge_tickets(other.pk, [ticket.pk], by=agent, at=NOON + MINUTE)

    row = settled(answer_to(outbox().first(), "Résolu"), at=NOON + MINUTE * 2)

    assert (row.ticket, now(other).state) == (other, TicketState.SOLVED)
