"""The received mails at the desk: what waits, why, and what a person decides of it."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from itsupport.models import InboundEmail, MailboxVisit, Ticket
from itsupport.queries.mails import why_of
from tests import factories
from tests.conftest import NOON
from tests.itsupport.mails import DESK, mail, received, settled

LIST = "/informatique/courriels/"
MINUTE = dt.timedelta(minutes=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("service")]


@pytest.fixture(autouse=True)
def noon(settings, time_machine):
    settings.SUPPORT_ADDRESS = DESK
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def desk(agent, signed_in):
    return signed_in(agent)


@pytest.fixture
def stranger(marie):
    raw = mail("Bonjour <script>alert(1)</script>", sender="x@example.net", Subject="Devis <b>")
    return settled(raw, at=NOON)


def page_of(row, name="mail_detail"):
    return reverse(f"itsupport:{name}", args=[row.pk])


def words(response):
    return re.sub(r"[\s\u00a0\u202f]+", " ", response.content.decode())


def now(row):
    return InboundEmail.objects.get(pk=row.pk)


def test_the_list_shows_what_waits_and_the_rest_on_demand(desk, stranger):
    settled(mail(Subject="Connue"), at=NOON)

    first, everything = words(desk.get(LIST)), words(desk.get(f"{LIST}?etat=tous"))

    assert "1 courriel attend votre décision" in first
    assert "x@example.net" in first
    assert "Connue" not in first
    assert "Connue" in everything
    assert "Connue" in words(desk.get(f"{LIST}?etat=ticket"))
    assert "x@example.net" in words(desk.get(f"{LIST}?etat=tous&q=devis"))
    assert desk.get(f"{LIST}?export=csv").status_code == 200


def test_an_empty_list_says_that_nothing_waits(desk):
    assert "aucun n’attend" in words(desk.get(LIST))


def test_a_page_shows_the_text_and_never_the_html(desk, stranger):
    shown = desk.get(page_of(stranger)).content.decode()

    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown
    assert "x@example.net n’est l’adresse" in shown.replace("\u00a0", " ")
    for button in ("Ouvrir une demande", "Rattacher", "Relire", "Écarter", "Courriel brut"):
        assert button in shown


def test_the_raw_mail_is_downloaded_and_nothing_else(desk, stranger):
    response = desk.get(page_of(stranger, "mail_raw"))

    assert b"".join(response.streaming_content).startswith(b"From: Marie")
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_mail_whose_file_is_lost_still_has_its_page(desk, stranger):
    InboundEmail.objects.update(raw="recus/rien.eml")

    assert "introuvable" in words(desk.get(page_of(stranger)))
    assert desk.get(page_of(stranger, "mail_raw")).status_code == 404


def test_a_request_is_opened_for_the_commune_chosen(desk, stranger, marie):
    refused = desk.post(page_of(stranger, "mail_open"), {"commune": ""})
    assert "Choisissez la commune" in words(refused)

    desk.post(page_of(stranger, "mail_open"), {"commune": marie.commune.pk})

    ticket = Ticket.objects.get()
    assert (now(stranger).state, now(stranger).ticket) == ("ticket", ticket)
    assert ticket.commune == marie.commune
    again = desk.post(page_of(stranger, "mail_open"), {"commune": marie.commune.pk})
    assert "n’est pas possible" in words(again)
    assert Ticket.objects.count() == 1


def test_a_mail_is_attached_by_the_number_of_a_request(desk, stranger, marie):
    ticket = settled(mail(), at=NOON).ticket
    refused = desk.post(page_of(stranger, "mail_attach"), {"ref": "2026-99999"})
    assert "Aucune demande" in words(refused)

    desk.post(page_of(stranger, "mail_attach"), {"ref": f"[{ticket.ref}]"})

    assert (now(stranger).state, now(stranger).ticket) == ("follow_up", ticket)
    talk = words(desk.get(reverse("itsupport:desk_ticket", args=[ticket.pk])))
    assert f'href="{page_of(stranger)}"' in talk


def test_a_mail_is_read_again_or_set_aside(desk, stranger):
    desk.post(page_of(stranger, "mail_retry"))
    assert now(stranger).state == "received"
    assert desk.post(page_of(stranger, "mail_discard")).status_code == 302
    assert now(stranger).state == "received"  # only what waits is set aside

    InboundEmail.objects.update(state="quarantined", error="x")
    desk.post(page_of(stranger, "mail_discard"))

    assert now(stranger).state == "discarded"


def test_the_desk_sees_it_from_its_inbox_and_its_home(desk, stranger, signed_in, secretary):
    assert "Courriels en quarantaine <b>1</b>" in words(desk.get("/informatique/bureau/"))
    assert "1 courriel attend votre décision" in words(desk.get("/"))
    assert "quarantaine" not in words(signed_in(secretary.person.user).get("/"))


@pytest.mark.parametrize(
    ("visit", "said"),
    [
        ({"tried_at": NOON, "succeeded_at": NOON}, "relevée"),
        (
            {"tried_at": NOON, "failing_since": NOON, "error": "Le serveur ne répond pas."},
            "Le serveur ne répond pas.",
        ),
        ({"tried_at": NOON - MINUTE * 16}, "Personne n’a ouvert la boîte"),
    ],
)
def test_how_the_mailbox_is(desk, settings, visit, said):
    settings.SUPPORT_IMAP_URL = "imaps://a:b@imap.example.org"
    MailboxVisit.objects.create(mailbox="a@imap.example.org/INBOX", **visit)

    assert said in words(desk.get(LIST))
    assert ("n’est pas relevée" in words(desk.get("/"))) == (said != "relevée")
    assert desk.get("/sante/pret").status_code == 200


def test_each_place_is_explained(marie):
    rows = [
        settled(mail(), at=NOON),
        settled(mail(Auto_Submitted="auto-replied"), at=NOON),
        settled(mail(List_Id="<a.b>"), at=NOON),
        settled(mail(X_Portal_Ticket="1"), at=NOON),
        settled(mail(sender="x@example.net"), at=NOON),
        received(mail(), at=NOON),
    ]
    rows.append(settled(mail(Message_ID="<t@x>", Subject="t"), at=NOON))
    rows.append(settled(b"Received: x\r\n" + b"", at=NOON))

    said = [why_of(row) for row in rows]

    assert all(said)
    assert len(set(said[:6])) == 6


def test_thirty_mails_cost_the_questions_of_one(desk, marie):
    def count():
        with CaptureQueriesContext(connection) as asked:
            desk.get(f"{LIST}?etat=tous")
        return len(asked)

    settled(mail("n° 0"), at=NOON)
    settled(mail("x", sender="x0@example.net"), at=NOON)
    count()
    one = count()
    for n in range(1, 15):
        settled(mail(f"n° {n}"), at=NOON)
        settled(mail("x", sender=f"x{n}@example.net"), at=NOON)

    assert count() == one


# -- the tables -----------------------------------------------------------------------------------


def changed(thing, **changes):
    return type(thing).objects.filter(pk=thing.pk).update(**changes)


def refused(thing, name, **changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        changed(thing, **changes)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("inbound_quarantine_says_why", {"state": "quarantined"}, {"state": "quarantined", "error": "x"}),
        ("inbound_settled_is_dated", {"state": "ignored"}, {"state": "ignored", "settled_at": NOON}),
        ("inbound_settled_is_dated", {"settled_at": NOON}, {"state": "notice", "settled_at": NOON}),
    ],
)  # fmt: skip
def test_a_mail_is_always_true_to_its_state(name, wrong, right):
    row = received(mail(), at=NOON)

    refused(row, name, **wrong)

    assert changed(row, **right) == 1


def test_a_mail_placed_on_a_request_says_which(marie):
    row, ticket = received(mail(), at=NOON), factories.TicketFactory()
    placed = {"state": "follow_up", "settled_at": NOON}
    refused(row, "inbound_settled_says_what", **placed)
    assert changed(row, ticket=ticket, **placed) == 1


def test_a_copy_is_of_another_mail(marie):
    row, other = received(mail(), at=NOON), received(mail(), at=NOON)
    refused(row, "inbound_twin_is_another", twin_of=row)
    assert changed(row, twin_of=other) == 1


def test_a_number_of_the_mailbox_is_one_mail(marie):
    row, other = received(mail(), at=NOON), received(mail(), at=NOON)
    refused(row, "inbound_uid_once", uid=other.uid)
    assert changed(row, uid=other.uid, uidvalidity=2) == 1


def test_a_failure_of_the_mailbox_says_why():
    visit = MailboxVisit.objects.create(mailbox="m", tried_at=NOON)
    refused(visit, "mailbox_failure_says_why", failing_since=NOON)
    refused(visit, "mailbox_failure_says_why", error="x")
    assert changed(visit, failing_since=NOON, error="x") == 1
    other = MailboxVisit.objects.create(mailbox="n", tried_at=NOON)
    refused(other, "itsupport_mailboxvisit", mailbox="m")
