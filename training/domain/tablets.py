"""What the tablet of a trainer sends: signatures, absences, the trainer's word; each once, whatever the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.lib.refusal import Refusal
from training.domain.countersigning import countersign
from training.domain.presences import Signature, note, sign
from training.states.presence import PresenceMethod, PresenceState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One thing done on a tablet, at its hour. `registration_id` is empty for the trainer's own word.

    With an `image`, it is a signature, late or not as `state` says; without, a `state` that the trainer notes.
    """

    nonce: UUID
    at: datetime
    registration_id: int | None = None
    state: PresenceState = PresenceState.PRESENT
    image: bytes = b""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one sending; `refused` says why it was not kept."""

    nonce: UUID
    refused: str = ""


def keep_sendings(
    slot_id: int,
    trainer_id: int,
    sendings: Iterable[Sent],
    *,
    noted_as: str,
    device: str,
    at: datetime,
) -> list[Answered]:
    """Each on its own, in the order given: one that is refused stops none of the others.

    What was said of somebody, then said otherwise in the same sending, counts no more: sent a second time, an absence
    that came before a signature would take it away.
    What is kept is written together, when the request ends; should it fail, the tablet sends everything again.
    """
    answers = []
    sendings = list(sendings)
    last = {one.registration_id: one.nonce for one in sendings}
    for one in sendings:
        if not one.image and last[one.registration_id] != one.nonce:
            answers.append(Answered(one.nonce))
            continue
        try:
            with transaction.atomic():
                _keep(slot_id, trainer_id, one, noted_as=noted_as, device=device, at=at)
        except Refusal as refusal:
            answers.append(Answered(one.nonce, str(refusal)))
        else:
            answers.append(Answered(one.nonce))
    return answers


def _keep(
    slot_id: int, trainer_id: int, one: Sent, *, noted_as: str, device: str, at: datetime
) -> None:
    if one.registration_id is None:
        countersign(
            slot_id, trainer_id, image=one.image, remarks=one.remarks, device=device, at=at
        )
    elif one.image:
        drawn = Signature(image=one.image, nonce=one.nonce, signed_at=one.at, device=device)
        sign(
            slot_id,
            one.registration_id,
            drawn,
            method=PresenceMethod.TABLET,
            noted_as=noted_as,
            at=at,
            late=one.state == PresenceState.LATE,
        )
    else:
        note(slot_id, one.registration_id, one.state, noted_as=noted_as, at=at, said_at=one.at)
