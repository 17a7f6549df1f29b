"""The desk's inbox and its page of a request."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from itsupport.domain.tickets import NewTicket, open_ticket
from itsupport.models import CannedReply, SavedView, Ticket
from itsupport.queries.canned import filled, unknown_placeholders
from itsupport.queries.inbox import business_time
from itsupport.states.tickets import TicketChannel
from portal.lib.dates import PARIS
from tests import factories
from tests.conftest import NOON

INBOX = "/informatique/bureau/"
pytestmark = pytest.mark.usefixtures("service")


@pytest.fixture
def desk(agent, signed_in):
    return signed_in(agent)


@pytest.fixture
def ticket(secretary):
    return asked(secretary.commune)


def asked(commune, text="Le copieur fume.", at=NOON, **more):
    new = NewTicket(
        commune_id=commune.pk, text=text, name="Solange Ferrand", email="m@example.org", **more
    )
    return open_ticket(new, by=None, at=at)


def page_of(ticket, name="desk_ticket", *args):
    return reverse(f"itsupport:{name}", args=[ticket.pk, *args])


def words(response):
    return re.sub(r"[\s\u00a0\u202f]+", " ", response.content.decode())


def test_the_inbox_says_what_is_late_and_shows_it_first(desk, secretary, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 10, 15, tzinfo=PARIS), tick=False)
    asked(secretary.commune, "Récente", at=dt.datetime(2026, 11, 10, 14, tzinfo=PARIS))
    asked(secretary.commune, "Ancienne", at=dt.datetime(2026, 11, 2, 9, tzinfo=PARIS))

    shown = words(desk.get(INBOX))

    assert "2 demandes ouvertes" in shown
    assert "1 a dépassé son délai" in shown
    assert shown.index("Délai dépassé") < shown.index("Ancienne") < shown.index("Récente")


@pytest.mark.parametrize("words_typed", ["31/02/2026", "D-2026-0099", "٣٤", "%"])
def test_a_search_that_finds_nothing_says_so(desk, ticket, words_typed):
    shown = desk.get(INBOX, {"q": words_typed})

    assert shown.status_code == 200
    assert "Aucune demande" in words(shown)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (35, "35 min"),
        (-35, "− 35 min"),
        (80, "1 h 20"),
        (120, "2 h"),
        (480, "1 jour"),
        (1400, "3 jours"),
        (-960, "− 2 jours"),
    ],
)
def test_what_is_left_is_said_in_worked_time(minutes, said):
    assert re.sub("[\u00a0\u202f]", " ", business_time(minutes)) == said


def test_a_call_is_noted_with_a_commune_and_three_words(desk, secretary, agent):
    factories.MembershipFactory(commune=secretary.commune)
    typed = {"commune": secretary.commune.pk, "text": "plus d’Internet", "urgency": 2,
             "name": str(secretary.person)}  # fmt: skip

    desk.post(reverse("itsupport:call_create"), typed)

    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.opened_by) == (TicketChannel.PHONE, agent)
    assert ticket.requester == secretary.person
    assert ticket.requester_email == secretary.person.email


def test_a_call_without_words_says_so_and_keeps_the_rest(desk, secretary):
    factories.MembershipFactory(commune=secretary.commune)

    page = desk.post(
        reverse("itsupport:call_create"), {"commune": secretary.commune.pk, "urgency": 3}
    )

    assert "Notez ce qui se passe" in words(page)
    assert f'value="{secretary.commune.pk}" selected' in words(page)


def test_answer_note_and_what_follows(desk, ticket):
    version = ticket.version
    desk.post(page_of(ticket), {"text": "vu", "geste": "note", "version": version})
    ticket.refresh_from_db()
    assert ticket.state == "new"

    desk.post(page_of(ticket), {"text": "Je commande.", "geste": "reponse", "then": "await_part",
                                "version": ticket.version})  # fmt: skip

    ticket.refresh_from_db()
    assert ticket.state == "waiting_part"
    assert [m.direction for m in ticket.messages.all()] == ["in", "note", "out"]


def test_an_answer_on_an_old_page_is_refused_and_its_text_kept(desk, ticket):
    old = ticket.version
    desk.post(page_of(ticket, "desk_take"))

    page = desk.post(page_of(ticket), {"text": "Trop tard.", "geste": "reponse", "version": old})

    assert "pendant que vous écriviez" in words(page)
    assert "Trop tard.</textarea>" in words(page)
    assert ticket.messages.count() == 1


def test_a_ready_made_reply_is_filled_for_the_request(desk, ticket, agent):
    body = "Bonjour {prenom}, {numero} {commune_a}. {passage} {agent}"
    ready = CannedReply.objects.create(title="Essai", body=body)

    shown = words(desk.get(f"{page_of(ticket)}?type={ready.pk}"))

    assert f"Bonjour Solange, {ticket.ref} à {ticket.commune}. [passage] {agent}" in shown
    assert unknown_placeholders("{prenom} {motdepasse} {nom}") == ["motdepasse"]
    assert filled("{inconnu}", ticket, "K") == "[inconnu]"


def test_the_buttons_move_the_request(desk, ticket):
    desk.post(page_of(ticket, "desk_take"))
    desk.post(page_of(ticket, "desk_plan"), {"on": "30/11/2099", "hour": "9 h 30"})
    ticket.refresh_from_db()
    assert ticket.state == "planned"
    assert ticket.planned_for == dt.datetime(2099, 11, 30, 9, 30, tzinfo=PARIS)

    desk.post(page_of(ticket, "desk_move", "solve"))

    ticket.refresh_from_db()
    assert ticket.state == "solved"


def test_an_hour_that_does_not_exist_is_told(desk, ticket):
    page = desk.post(page_of(ticket, "desk_plan"), {"on": "30/11/2099", "hour": "midi"})

    assert "9 h, ou 14 h 30" in words(page)


def test_small_gestures(desk, ticket, secretary):
    desk.post(page_of(ticket, "desk_checklist"), {"text": "Rappeler\n\nVérifier"})
    item = ticket.checklist.first()
    desk.post(page_of(ticket, "desk_tick", item.pk))
    desk.post(
        page_of(ticket, "desk_time"), {"on": "10/11/2026", "minutes": "25", "kilometres": ""}
    )
    desk.post(page_of(ticket, "desk_watch"), {"email": "Maire@Example.org"})
    other = asked(secretary.commune, "Autre")
    desk.post(page_of(ticket, "desk_link"), {"ref": other.ref, "kind": "related"})

    shown = words(desk.get(page_of(ticket)))
    assert "1 sur 2" in shown
    assert "25 min" in shown
    assert "maire@example.org" in shown
    assert f'en rapport avec <a href="{page_of(other)}">{other.ref}' in shown
    desk.post(page_of(ticket, "desk_watch"), {"retirer": ticket.watchers.get().pk})
    assert ticket.watchers.count() == 0


def test_a_wrong_number_is_told(desk, ticket):
    page = desk.post(page_of(ticket, "desk_link"), {"ref": "99", "kind": "related"})

    assert "Aucune demande « 99 »" in words(page)


def test_several_are_taken_or_brought_together(desk, ticket, secretary, agent):
    other = asked(secretary.commune, "Encore")
    desk.post(reverse("itsupport:inbox_bulk"), {"t": [ticket.pk, other.pk], "geste": "prendre"})
    assert {t.assignee for t in Ticket.objects.all()} == {agent}

    desk.post(reverse("itsupport:inbox_bulk"), {"t": [ticket.pk, other.pk], "geste": "reunir"})

    other.refresh_from_db()
    assert other.merged_into == ticket


def test_a_colleague_is_seen_writing(desk, ticket, signed_in):
    colleague = factories.PositionFactory(commune=None, role="it_agent").person.user
    present = page_of(ticket, "desk_present")
    signed_in(colleague).post(present, {"ecrit": "1"})

    shown = words(desk.post(present, {"ecrit": "0", "version": ticket.version + 1}))

    assert f"{colleague}</b> est en train de répondre" in shown
    assert "vient de changer" in shown


def test_a_search_is_kept_under_a_name_by_its_owner_alone(desk, agent, signed_in):
    desk.post(reverse("itsupport:view_keep"), {"nom": "Urgentes", "filtre": "priorite=1"})
    view = SavedView.objects.get(owner=agent)
    assert "Urgentes" in words(desk.get(INBOX))

    other = signed_in(factories.PositionFactory(commune=None, role="it_agent").person.user)
    assert other.post(reverse("itsupport:view_drop", args=[view.pk])).status_code == 404
    assert "Urgentes" not in words(other.get(INBOX))
    desk.post(reverse("itsupport:view_drop", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_town_hall_does_not_enter_the_desk(secretary, signed_in, ticket):
    browser = signed_in(secretary.person.user)

    assert browser.get(INBOX).status_code == 403
    assert browser.get(page_of(ticket)).status_code == 403
    assert browser.post(page_of(ticket, "desk_take")).status_code == 403


@pytest.mark.parametrize("address", [INBOX, f"{INBOX}registre/", f"{INBOX}?vue=miennes"])
def test_one_request_or_thirty_cost_the_same(desk, address):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert desk.get(address).status_code == 200
        return len(found)

    asked(factories.CommuneFactory(good_friday_off=True))
    asked(factories.CommuneFactory())
    few = queries()
    for n in range(28):
        asked(factories.CommuneFactory(good_friday_off=n % 2 == 0))

    assert queries() == few
