"""Who is told of a request, once, and in which thread."""

import datetime as dt

import pytest

from itsupport.domain.tickets import (
    Said,
    reply,
    say,
)
from itsupport.models import Ticket
from portal.files import Given
from portal.mail.messages import message_of
from portal.mail.models import OutboxEmail
from tests.conftest import NOON
from tests.itsupport.mails import now, outbox

HOUR = dt.timedelta(hours=1)


def said(text="Bonjour, c’est vu.", **more):
    return Said(text=text, author="Karim Belloux", **more)


pytestmark = pytest.mark.usefixtures("mailbox")


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


@pytest.mark.parametrize(("megabytes", "joined"), [(4, True), (6, False)])
def test_the_files_of_an_answer_leave_with_it_up_to_five_megabytes(
    mailed, agent, megabytes, joined
):
    files = (Given(name="notice é.pdf", content=b"%PDF-" + b"x" * (megabytes << 20)),)
    said = Said(text="Voici la notice.", author="K", files=files)
    reply(mailed.pk, said, by=agent, at=NOON)
    row = outbox("ticket_answered").get()

    parts = list(message_of(row).message().walk())

    names = [part.get_filename() for part in parts if part.get_filename()]
    assert names == (["notice é.pdf"] if joined else [])
    assert ("joint à ce courriel" in row.text) == joined
    assert ("à lire ici" in row.text) != joined
