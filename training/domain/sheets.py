"""Practice sheets: written from an answer in one click, published version after version, read again in time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from portal.documents.asking import ask_for
from portal.files import check_files, keep
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE
from training.models import ModelDocument, PracticeSheet, Question, SheetVersion
from training.states.exchange import SETTLED, SHEET_FLOW, SheetState

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.accounts.models import User
    from portal.files import Given

REPORT = "training.practice_sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the form of a sheet gives. `references`: one a line."""

    theme_id: int
    title: str
    body: str
    references: str = ""
    review_by: date | None = None
    files: tuple[Given, ...] = ()


@transaction.atomic
def write_sheet(written: Written, *, by: User, at: datetime) -> PracticeSheet:
    """A draft, which its author keeps. Refusal when another sheet has that title."""
    sheet = PracticeSheet(owner=by)
    _write(sheet, written, at=at)
    record("write", sheet, by=by, at=at)
    return sheet


@transaction.atomic
def sheet_from_question(question_id: int, *, by: User, at: datetime) -> PracticeSheet:
    """The draft that a settled question makes: its validated answer, or its minutes. Once a question."""
    question = Question.objects.select_related("accepted").locked(question_id)
    if question.state not in SETTLED:
        raise Refusal("Validez d’abord une réponse, ou notez le compte rendu de la rencontre.")
    if PracticeSheet.objects.filter(question=question).exists():
        raise Refusal("Cette question a déjà sa fiche.")
    answered = question.accepted.text if question.accepted else question.minutes
    sheet = PracticeSheet(owner=by, question=question)
    _write(sheet, Written(theme_id=question.theme_id, title=question.title, body=answered), at=at)
    record("write", sheet, by=by, at=at, question=question.pk)
    return sheet


@transaction.atomic
def edit_sheet(sheet_id: int, written: Written, *, by: User, at: datetime) -> PracticeSheet:
    """What is read does not change until it is published anew."""
    sheet = PracticeSheet.objects.locked(sheet_id)
    if sheet.state == SheetState.WITHDRAWN:
        raise Refusal("Cette fiche est retirée.")
    _write(sheet, written, at=at)
    record("edit", sheet, by=by, at=at)
    return sheet


@transaction.atomic
def publish_sheet(sheet_id: int, *, change: str = "", by: User, at: datetime) -> SheetVersion:
    """The next version, as it is written now, and its PDF for all. Refusal without a review date to come."""
    sheet = PracticeSheet.objects.select_related("owner").locked(sheet_id)
    if sheet.review_by is None or sheet.review_by <= paris_date(at):
        raise Refusal("Donnez une date de relecture à venir : le droit change.")
    SHEET_FLOW.apply("publish_sheet", sheet, by=by, at=at, version=sheet.version + 1)
    version = SheetVersion.objects.create(
        sheet=sheet,
        number=sheet.version,
        title=sheet.title,
        body=sheet.body,
        references=sheet.references,
        review_by=sheet.review_by,
        owner_name=str(sheet.owner)[:120],
        change=change[:200],
        published_at=at,
        published_by=by,
    )
    ask_for(REPORT, sheet.pk, by=by, at=at, commune_id=EVERYONE, awaited=False)
    return version


@transaction.atomic
def withdraw_sheet(sheet_id: int, *, by: User, at: datetime) -> None:
    """Nobody reads it any more; its versions are kept."""
    sheet = PracticeSheet.objects.locked(sheet_id)
    SHEET_FLOW.apply("withdraw_sheet", sheet, by=by, at=at)


@transaction.atomic
def withdraw_model(model_id: int, *, by: User, at: datetime) -> None:
    """A model is no longer given."""
    row = ModelDocument.objects.locked(model_id)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record("withdraw", row, by=by, at=at)


@transaction.atomic
def ask_reviews(*, at: datetime) -> int:
    """The published sheets whose day has come are to be read again: how many."""
    due = PracticeSheet.objects.select_for_update().filter(
        state=SheetState.PUBLISHED, review_by__lte=paris_date(at)
    )
    rows = list(due.order_by("pk"))
    for sheet in rows:
        SHEET_FLOW.apply("ask_review", sheet, by=None, at=at)
    return len(rows)


def _write(sheet: PracticeSheet, written: Written, *, at: datetime) -> None:
    sheet.theme_id, sheet.title, sheet.body = written.theme_id, written.title, written.body
    sheet.references, sheet.review_by = written.references, written.review_by
    sheet.changed_at = at
    try:
        with transaction.atomic():
            sheet.save()
    except IntegrityError as error:
        if "training_practicesheet_title" not in str(error):
            raise
        raise Refusal("Une autre fiche a déjà ce titre.") from error
    check_files(written.files)
    ModelDocument.objects.bulk_create(_model(sheet, one, at=at) for one in written.files)


def _model(sheet: PracticeSheet, one: Given, *, at: datetime) -> ModelDocument:
    kept = keep(f"modeles/{at:%Y/%m}", one.name, one.content)
    return ModelDocument(
        sheet=sheet,
        added_at=at,
        **asdict(kept),
    )
