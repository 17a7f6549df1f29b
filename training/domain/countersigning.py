"""Who gives a half day opens it to signature, closes it, and vouches for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.files import check_files, keep
from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP, count
from training.domain.presences import hold_slot, kept_drawing
from training.domain.seating import everybody, hold_session
from training.models import SheetScan, Slot, SlotOpening, SlotTrainer, TrainerSignature
from training.queries.presence import expected_in
from training.states.sessions import SessionState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.files import Given

SCANS = frozenset({"application/pdf", "image/jpeg", "image/png"})


@transaction.atomic
def open_slot(slot_id: int, trainer_id: int, *, at: datetime) -> None:
    """People may sign on their own telephone from now on. Refusal once the half day is countersigned."""
    slot = hold_slot(slot_id, at=at)
    _check_gives(slot, trainer_id)
    if slot.countersigned.exists():
        raise Refusal("La demi-journée est contresignée : on n’y signe plus.")
    SlotOpening.objects.update_or_create(
        slot=slot, defaults={"trainer_id": trainer_id, "opened_at": at, "closed_at": None}
    )


@transaction.atomic
def close_slot(slot_id: int, *, at: datetime) -> None:
    """The codes shown stop at once; closed twice, it stays closed at the first hour."""
    slot = hold_slot(slot_id, at=at)
    SlotOpening.objects.filter(slot=slot, closed_at=None).update(closed_at=at)


@transaction.atomic
def countersign(
    slot_id: int,
    trainer_id: int,
    *,
    image: bytes,
    remarks: str,
    device: str,
    at: datetime,
) -> TrainerSignature:
    """The trainer vouches for a half day where nobody is left to note; signed twice, it is signed once.

    `image`: a PNG, or nothing when the device draws none. Refusal for who does not give that half day.
    """
    slot = hold_slot(slot_id, at=at)
    _check_gives(slot, trainer_id)
    done = slot.countersigned.filter(trainer=trainer_id).first()
    if done is not None:
        return done
    left = expected_in(slot)
    if left:
        people = count(left, "personne")
        raise Refusal(f"Il reste {people} à noter : présente, excusée ou absente.")
    if at < slot.starts_at:
        raise Refusal("Une demi-journée se contresigne une fois commencée.")
    close_slot(slot_id, at=at)
    made = TrainerSignature.objects.create(
        slot=slot,
        trainer_id=trainer_id,
        signed_at=at,
        remarks=remarks.strip()[:1000],
        device=device[:80],
        **(kept_drawing(image) if image else {}),
    )
    record("countersign", slot, by=None, at=at, trainer=str(made.trainer))
    return made


@transaction.atomic
def attach_scan(slot_id: int, given: Given, *, by: User, at: datetime) -> SheetScan:
    """The sheet signed on paper: a PDF or a picture. The same given twice is kept once."""
    slot = Slot.objects.get(pk=slot_id)
    session = hold_session(slot.session_id, by=by)
    if session.state not in {SessionState.RUNNING, SessionState.TO_CLOSE}:
        raise Refusal(f"On ne joint plus de feuille{NBSP}: {session.get_state_display()}.")
    check_files([given])
    kept = keep("emargements", given.name, given.content)
    if kept.content_type not in SCANS:
        raise Refusal("La feuille numérisée est un PDF, ou une image JPEG ou PNG.")
    with everybody(by):
        found = slot.scans.filter(sha256=kept.sha256).first()
        if found is not None:
            return found
        made = SheetScan.objects.create(
            slot=slot,
            name=kept.name,
            content_type=kept.content_type,
            size=kept.size,
            sha256=kept.sha256,
            file=kept.file,
            added_at=at,
            added_as=str(by)[:160],
        )
        record("attach_scan", slot, by=by, at=at, name=kept.name)
    return made


def _check_gives(slot: Slot, trainer_id: int) -> None:
    if not SlotTrainer.objects.filter(slot=slot, trainer=trainer_id).exists():
        raise Refusal("Vous n’animez pas cette demi-journée.")
