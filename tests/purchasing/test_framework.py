import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.documents.models import Document
from portal.lib.refusal import Refusal
from purchasing.domain import framework
from purchasing.models import Adhesion, Convention
from purchasing.states import AdhesionState, LegalBasis
from tests.factories import CommuneFactory, EpciFactory, MembershipFactory, SecretaryFactory
from tests.photos import photo, tells

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 une deliberation"


def terms(**fields):
    return framework.ConventionTerms(
        **{
            "title": "Groupement permanent",
            "coordinator_id": EpciFactory().pk,
            "legal_basis": LegalBasis.GROUPING,
            "scope": "award",
            **fields,
        }
    )


def adhesion(**fields):
    convention = Convention.objects.create(
        title="Groupement",
        coordinator=EpciFactory(),
        legal_basis=LegalBasis.GROUPING,
        scope="award",
    )
    commune = fields.pop("commune", None) or CommuneFactory()
    return Adhesion.objects.create(convention=convention, commune=commune, **fields)


def test_a_convention_gives_every_commune_of_the_perimeter_an_adhesion_to_vote(manager, at):
    inside = MembershipFactory().commune
    CommuneFactory()

    convention = framework.create_convention(terms(), by=manager, at=at)

    assert [(a.commune, a.state) for a in convention.adhesions.all()] == [
        (inside, AdhesionState.PENDING)
    ]
    late = MembershipFactory().commune
    assert framework.invite_members(convention.pk, by=manager, at=at) == 1
    assert framework.invite_members(convention.pk, by=manager, at=at) == 0
    assert convention.adhesions.filter(commune=late).exists()


def test_a_free_mandate_has_no_fee_neither_said_nor_stored(manager, at):
    free = terms(legal_basis=LegalBasis.EPCI_FOR_COMMUNES, fee_rule="2 % du montant")

    with pytest.raises(Refusal, match="à titre gratuit"):
        framework.create_convention(free, by=manager, at=at)
    with pytest.raises(IntegrityError, match="convention_free_mandate"), transaction.atomic():
        Convention.objects.create(
            title="x",
            coordinator=EpciFactory(),
            legal_basis=LegalBasis.EPCI_FOR_COMMUNES,
            scope="award",
            fee_rule="2 %",
        )
    paid = framework.create_convention(terms(fee_rule="2 %"), by=manager, at=at)
    assert paid.fee_rule == "2 %"


def test_an_adhesion_is_voted_then_signed_then_in_force(manager, at):
    one = adhesion()
    day = dt.date(2026, 11, 2)

    framework.vote(one.pk, deliberation_no="2026-31", deliberated_on=day, by=manager, at=at)
    framework.sign(
        one.pk,
        transmitted_on=dt.date(2026, 11, 4),
        signed_on=dt.date(2026, 11, 6),
        by=manager,
        at=at,
    )
    framework.take_effect(one.pk, effective_from=dt.date(2026, 11, 6), by=manager, at=at)

    one.refresh_from_db()
    assert (one.state, one.effective_from) == (AdhesionState.EFFECTIVE, dt.date(2026, 11, 6))
    framework.withdraw(one.pk, withdrawn_on=dt.date(2026, 11, 9), by=manager, at=at)
    assert Adhesion.objects.get(pk=one.pk).state == AdhesionState.WITHDRAWN


