"""The life of a registration: who holds a seat, who waits, who left; what its log may say."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class RegistrationState(models.TextChoices):
    TO_VALIDATE = "to_validate", "attend l’accord du maire"
    WAITING = "waiting", "en liste d’attente"
    OFFERED = "offered", "une place est proposée"
    CONFIRMED = "confirmed", "place confirmée"
    DECLINED = "declined", "place déclinée"
    EXPIRED = "expired", "proposition sans réponse"
    REFUSED = "refused", "refus du maire"
    CANCELLED = "cancelled", "désistement"
    CANCELLED_LATE = "cancelled_late", "désistement tardif"
    REPLACED = "replaced", "place cédée"
    SWAPPED = "swapped", "place échangée"
    SESSION_CANCELLED = "session_cancelled", "session annulée"
    UNSEATED = "unseated", "sans place"
    ATTENDED = "attended", "présence complète"
    PARTIAL = "partial", "présence partielle"
    ABSENT_EXCUSED = "absent_excused", "absence excusée"
    ABSENT = "absent", "absence"


_R = RegistrationState
OUTCOMES = (_R.ATTENDED, _R.PARTIAL, _R.ABSENT_EXCUSED, _R.ABSENT)
"""What presence says once the session is over: the seat was hers."""
SEATED = (_R.OFFERED, _R.CONFIRMED, *OUTCOMES)
"""Always with a seat; « to validate » has one while it is held."""
LIVE = (_R.TO_VALIDATE, _R.WAITING, *SEATED)
"""One of these for a person and a session at a time."""
LEFT = (_R.CANCELLED, _R.CANCELLED_LATE, _R.REPLACED, _R.SWAPPED, _R.SESSION_CANCELLED)
"""Over, and dated in `cancelled_at`."""
UNDECIDED = (_R.TO_VALIDATE, _R.WAITING)
"""The mayor may still answer."""
UNCERTAIN = (*UNDECIDED, _R.OFFERED)
"""No seat is hers yet: once the session begins, none will be."""
CANCELLABLE = (*UNCERTAIN, _R.CONFIRMED)

REGISTRATION_FLOW = Workflow(
    RegistrationState,
    transitions(
        # verb, button, from, to
        ("accept", "Accorder l’inscription", [_R.TO_VALIDATE], _R.CONFIRMED),
        (
            "accept_to_wait",
            "Accorder en attente d’une place",
            [_R.TO_VALIDATE],
            _R.WAITING,
        ),
        ("confirm", "Inscrire", [_R.WAITING], _R.CONFIRMED),
        ("refuse", "Refuser l’inscription", [_R.TO_VALIDATE, _R.WAITING], _R.REFUSED),
        ("lapse", "Rendre la place tenue", [_R.TO_VALIDATE], _R.WAITING),
        ("offer", "Proposer la place", [_R.WAITING], _R.OFFERED),
        ("take_offer", "Prendre la place", [_R.OFFERED], _R.CONFIRMED),
        ("decline_offer", "Laisser la place", [_R.OFFERED], _R.DECLINED),
        ("expire", "Retirer la proposition", [_R.OFFERED], _R.EXPIRED),
        ("cancel", "Se désister", CANCELLABLE, _R.CANCELLED),
        ("cancel_late", "Se désister tardivement", [_R.CONFIRMED], _R.CANCELLED_LATE),
        ("replace", "Céder la place à un collègue", [_R.CONFIRMED], _R.REPLACED),
        ("swap", "Échanger la place", [_R.CONFIRMED], _R.SWAPPED),
        ("end_with_session", "Annuler avec la session", CANCELLABLE, _R.SESSION_CANCELLED),
        ("leave_out", "Laisser sans place", UNCERTAIN, _R.UNSEATED),
        ("attend", "Noter la présence", [_R.CONFIRMED, *OUTCOMES], _R.ATTENDED),
        ("attend_partly", "Noter une présence partielle", [_R.CONFIRMED, *OUTCOMES], _R.PARTIAL),
        ("excuse", "Noter l’absence excusée", [_R.CONFIRMED, *OUTCOMES], _R.ABSENT_EXCUSED),
        ("miss", "Noter l’absence", [_R.CONFIRMED, *OUTCOMES], _R.ABSENT),
    ),
)


class Decision(models.TextChoices):
    NONE = "", "pas encore"
    ACCEPTED = "accepted", "accordée"
    REFUSED = "refused", "refusée"


class DecisionChannel(models.TextChoices):
    """How the mayor answered."""

    WEB = "web", "portail"
    LINK = "link", "lien du courriel"
    PHONE = "phone", "téléphone"


class EventKind(models.TextChoices):
    """A line of the log: one fact, and one mail to each who must know it."""

    REGISTERED = "registered", "inscription demandée"
    CONFIRMED = "confirmed", "place confirmée"
    WAITING = "waiting", "en liste d’attente"
    ACCEPTED = "accepted", "accord du maire"
    REFUSED = "refused", "refus du maire"
    LAPSED = "lapsed", "place tenue rendue"
    ASKED = "asked", "maire sollicité"
    REMINDED = "reminded", "maire relancé"
    OFFERED = "offered", "place proposée"
    DECLINED = "declined", "place déclinée"
    EXPIRED = "expired", "proposition sans réponse"
    CANCELLED = "cancelled", "désistement"
    REPLACED = "replaced", "place cédée"
    REPLACES = "replaces", "place reçue d’un collègue"
    SWAP_ASKED = "swap_asked", "échange proposé à une autre mairie"
    SWAP_OFFERED = "swap_offered", "échange proposé par une autre mairie"
    SWAP_CLOSED = "swap_closed", "échange sans suite"
    SWAPPED_OUT = "swapped_out", "place échangée"
    SWAPPED_IN = "swapped_in", "place reçue par un échange"
    SESSION_CANCELLED = "session_cancelled", "session annulée"
    UNSEATED = "unseated", "session commencée, sans place"
    MOVED = "moved", "dates changées"
    ROOM_CHANGED = "room_changed", "salle changée"
    OUTCOME = "outcome", "présence notée"


class CalendarMethod(models.TextChoices):
    REQUEST = "REQUEST", "invitation"
    CANCEL = "CANCEL", "annulation"


wear(
    {
        _R.TO_VALIDATE: Sign("warn", "stamp"),
        _R.WAITING: Sign("info", "hourglass"),
        _R.OFFERED: Sign("warn", "hand"),
        _R.CONFIRMED: Sign("ok", "circle-check"),
        _R.DECLINED: Sign("", "circle-slash"),
        _R.EXPIRED: Sign("", "alarm-clock-off"),
        _R.REFUSED: Sign("late", "circle-alert"),
        _R.CANCELLED: Sign("", "circle-slash"),
        _R.CANCELLED_LATE: Sign("late", "circle-slash"),
        _R.REPLACED: Sign("", "replace"),
        _R.SWAPPED: Sign("", "arrow-left-right"),
        _R.SESSION_CANCELLED: Sign("", "circle-slash"),
        _R.UNSEATED: Sign("", "hourglass"),
        _R.ATTENDED: Sign("ok", "signature"),
        _R.PARTIAL: Sign("warn", "circle-dashed"),
        _R.ABSENT_EXCUSED: Sign("", "user-x"),
        _R.ABSENT: Sign("late", "user-x"),
    }
)
