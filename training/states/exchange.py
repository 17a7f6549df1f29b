"""The life of a question between secretaries, and of a practice sheet."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class QuestionState(models.TextChoices):
    """What its author and the manager make of it; whether somebody answered is seen in its answers."""

    OPEN = "open", "posée"
    VALIDATED = "validated", "réponse validée"
    ON_AGENDA = "on_agenda", "à l’ordre du jour"
    TREATED = "treated", "traitée en rencontre"
    WITHDRAWN = "withdrawn", "retirée"


class Standing(models.TextChoices):
    """Where a question stands, as it is said on the pages."""

    SILENT = "silent", "sans réponse"
    ANSWERED = "answered", "avec réponse"
    VALIDATED = "validated", "réponse validée"
    ON_AGENDA = "on_agenda", "à l’ordre du jour"
    TREATED = "treated", "traitée en rencontre"
    WITHDRAWN = "withdrawn", "retirée"


_Q = QuestionState
SETTLED = (_Q.VALIDATED, _Q.TREATED)
"""What it says may become a practice sheet."""
SPOKEN_OF = (_Q.OPEN, _Q.VALIDATED, _Q.ON_AGENDA, _Q.TREATED)
"""Every state but withdrawn."""

QUESTION_FLOW = Workflow(
    QuestionState,
    transitions(
        # verb, button, from, to
        ("accept_answer", "Valider cette réponse", [_Q.OPEN, _Q.VALIDATED], _Q.VALIDATED),
        ("undo_acceptance", "Ne plus valider cette réponse", [_Q.VALIDATED], _Q.OPEN),
        ("put_on_agenda", "Mettre à l’ordre du jour", [_Q.OPEN], _Q.ON_AGENDA),
        ("take_off_agenda", "Ôter de l’ordre du jour", [_Q.ON_AGENDA], _Q.OPEN),
        ("treat", "Garder le compte rendu", [_Q.ON_AGENDA, _Q.TREATED], _Q.TREATED),
        ("withdraw", "Retirer la question", SPOKEN_OF, _Q.WITHDRAWN),
    ),
)


class SheetState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    PUBLISHED = "published", "publiée"
    TO_REVIEW = "to_review", "à relire"
    WITHDRAWN = "withdrawn", "retirée"


_S = SheetState
READ_SHEETS = (_S.PUBLISHED, _S.TO_REVIEW)
"""What every member reads."""
KEPT_SHEETS = (_S.DRAFT, *READ_SHEETS)

SHEET_FLOW = Workflow(
    SheetState,
    transitions(
        # verb, button, from, to
        ("publish_sheet", "Publier la fiche", KEPT_SHEETS, _S.PUBLISHED),
        ("ask_review", "Demander une relecture", [_S.PUBLISHED], _S.TO_REVIEW),
        ("withdraw_sheet", "Retirer la fiche", KEPT_SHEETS, _S.WITHDRAWN),
    ),
)

wear(
    {
        _Q.OPEN: Sign("info", "message-circle-question-mark"),
        Standing.SILENT: Sign("", "circle-dashed"),
        Standing.ANSWERED: Sign("info", "message-circle"),
        Standing.VALIDATED: Sign("ok", "circle-check"),
        Standing.ON_AGENDA: Sign("info", "calendar-days"),
        Standing.TREATED: Sign("ok", "users"),
        Standing.WITHDRAWN: Sign("", "circle-slash"),
        _S.DRAFT: Sign("info", "pen-line"),
        _S.PUBLISHED: Sign("ok", "book-open"),
        _S.TO_REVIEW: Sign("warn", "eye"),
    }
)