def test_an_adhesion_does_not_bind_before_it_is_transmitted(manager, at):
    one = adhesion(
        state=AdhesionState.VOTED, deliberation_no="1", deliberated_on=dt.date(2026, 11, 2)
    )

    with pytest.raises(Refusal, match="date de transmission"):
        framework.take_effect(one.pk, effective_from=dt.date(2026, 11, 6), by=manager, at=at)
    with pytest.raises(Refusal, match="au plus tôt le jour de sa transmission"):
        framework.take_effect(
            one.pk,
            effective_from=dt.date(2026, 11, 3),
            transmitted_on=dt.date(2026, 11, 4),
            by=manager,
            at=at,
        )
    with pytest.raises(Refusal, match="vient après la délibération"):
        framework.take_effect(
            one.pk,
            effective_from=dt.date(2026, 11, 3),
            transmitted_on=dt.date(2026, 11, 1),
            by=manager,
            at=at,
        )


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "voted"}, "adhesion_voted_has_deliberation"),
        (
            {"state": "effective", "deliberation_no": "1", "deliberated_on": "2026-11-02"},
            "adhesion_effective_was_transmitted",
        ),
        (
            {"state": "withdrawn", "deliberation_no": "1", "deliberated_on": "2026-11-02"},
            "adhesion_withdrawn_is_dated",
        ),
    ],
)
def test_the_database_refuses_an_adhesion_without_its_proof(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        adhesion(**fields)


def test_a_deliberation_of_tomorrow_is_not_inscribed(manager, at):
    one = adhesion()

    with pytest.raises(Refusal, match="pas encore venue"):
        framework.vote(
            one.pk,
            deliberation_no="2026-31",
            deliberated_on=dt.date(2026, 11, 11),
            by=manager,
            at=at,
        )


def test_the_text_ready_to_vote_names_the_commune_and_the_law(manager, at, signed_in):
    one = adhesion(commune=CommuneFactory(name="Imling"))

    document = framework.ask_deliberation(one.pk, by=manager, at=at)

    shown = signed_in(manager).get(reverse("documents:document_detail", args=[document.pk])).text
    assert "Commune d’Imling" in shown
    assert "L2113-6 à L2113-8" in shown
    assert document.commune_id == one.commune_id


def test_the_texts_of_all_communes_are_one_batch(manager, at):
    convention = adhesion().convention
    Adhesion.objects.create(convention=convention, commune=CommuneFactory())

    batch = framework.ask_deliberations(convention.pk, by=manager, at=at)

    assert batch.documents.count() == 2
    Adhesion.objects.update(
        state=AdhesionState.VOTED, deliberation_no="1", deliberated_on=dt.date(2026, 1, 1)
    )
    with pytest.raises(Refusal, match="Toutes les communes ont délibéré"):
        framework.ask_deliberations(convention.pk, by=manager, at=at)


def test_a_town_hall_reads_the_text_and_sends_its_deliberation(signed_in):
    secretary = SecretaryFactory()
    one = adhesion(commune=secretary.commune)
    browser = signed_in(secretary.person.user)

    assert "prêt à voter" in browser.get(reverse("purchasing:adhesion_list")).text
    browser.post(reverse("purchasing:adhesion_text", args=[one.pk]))
    assert Document.objects.get().commune_id == secretary.commune.pk
    browser.post(
        reverse("purchasing:adhesion_vote", args=[one.pk]),
        {
            "deliberation_no": "2026-31",
            "deliberated_on": "02/11/2026",
            "file": SimpleUploadedFile("scan.pdf", PDF),
        },
    )

    one.refresh_from_db()
    assert one.state == AdhesionState.VOTED
    file = browser.get(reverse("purchasing:adhesion_file", args=[one.pk]))
    assert b"".join(file.streaming_content) == PDF


def test_the_photo_of_a_deliberation_does_not_tell_where_it_was_taken(signed_in):
    secretary = SecretaryFactory()
    one = adhesion(commune=secretary.commune)
    given = photo("JPEG")
    form = {"deliberation_no": "2026-31", "deliberated_on": "02/11/2026"}
    form["file"] = SimpleUploadedFile("photo.jpg", given)
    signed_in(secretary.person.user).post(reverse("purchasing:adhesion_vote", args=[one.pk]), form)

    one.refresh_from_db()
    with one.file.open() as file:
        content = file.read()
    assert (tells(given) != [], tells(content)) == (True, [])
    assert one.file.name.endswith(".jpg")


def test_a_file_that_is_not_a_scan_is_refused_with_what_was_typed(signed_in):
    secretary = SecretaryFactory()
    one = adhesion(commune=secretary.commune)

    response = signed_in(secretary.person.user).post(
        reverse("purchasing:adhesion_vote", args=[one.pk]),
        {
            "deliberation_no": "2026-31",
            "deliberated_on": "02/11/2026",
            "file": SimpleUploadedFile("scan.pdf", b"MZ un programme"),
        },
    )

    assert "ni un PDF, ni un JPEG, ni un PNG" in response.text
    assert "2026-31" in response.text


@pytest.mark.parametrize("name", ["vote", "council", "text", "file"])
def test_the_adhesion_of_another_commune_does_not_exist(name, signed_in):
    secretary = SecretaryFactory()
    other = adhesion()

    response = signed_in(secretary.person.user).get(
        reverse(f"purchasing:adhesion_{name}", args=[other.pk])
    )

    assert response.status_code == 404


def test_the_manager_keeps_the_register_of_adhesions(manager, signed_in):
    one = adhesion()
    browser = signed_in(manager)
    page = reverse("campaigns:convention_detail", args=[one.convention_id])

    assert one.commune.name in browser.get(page).text
    browser.post(
        reverse("campaigns:adhesion_move", args=[one.convention_id, one.pk, "vote"]),
        {"deliberation_no": "2026-31", "deliberated_on": "02/11/2020"},
    )

    one.refresh_from_db()
    assert one.state == AdhesionState.VOTED
    for what in ("convention", "communes", "deliberations"):
        url = reverse("campaigns:convention_ask", args=[one.convention_id, what])
        assert browser.post(url).status_code == 302
