"""The manager completes presence and closes; a town hall finds the certificates of its own."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.documents.models import Document
from tests import factories
from tests.training.desk import address
from tests.training.factories import SessionFactory, secretaries
from tests.training.hall import Hall, text, to
from tests.training.room import A_MINUTE, Room, strokes
from training.domain.closing import close_session
from training.domain.presences import note
from training.domain.registrations import cancel
from training.models import Certificate, Presence, Session, SheetScan, TrainerLink
from training.queries.presence import expected_in
from training.queries.presence_grid import grid_of
from training.states.presence import PresenceState as P

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(enter, time_machine):
    made = Room(enter)
    time_machine.move_to(made.ends, tick=False)
    return made


@pytest.fixture
def desk(room, signed_in):
    """The manager, once the session is over."""
    return signed_in(factories.ManagerFactory().person.user)


def test_the_grid_says_what_is_left_and_closes_once_all_is_there(room, desk):
    grid = address("presence_grid", room.session.pk)
    assert "4 présences restent à noter, 2 demi-journées attendent" in text(desk.get(grid))
    room.everybody_signs()
    assert "Tout est noté et prouvé" in text(desk.get(grid))
    room.end()

    assert "vous pouvez clore" in text(desk.get(grid))
    done = text(desk.post(address("session_close", room.session.pk), follow=True))

    assert "2 personnes ont leur attestation" in done
    assert Session.objects.get(pk=room.session.pk).state == "closed"


def test_who_was_noted_then_gave_her_seat_up_before_the_beginning_is_counted_nowhere(enter):
    session = SessionFactory()
    slot = session.slots.first()
    people = [enter(session, one) for one in secretaries(2)]
    early = slot.starts_at - 20 * A_MINUTE
    note(slot.pk, people[0].pk, P.ABSENT_EXCUSED, noted_as="elle", at=early)
    cancel(people[0].pk, by=None, at=early + A_MINUTE)

    half = grid_of(session).halves[0]

    assert (half.people, half.left) == (1, expected_in(slot)) == (1, 1)


def test_a_session_that_is_over_waits_for_the_manager_on_her_home_page(room, desk):
    assert "Présences à compléter" not in text(desk.get("/"))
    room.end()

    page = desk.get("/")

    assert f"Présences à compléter : {room.session.course}" in text(page)
    assert address("presence_grid", room.session.pk) in page.content.decode()


def test_closing_too_early_says_why(room, desk):
    room.end()

    done = text(desk.post(address("session_close", room.session.pk), follow=True))

    assert "Il reste 4 présences à noter" in done


def test_the_sheet_of_a_half_day_is_entered_then_corrected_with_a_reason(room, desk):
    one, other = room.people
    page = address("presence_note", room.session.pk, room.morning.pk)
    states = {f"p{one.pk}": P.PRESENT, f"p{other.pk}": P.ABSENT}

    assert "2 présences changent" in text(desk.post(page, states, follow=True))
    refused = text(desk.post(page, states | {f"p{one.pk}": P.LATE}))
    assert "dites pourquoi" in refused
    why = {"reason": "arrivée à 10 h"}
    done = text(desk.post(page, states | {f"p{one.pk}": P.LATE} | why, follow=True))

    assert "corrigée : arrivée à 10 h" in done
    assert Presence.objects.get(registration=one, slot=room.morning).state == P.LATE


def test_the_signed_sheet_is_joined_and_read_again(room, desk):
    page = address("presence_note", room.session.pk, room.morning.pk)
    sheet = SimpleUploadedFile("feuille.png", strokes())

    assert "Choisissez le fichier" in text(desk.post(page, {"joindre": "1"}))
    desk.post(page, {"joindre": "1", "scan": sheet})

    kept = SheetScan.objects.get()
    assert desk.get(address("sheet_scan", kept.pk)).getvalue()[:4] == b"\x89PNG"


def test_the_link_of_a_trainer_is_sent_shown_and_taken_back(room, desk):
    link = address("trainer_link", room.session.pk, room.trainer.pk)

    assert "/formateur/" in desk.post(link, follow=True).content.decode()
    page = desk.post(link, {"revoquer": "1"}, follow=True)

    assert "lien révoqué" in text(page)
    assert "/formateur/" not in page.content.decode()
    assert TrainerLink.objects.get().revoked_at is not None


@pytest.mark.parametrize(
    "paper", ["emargement", "emargement-communes", "emargement-agents", "chevalets", "salle"]
)
def test_each_paper_of_a_session_is_made_from_its_own_facts(room, desk, paper):
    room.sign(room.people[0])

    response = desk.post(address("paper_create", room.session.pk, paper))

    made = Document.objects.get()
    assert f"/documents/{made.pk}/" in response.url
    assert text(desk.get(f"/documents/{made.pk}/"))


def test_the_collective_certificate_waits_for_the_close(room, desk):
    paper = address("paper_create", room.session.pk, "attestation-collective")

    assert "une fois la session close" in text(desk.post(paper, follow=True))


def test_a_town_hall_reads_presence_and_certificates_of_its_own_only(
    enter, signed_in, time_machine
):
    other = Hall(name="Réding")
    room = Room(enter, people=1)
    time_machine.move_to(room.ends, tick=False)
    registration = room.people[0]
    room.everybody_signs()
    room.end()
    close_session(room.session.pk, by=None, at=room.ends)
    mine = signed_in(registration.person.user)
    certificate = Certificate.objects.get(kind="training")

    page = text(mine.get(to("registration_detail", registration.pk)))
    assert "Attestation de fin de formation (PDF)" in page
    assert "6 heures" in page
    paper = Document.objects.get(kind="training.certificate_training")
    assert mine.get(to("certificate_download", certificate.pk)).url.startswith(
        f"/documents/{paper.pk}/"
    )
    foreign = signed_in(other.secretary.user)
    assert foreign.get(to("certificate_download", certificate.pk)).status_code == 404
