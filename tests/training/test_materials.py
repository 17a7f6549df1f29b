"""What is given to read in a session: who gives it, who reads it and from when, what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from communes.queries.acting import acting_of
from portal.files import LARGEST, Given
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE, wall, wall_for_all
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, FIRST, SessionFactory, TrainerFactory, give, hour
from tests.training.hall import Hall, text, to
from tests.training.test_tables import changed, refused
from training.domain import materials as verbs, registrations
from training.domain.trainer_links import send_link
from training.models import Session, SessionMaterial
from training.queries.trainer_links import trainer_token
from training.states.materials import ShownFrom
from training.states.registrations import RegistrationState as R

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 diaporama"
MORNING = hour(FIRST, 7)


class Scene:
    """A session, who gives it and her link, a town hall that sends somebody, another that does not."""

    def __init__(self):
        self.session, self.trainer = SessionFactory(maximum=1), TrainerFactory(name="Odile Mahl")
        for slot in self.session.slots.all():
            give(slot, self.trainer)
        self.link = send_link(self.session.pk, self.trainer.pk, by=None, at=NOON)
        self.hall, self.other = Hall(name="Bickenholtz"), Hall(name="Imling")
        self.came = self.hall.register(self.session)

    def add(self, name="cours.pdf", content=PDF, shown="now", trainer=None, at=NOON):
        return verbs.add_materials(
            self.session.pk,
            [Given(name=name, content=content)],
            shown_from=ShownFrom(shown),
            trainer=trainer or self.trainer,
            by=None,
            at=at,
        )

    def address(self, name, *args):
        return reverse(f"trainerlinks:{name}", args=(trainer_token(self.link), *args))


@pytest.fixture
def scene(time_machine):
    time_machine.move_to(NOON, tick=False)
    return Scene()


@pytest.fixture
def material(scene):
    return scene.add().kept[0]


def read_by(signed_in, hall, one):
    return signed_in(hall.secretary.user).get(to("material_file", one.pk)).status_code


def test_a_town_hall_that_sends_somebody_reads_and_no_other(signed_in, scene, material):
    assert read_by(signed_in, scene.hall, material) == 200
    assert read_by(signed_in, scene.other, material) == 404
    page = text(signed_in(scene.hall.secretary.user).get(to("session_detail", scene.session.pk)))
    assert "Supports de la formation" in page
    assert "cours.pdf" in page
    page = text(signed_in(scene.other.secretary.user).get(to("session_detail", scene.session.pk)))
    assert "cours.pdf" not in page


def test_who_only_waits_or_left_reads_nothing(signed_in, scene, material):
    waits = scene.other.register(scene.session)
    assert waits.state == R.WAITING
    assert read_by(signed_in, scene.other, material) == 404

    registrations.cancel(scene.came.pk, by=None, at=NOON)

    assert read_by(signed_in, scene.hall, material) == 404
    assert read_by(signed_in, scene.other, material) == 404  # the seat is only offered


def test_behind_the_wall_a_town_hall_without_a_seat_reads_nothing(scene, material):
    for hall, seen in ((scene.hall, 1), (scene.other, 0)):
        with wall([hall.commune.pk, EVERYONE]):
            assert SessionMaterial.objects.count() == seen
            with pytest.raises(DatabaseError), wall([hall.commune.pk]):
                SessionMaterial.objects.create(
                    session=scene.session, name="x", content_type="x", size=1, sha256="b" * 64,
                    shown_from="now", added_at=NOON, added_as="x",
                )  # fmt: skip


def test_without_the_wall_the_pages_alone_keep_to_the_seats(scene, material):
    for hall, seen in ((scene.hall, [material]), (scene.other, [])):
        user = hall.secretary.user
        user.acting = acting_of(user, on=NOON.date())
        with wall_for_all():
            assert list(SessionMaterial.objects.visible_to(user)) == seen


@pytest.mark.parametrize("first", [9, 19])
def test_shown_on_the_day_it_is_read_from_that_morning(signed_in, scene, time_machine, first):
    dates = {"starts_at": hour(FIRST, first), "ends_at": hour(FIRST, first + 3)}
    Session.objects.filter(pk=scene.session.pk).update(**dates)
    one = scene.add(shown="day").kept[0]
    assert read_by(signed_in, scene.hall, one) == 404
    assert signed_in(factories.ManagerFactory().person.user).get(
        to("material_file", one.pk)
    ).status_code == 200  # fmt: skip
    time_machine.move_to(hour(FIRST - DAY, 23), tick=False)
    assert read_by(signed_in, scene.hall, one) == 404

    time_machine.move_to(MORNING, tick=False)

    assert read_by(signed_in, scene.hall, one) == 200


def test_the_trainer_adds_from_her_link_reads_back_and_takes_her_own_back(scene, desk):
    theirs = desk.post(
        reverse("trainingdesk:session_materials", args=(scene.session.pk,)),
        {"joined": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 plan"), "shown_from": "now"},
        follow=True,
    )
    assert "1 fichier est joint" in text(theirs)
    tablet, page = Client(), scene.address("trainer_materials")

    said = text(
        tablet.post(
            page,
            {"joined": SimpleUploadedFile("exo.docx", b"PK\x03\x04 x"), "shown_from": "day"},
            follow=True,
        )
    )

    assert "1 fichier est joint" in said
    hers, plan = (
        SessionMaterial.objects.get(name="exo.docx"),
        SessionMaterial.objects.get(name="plan.pdf"),
    )
    assert (hers.trainer, hers.shown_from, plan.trainer) == (scene.trainer, "day", None)
    assert said.count("Retirer") == 1
    given = tablet.get(scene.address("trainer_material", hers.pk))
    assert b"".join(given.streaming_content) == b"PK\x03\x04 x"
    assert "attachment" in given["Content-Disposition"]
    assert "pas le vôtre" in text(
        tablet.post(scene.address("trainer_material_withdraw", plan.pk), follow=True)
    )
    tablet.post(scene.address("trainer_material_withdraw", hers.pk))
    assert [one.name for one in SessionMaterial.objects.standing()] == ["plan.pdf"]
    assert tablet.get(scene.address("trainer_material", hers.pk)).status_code == 404
    desk.post(reverse("trainingdesk:material_withdraw", args=(plan.pk,)))
    assert not SessionMaterial.objects.standing().exists()


def test_a_bad_file_is_named_and_the_good_ones_stay(scene):
    files = [
        SimpleUploadedFile("cours.pdf", PDF),
        SimpleUploadedFile("cours.pdf.exe", b"MZ\x90"),
        SimpleUploadedFile("macros.docm", b"PK\x03\x04"),
        SimpleUploadedFile("faux.pdf", b"<html>"),
    ]

    page = text(
        Client().post(scene.address("trainer_materials"), {"joined": files, "shown_from": "now"})
    )

    assert "1 fichier est joint" in page
    for name in ("cours.pdf.exe", "macros.docm", "faux.pdf"):
        assert f"« {name} » n’est pas joint : envoyez un PDF" in page
    assert [one.name for one in SessionMaterial.objects.all()] == ["cours.pdf"]


def test_nothing_chosen_too_heavy_or_empty_is_said(scene):
    page = scene.address("trainer_materials")

    assert "Choisissez au moins un fichier" in text(Client().post(page, {"shown_from": "now"}))
    with pytest.raises(Refusal, match="dépasse 15"):
        scene.add(content=b"%PDF-" + b" " * LARGEST)
    assert scene.add(content=b"").refused == ["« cours.pdf » est vide\u00a0: il n’est pas joint."]


def test_given_twice_it_is_kept_once_and_again_after_it_was_taken_back(scene, material):
    assert scene.add().kept == [material]
    refused(
        changed(scene.add(content=PDF + b"2").kept[0], sha256=material.sha256),
        "session_material_once",
    )

    verbs.withdraw_material(material.pk, trainer=scene.trainer, by=None, at=NOON)

    assert scene.add().kept != [material]


def test_a_session_has_forty_at_most(scene, monkeypatch, material):
    monkeypatch.setattr(verbs, "MOST", 1)

    with pytest.raises(Refusal, match="retirez-en"):
        scene.add(content=PDF + b"2")


@pytest.mark.parametrize("state", ["closed", "merged"])
def test_once_it_is_over_nothing_changes(scene, material, state):
    into = (
        SessionFactory(course=scene.session.course, on=FIRST + DAY).pk
        if state == "merged"
        else None
    )
    Session.objects.filter(pk=scene.session.pk).update(state=state, merged_into=into)

    with pytest.raises(Refusal, match="ne changent plus"):
        scene.add(content=PDF + b"2")
    with pytest.raises(Refusal, match="ne changent plus"):
        verbs.withdraw_material(material.pk, trainer=scene.trainer, by=None, at=NOON)


def test_a_material_says_from_when(scene, material):
    refused(changed(material, shown_from="bad"), "session_material_is_shown_some_day")

    assert changed(material, shown_from="day")() == 1
