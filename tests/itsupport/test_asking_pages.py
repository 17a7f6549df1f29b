"""The pages of a town hall that asks for help, with an account and from the link of a mail."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from itsupport.domain.placing import choose_commune
from itsupport.domain.tickets import NewTicket, Said, note, open_ticket, reply
from itsupport.models import Ticket, TicketFile
from itsupport.queries.links import ticket_link
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.photos import photo, tells

HOME = "/informatique/"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20

pytestmark = pytest.mark.usefixtures("service")


@pytest.fixture
def browser(secretary, signed_in):
    return signed_in(secretary.person.user)


@pytest.fixture
def ticket(secretary):
    new = NewTicket(
        commune_id=secretary.commune.pk,
        text="Le copieur fume.",
        name="Solange",
        email=secretary.person.user.email,
    )
    return open_ticket(new, by=secretary.person.user, at=NOON)


def page_of(ticket, name="ticket_detail"):
    return reverse(f"itsupport:{name}", args=[ticket.pk])


def linked(ticket, tail=""):
    return re.sub(r"^https?://[^/]+", "", ticket_link(ticket)) + tail


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_help_is_asked_in_one_box_with_a_photo(browser, secretary):
    asset = factories.AssetFactory(commune=secretary.commune, used_by=secretary.person)
    assert f'value="{asset.pk}" selected' in words(browser.get(HOME))
    photo = SimpleUploadedFile("écran.png", PNG, content_type="text/html")

    answer = browser.post(
        HOME, {"text": "Écran noir.", "urgency": 3, "asset": asset.pk, "photos": [photo]}
    )

    ticket = Ticket.objects.get()
    assert answer.url == page_of(ticket)
    assert (ticket.title, ticket.urgency, list(ticket.assets.all())) == ("Écran noir.", 3, [asset])
    assert ticket.requester == secretary.person
    file = TicketFile.objects.get()
    assert (file.name, file.content_type) == ("écran.png", "image/png")
    sent = browser.get(reverse("itsupport:ticket_file", args=[file.pk]))
    assert b"".join(sent.streaming_content) == PNG
    assert sent["Content-Disposition"].startswith("inline")


def test_a_photo_of_a_request_does_not_tell_where_somebody_lives(browser):
    given = photo("JPEG")
    form = {"text": "Écran noir.", "urgency": 3, "photos": [SimpleUploadedFile("a.jpg", given)]}
    browser.post(HOME, form)

    with TicketFile.objects.get().file.open() as file:
        content = file.read()
    assert (tells(given) != [], tells(content)) == (True, [])


def test_an_empty_box_is_told_and_what_was_typed_is_kept(browser):
    answer = browser.post(HOME, {"text": "   ", "urgency": 3})

    assert "Dites en quelques mots" in words(answer)
    assert Ticket.objects.count() == 0


def test_a_file_that_is_no_image_is_only_ever_downloaded(browser):
    page = SimpleUploadedFile("photo.png", b"<script>alert(1)</script>", content_type="image/png")
    browser.post(HOME, {"text": "x", "urgency": 2, "photos": [page]})

    sent = browser.get(reverse("itsupport:ticket_file", args=[TicketFile.objects.get().pk]))

    assert sent["Content-Type"] == "application/octet-stream"
    assert sent["Content-Disposition"].startswith("attachment")


def test_a_town_hall_reads_the_answer_and_never_the_notes(browser, ticket, agent):
    note(ticket.pk, Said(text="le mot de passe est 1234", author="x"), by=agent, at=NOON)
    reply(ticket.pk, Said(text="Débranchez-le.", author="Karim"), by=agent, at=NOON)

    shown = words(browser.get(page_of(ticket)))

    assert "Débranchez-le." in shown
    assert "1234" not in shown


def test_another_town_hall_finds_nothing(ticket, signed_in):
    other = factories.SecretaryFactory()
    browser = signed_in(other.person.user)

    assert browser.get(page_of(ticket)).status_code == 404
    assert browser.post(page_of(ticket), {"text": "x"}).status_code == 404
    assert browser.post(page_of(ticket, "ticket_solved")).status_code == 404
    assert ticket.messages.count() == 1


def test_solved_then_opinion_then_a_word_that_reopens(browser, ticket):
    browser.post(page_of(ticket, "ticket_solved"))
    browser.post(page_of(ticket, "ticket_vote"), {"satisfaction": 2, "word": "un peu long"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.satisfaction) == ("solved", 2)

    browser.post(page_of(ticket), {"text": "Il refume."})

    ticket.refresh_from_db()
    assert ticket.state == "reopened"


def test_the_link_of_the_mail_opens_the_conversation_and_a_get_changes_nothing(
    ticket, agent, time_machine
):
    time_machine.move_to(NOON, tick=False)
    reply(ticket.pk, Said(text="Est-ce réglé ?", author="Karim"), by=agent, at=NOON, then="solve")
    client = Client()

    mail = OutboxEmail.objects.get(kind="itsupport/mails/ticket_answered")
    assert f"{ticket_link(ticket)}avis/" in mail.text
    assert "Est-ce réglé ?" in words(client.get(linked(ticket)))
    for tail in ("avis/", "resolue/"):
        client.get(linked(ticket, tail))
        client.head(linked(ticket, tail))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.satisfaction) == ("solved", None)

    client.post(linked(ticket, "avis/"), {"satisfaction": 3})
    client.post(linked(ticket), {"name": "La remplaçante", "text": "Merci !"})

    ticket.refresh_from_db()
    assert (ticket.satisfaction, ticket.state) == (3, "reopened")
    assert ticket.messages.order_by("pk").last().author == "La remplaçante"


def test_a_link_opens_nothing_else(ticket, agent):
    other = open_ticket(NewTicket(commune_id=ticket.commune_id, text="x"), by=None, at=NOON)
    note(ticket.pk, Said(text="secret", author="x"), by=agent, at=NOON)
    client, good = Client(), linked(ticket)

    assert "secret" not in words(client.get(good))
    assert client.get(good.replace(f"/{ticket.pk}-", f"/{other.pk}-")).status_code == 404
    assert client.get("/d/rien/").status_code == 404
    Ticket.objects.filter(pk=ticket.pk).update(link_version=2)
    assert client.get(good).status_code == 410


def test_whoever_writes_for_several_communes_says_which(secretary):
    person, commune = secretary.person, secretary.commune
    epci = factories.EpciFactory()
    twin = factories.PositionFactory(
        person=person, commune=factories.CommuneFactory(name="Jumelle"), role="secretary"
    ).commune
    foreign = factories.CommuneFactory(name="Étrangère")
    for one in (commune, twin, foreign):
        factories.MembershipFactory(epci=epci, commune=one)
    new = NewTicket(commune_id=None, text="Bonjour", email=person.user.email)
    ticket = open_ticket(new, by=None, at=NOON)
    client = Client()

    shown = words(client.get(linked(ticket)))
    assert "Jumelle" in shown
    assert "Étrangère" not in shown
    client.post(linked(ticket), {"commune": foreign.pk})
    ticket.refresh_from_db()
    assert ticket.commune is None

    client.post(linked(ticket), {"commune": twin.pk})

    ticket.refresh_from_db()
    assert ticket.commune == twin
    assert "Bonjour" in words(client.get(linked(ticket)))


def test_the_home_page_says_what_waits_for_the_town_hall(browser, ticket, agent):
    reply(ticket.pk, Said(text="Quel modèle ?", author="K"), by=agent, at=NOON, then="ask")

    assert "attend une précision de votre part" in words(browser.get("/"))
    assert "attend une précision" in words(browser.get(HOME))


def test_search_finds_words_of_a_message_whatever_the_accents(browser, ticket, signed_in):
    shown = words(browser.get("/rechercher/?q=fumer"))
    assert ticket.ref in shown
    assert ticket.ref in words(browser.get(f"/rechercher/?q={ticket.ref}"))

    other = signed_in(factories.SecretaryFactory().person.user)
    assert ticket.ref not in words(other.get("/rechercher/?q=fumer"))


@pytest.mark.parametrize("address", ["/informatique/", "/informatique/demandes/"])
def test_one_request_or_thirty_cost_the_same(browser, secretary, address):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    new = NewTicket(commune_id=secretary.commune.pk, text="x", acknowledge=False)
    open_ticket(new, by=None, at=NOON)
    one = asked()
    for _ in range(29):
        open_ticket(new, by=None, at=NOON)

    assert asked() == one


def test_a_commune_is_chosen_by_the_desk_too(agent, signed_in):
    commune = factories.MembershipFactory().commune
    ticket = open_ticket(NewTicket(commune_id=None, text="x", email="a@b.fr"), by=None, at=NOON)
    desk = signed_in(agent)
    address = reverse("itsupport:desk_place", args=[ticket.pk])
    assert commune.name in words(desk.get(address))

    desk.post(address, {"commune": commune.pk})

    ticket.refresh_from_db()
    assert ticket.commune == commune
    choose_commune(ticket.pk, commune, by=agent, at=NOON)
