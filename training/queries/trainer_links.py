"""The signed address by which a trainer runs a session without an account, and the codes that trainees read on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from portal.links import SignedNumbers
from training.models import Slot, SlotOpening

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from training.models import TrainerLink

_LINKS = SignedNumbers("training.trainer", count=2)
_CODES = SignedNumbers("training.slot", count=2)
_TICKETS = SignedNumbers("training.ticket", count=2)
TURN = 30
"""Seconds for which one code is shown."""
TURNS_KEPT = 4
"""A code works for so many turns after its own: the time to take out one's telephone."""
TICKET_LASTS = 20 * 60
"""Seconds that one has to sign once the code has opened the page."""


def trainer_token(link: TrainerLink) -> str:
    return _LINKS.sign(link.pk, link.version)


def trainer_address(link: TrainerLink) -> str:
    """The whole address, as the mail says it."""
    return settings.PORTAL_BASE_URL + reverse(
        "trainerlinks:trainer_home", args=(trainer_token(link),)
    )


def read_trainer_token(token: str) -> tuple[int, int] | None:
    """The key of the link and its version, which remains to be compared; None when the signature is not ours."""
    numbers = _LINKS.read(token)
    return (numbers[0], numbers[1]) if numbers else None


def slots_given(link: TrainerLink) -> QuerySet[Slot]:
    """The half days of the session that this trainer gives still; none once somebody else does."""
    rows = Slot.objects.filter(session=link.session_id, live=True, trainers__trainer=link.trainer)
    return rows.select_related("room__commune", "room__site").order_by("starts_at")


def slot_code(slot_id: int, *, at: datetime) -> str:
    """The code of a half day at this hour; the next one comes within half a minute."""
    return _CODES.sign(slot_id, _turn(at))


def code_address(slot_id: int, *, at: datetime) -> str:
    """What the QR code of a half day says at this hour."""
    path = reverse("signing:self_sign", args=(slot_code(slot_id, at=at),))
    return f"{settings.PORTAL_BASE_URL}{path}"


def slot_of_code(code: str, *, at: datetime) -> int | None:
    """The half day of a code that is being shown, or was just before; None for any other."""
    numbers = _CODES.read(code)
    if numbers is None or not 0 <= _turn(at) - numbers[1] <= TURNS_KEPT:
        return None
    return numbers[0]


def ticket(slot_id: int, *, at: datetime) -> str:
    """What a page opened by a good code may sign with."""
    return _TICKETS.sign(slot_id, int(at.timestamp()))


def slot_of_ticket(word: str, code: str, *, at: datetime) -> int | None:
    """The half day of a page that this very code opened, not long ago; None for any other."""
    numbers, opened = _TICKETS.read(word), _CODES.read(code)
    if numbers is None or opened is None or opened[0] != numbers[0]:
        return None
    return numbers[0] if 0 <= int(at.timestamp()) - numbers[1] <= TICKET_LASTS else None


def is_open(slot_id: int) -> bool:
    """Whether the trainer lets people sign by themselves."""
    return SlotOpening.objects.filter(slot=slot_id, closed_at=None).exists()


def _turn(at: datetime) -> int:
    return int(at.timestamp()) // TURN
