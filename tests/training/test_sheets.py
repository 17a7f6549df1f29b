"""Practice sheets: from an answer in one click, version after version, read again in time."""

import datetime as dt

import pytest

from portal.documents.models import Document
from portal.documents.registry import REPORTS
from portal.files import Given
from portal.home import registry
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE
from tests import factories
from tests.conftest import NOON
from tests.training.exchange import ask, hall, reply, seen_by
from tests.training.factories import DAY, ThemeFactory
from training.domain import answers, sheets
from training.domain.sheets import Written
from training.models import PracticeSheet
from training.states.exchange import SheetState

pytestmark = pytest.mark.django_db
NEXT_YEAR = NOON.date() + dt.timedelta(days=365)
BODY = "Avant tout, vérifier l’échéance.\n1. Écrire au concessionnaire\n2) Attendre deux ans"


@pytest.fixture
def manager():
    return factories.ManagerFactory().person.user


def written(**given):
    values = {
        "theme_id": ThemeFactory().pk, "title": "Concession échue", "body": BODY,
        "references": "CGCT, art. L. 2223-15", "review_by": NEXT_YEAR,
    }  # fmt: skip
    return Written(**values | given)


def published(manager, **given):
    sheet = sheets.write_sheet(written(**given), by=manager, at=NOON)
    sheets.publish_sheet(sheet.pk, by=manager, at=NOON)
    sheet.refresh_from_db()
    return sheet


def test_a_validated_answer_makes_a_draft_once(manager):
    one = ask(hall())
    made = reply(one, hall(), "Deux ans après l’échéance.")
    with pytest.raises(Refusal, match="Validez d’abord"):
        sheets.sheet_from_question(one.pk, by=manager, at=NOON)
    answers.accept(made.pk, by=one.author, at=NOON)

    sheet = sheets.sheet_from_question(one.pk, by=manager, at=NOON)

    assert (sheet.title, sheet.body, sheet.theme, sheet.owner) == (
        one.title, made.text, one.theme, manager,
    )  # fmt: skip
    assert sheet.state == SheetState.DRAFT
    with pytest.raises(Refusal, match="déjà sa fiche"):
        sheets.sheet_from_question(one.pk, by=manager, at=NOON)


def test_it_is_published_with_a_review_date_to_come_only(manager):
    for wrong in (None, NOON.date()):
        sheet = sheets.write_sheet(written(title=f"{wrong}", review_by=wrong), by=manager, at=NOON)
        with pytest.raises(Refusal, match="date de relecture"):
            sheets.publish_sheet(sheet.pk, by=manager, at=NOON)

    assert published(manager).state == SheetState.PUBLISHED


def test_what_is_read_changes_with_the_next_version_only(manager):
    sheet = published(manager)

    sheets.edit_sheet(
        sheet.pk, written(title="Concession échue", body="Autrement"), by=manager, at=NOON
    )
    assert [one.body for one in sheet.versions.all()] == [BODY]
    sheets.publish_sheet(sheet.pk, change="Délai précisé", by=manager, at=NOON)

    assert [(one.number, one.body, one.change) for one in sheet.versions.all()] == [
        (2, "Autrement", "Délai précisé"),
        (1, BODY, ""),
    ]


def test_each_version_has_its_paper_for_everybody(manager):
    given = (Given(name="Arrêté.odt", content=b"PK\x03\x04"),)
    sheet = published(manager, files=given)

    paper = Document.objects.get(kind="training.practice_sheet", subject_id=sheet.pk)
    facts = REPORTS["training.practice_sheet"].facts(sheet.pk)

    assert paper.commune_id == EVERYONE
    assert (facts.title, facts.number, facts.references, facts.models) == (
        "Concession échue", 1, ["CGCT, art. L. 2223-15"], ["Arrêté.odt"],
    )  # fmt: skip
    assert [(block.steps, list(block.lines)) for block in facts.blocks] == [
        (False, ["Avant tout, vérifier l’échéance."]),
        (True, ["Écrire au concessionnaire", "Attendre deux ans"]),
    ]
    sheets.publish_sheet(sheet.pk, by=manager, at=NOON)
    assert Document.objects.filter(kind="training.practice_sheet").count() == 2


