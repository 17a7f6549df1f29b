"""The life of a campaign of needs, of what a commune answers to it, and of each wish."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class NeedsState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    OPEN = "open", "ouvert"
    CLOSED = "closed", "clos"


_N = NeedsState

NEEDS_FLOW = Workflow(
    NeedsState,
    transitions(
        # verb, button, from, to
        ("open", "Ouvrir aux communes", [_N.DRAFT], _N.OPEN),
        ("extend", "Reporter la date limite", [_N.OPEN, _N.CLOSED], _N.OPEN),
        ("close", "Clore le recueil", [_N.OPEN], _N.CLOSED),
    ),
)


class AnswerState(models.TextChoices):
    """What a commune said to a campaign."""

    SILENT = "silent", "silencieuse"
    DRAFT = "draft", "brouillon"
    SENT = "sent", "a répondu"
    NONE = "none", "sans souhait"


_A = AnswerState
AWAITED_ANSWERS = (_A.SILENT, _A.DRAFT)
GIVEN_ANSWERS = (_A.SENT, _A.NONE)
"""The commune has answered, and may still change its mind until the deadline."""

ANSWER_FLOW = Workflow(
    AnswerState,
    transitions(
        # verb, button, from, to
        ("keep_draft", "Garder le brouillon", AWAITED_ANSWERS, _A.DRAFT),
        ("send_wishes", "Envoyer nos souhaits", AnswerState, _A.SENT),
        ("say_none", "Nous n’avons pas de souhait", AnswerState, _A.NONE),
        ("refuse_visa", "Refuser le visa", [_A.SENT], _A.DRAFT),
    ),
)


class Visa(models.TextChoices):
    """The mayor's word on the wishes that her commune sends, where a campaign asks for it. Silence gives nothing."""

    NONE = "", "sans visa"
    AWAITED = "awaited", "visa attendu"
    GIVEN = "given", "visa donné"
    REFUSED = "refused", "visa refusé"


class WishState(models.TextChoices):
    DRAFT = "draft", "brouillon"
    VISA = "visa", "visa attendu"
    SUBMITTED = "submitted", "à l’étude"
    CLUSTERED = "clustered", "session en préparation"
    SATISFIED = "satisfied", "satisfait"
    POSTPONED = "postponed", "reporté"
    REFUSED = "refused", "non retenu"


_W = WishState
ASKED_WISHES = (_W.SUBMITTED, _W.CLUSTERED, _W.SATISFIED, _W.POSTPONED, _W.REFUSED)
"""What the commune has sent, and its mayor approved where a campaign asks for it."""
EDITABLE_WISHES = (_W.DRAFT, _W.VISA, _W.SUBMITTED)
"""What the manager has not decided yet."""
ANSWERED_WISHES = (_W.POSTPONED, _W.REFUSED)
"""Said no, for now or not at all: with a reason."""
UNMET_WISHES = (_W.SUBMITTED, _W.POSTPONED)
"""Proposed again to the commune the next year."""

WISH_FLOW = Workflow(
    WishState,
    transitions(
        # verb, button, from, to
        ("ask_visa", "Demander le visa du maire", [_W.DRAFT, _W.SUBMITTED], _W.VISA),
        ("return_draft", "Rendre à la mairie", [_W.VISA], _W.DRAFT),
        ("submit", "Envoyer", [_W.DRAFT, _W.VISA], _W.SUBMITTED),
        ("cluster", "Prévoir dans une session", [_W.SUBMITTED, _W.POSTPONED], _W.CLUSTERED),
        ("satisfy", "Marquer satisfait", [_W.SUBMITTED, _W.CLUSTERED], _W.SATISFIED),
        ("postpone", "Reporter", [_W.SUBMITTED, _W.CLUSTERED], _W.POSTPONED),
        ("refuse", "Ne pas retenir", [_W.SUBMITTED, _W.CLUSTERED, _W.POSTPONED], _W.REFUSED),
        ("resume", "Remettre à l’étude", [_W.CLUSTERED, *ANSWERED_WISHES], _W.SUBMITTED),
    ),
)


class Priority(models.IntegerChoices):
    HIGH = 1, "forte"
    MIDDLE = 2, "moyenne"
    LOW = 3, "faible"


class Period(models.TextChoices):
    """When in the year, in the words of a town hall."""

    ANY = "any", "peu importe"
    WINTER = "winter", "de janvier à mars"
    SPRING = "spring", "d’avril à juin"
    AUTUMN = "autumn", "de septembre à décembre"


PERIOD_MONTHS: dict[Period, range] = {
    Period.WINTER: range(1, 4),
    Period.SPRING: range(4, 7),
    Period.AUTUMN: range(9, 13),
}
"""The months of each period; « peu importe » has none."""


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts them."""

    MONDAY = 0, "lundi"
    TUESDAY = 1, "mardi"
    WEDNESDAY = 2, "mercredi"
    THURSDAY = 3, "jeudi"
    FRIDAY = 4, "vendredi"


wear(
    {
        _N.DRAFT: Sign("info", "pen-line"),
        _N.OPEN: Sign("info", "circle-dot"),
        _N.CLOSED: Sign("ok", "lock"),
        _A.SILENT: Sign("warn", "circle-dashed"),
        _A.DRAFT: Sign("info", "pen-line"),
        _A.SENT: Sign("ok", "circle-check"),
        _A.NONE: Sign("", "circle-slash"),
        _W.VISA: Sign("warn", "stamp"),
        _W.SUBMITTED: Sign("info", "inbox"),
        _W.CLUSTERED: Sign("info", "calendar-clock"),
        _W.SATISFIED: Sign("ok", "circle-check"),
        _W.POSTPONED: Sign("warn", "hourglass"),
        _W.REFUSED: Sign("late", "circle-slash"),
    }
)
wear(
    {
        Visa.AWAITED: Sign("warn", "stamp"),
        Visa.GIVEN: Sign("ok", "stamp"),
        Visa.REFUSED: Sign("late", "circle-alert"),
    }
)