def test_on_its_day_a_sheet_is_to_be_read_again(manager):
    sheet = published(manager)
    on = NOON + 365 * DAY

    assert sheets.ask_reviews(at=on - DAY) == 0
    assert sheets.ask_reviews(at=on) == 1
    assert sheets.ask_reviews(at=on) == 0

    sheet.refresh_from_db()
    assert sheet.state == SheetState.TO_REVIEW
    later = written(title=sheet.title, review_by=NEXT_YEAR + 365 * DAY)
    sheets.edit_sheet(sheet.pk, later, by=manager, at=on)
    sheets.publish_sheet(sheet.pk, by=manager, at=on)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.PUBLISHED


def test_the_manager_has_a_card_thirty_days_before():
    manager = factories.ManagerFactory()
    sheet = published(manager.person.user)

    def cards(days):
        found = registry.due.gather(seen_by(manager), at=NOON + days * DAY)
        return [one.title for one in found if sheet.title in one.title]

    assert cards(334) == []
    assert cards(335) == ["Fiche à relire : Concession échue"]


def test_two_sheets_never_have_one_title(manager):
    sheets.write_sheet(written(), by=manager, at=NOON)

    with pytest.raises(Refusal, match="déjà ce titre"):
        sheets.write_sheet(written(), by=manager, at=NOON)


def test_what_was_typed_stays_when_its_title_is_taken(manager, signed_in):
    sheets.write_sheet(written(), by=manager, at=NOON)
    sent = {
        "theme": ThemeFactory().pk,
        "title": written().title,
        "body": "1. Deux heures de travail",
        "review_by": "2027-09-01",
        "references": "",
    }

    page = signed_in(manager).post("/formations/entraide/fiches/ecrire/", sent).content.decode()

    assert "déjà ce titre" in page
    assert "Deux heures de travail" in page
    assert PracticeSheet.objects.count() == 1


def test_the_town_halls_read_what_is_published(manager, signed_in):
    draft = sheets.write_sheet(written(title="Brouillon"), by=manager, at=NOON)
    sheet = published(manager, files=(Given(name="Arrêté.pdf", content=b"%PDF-1.7"),))
    browser = signed_in(hall().person.user)

    seen = PracticeSheet.objects.visible_to(seen_by(hall()))
    assert list(seen) == [sheet]
    page = browser.get(f"/formations/entraide/fiches/{sheet.pk}/").content.decode()
    assert "Écrire au concessionnaire" in page
    assert "Publier" not in page
    assert browser.get(f"/formations/entraide/fiches/{draft.pk}/").status_code == 404
    model = f"/formations/entraide/modeles/{sheet.models.get().pk}/"
    assert browser.get(model)["Content-Type"] == "application/pdf"
    sheets.withdraw_sheet(sheet.pk, by=manager, at=NOON)
    assert browser.get(model).status_code == 404


def test_the_manager_writes_and_publishes_on_the_pages(manager, signed_in):
    browser, theme = signed_in(manager), ThemeFactory()
    url = "/formations/entraide/fiches/"
    values = {
        "title": "Cerfa",
        "theme": theme.pk,
        "body": "1. Ouvrir",
        "references": "",
        "review_by": "",
    }

    browser.post(f"{url}ecrire/", values)
    sheet = PracticeSheet.objects.get()
    browser.post(f"{url}{sheet.pk}/modifier/", values | {"review_by": f"{NEXT_YEAR:%d/%m/%Y}"})
    browser.post(f"{url}{sheet.pk}/publier/", {"change": ""})

    sheet.refresh_from_db()
    assert (sheet.state, sheet.version, sheet.review_by) == ("published", 1, NEXT_YEAR)
    assert "Imprimer la fiche" in browser.get(f"{url}{sheet.pk}/").content.decode()
