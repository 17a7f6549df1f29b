"""Who is there: signed on a screen, noted by who gives the course, entered or corrected by the manager.

The session's row is held first: a presence never comes in while the session is being closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.files import keep, sniffed
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP
from training.domain.certificates import renew
from training.domain.seating import everybody, hold_session
from training.models import Presence, Registration, Slot, TrainerSignature
from training.states.presence import (
    CAME,
    PRESENCE_FLOW,
    SIGNED_METHODS,
    VERBS,
    PresenceMethod,
    PresenceState,
)
from training.states.registrations import OUTCOMES, RegistrationState
from training.states.sessions import TAKING_SESSIONS, SessionState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from portal.accounts.models import User
    from training.models import Session

_P, _M, _S = PresenceState, PresenceMethod, SessionState
BEFORE = timedelta(hours=1)
"""People sign from an hour before a half day begins."""
HEAVIEST = 100_000
"""Bytes of one signature: a drawing of a few strokes takes five thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A PNG drawn by a finger, at the hour of the device; `nonce` makes of two sendings one signature."""

    image: bytes
    nonce: UUID
    signed_at: datetime
    device: str = ""


def expect_everybody(session: Session) -> None:
    """A row for each person and each half day of a held session; those that are there stay."""
    slots = list(session.slots.filter(live=True))
    rows = session.registrations.filter(state__in=(RegistrationState.CONFIRMED, *OUTCOMES))
    Presence.objects.bulk_create(
        [_expected(one, slot) for one in rows for slot in slots], ignore_conflicts=True
    )


@transaction.atomic
def sign(
    slot_id: int,
    registration_id: int,
    signature: Signature,
    *,
    method: PresenceMethod,
    noted_as: str,
    at: datetime,
    late: bool | None = None,
) -> Presence:
    """Keep somebody's own signature. The same sent twice is kept once; another one after it is refused.

    Refusal too once the half day is countersigned, before its hour, or for who has no seat. The caller has opened
    the wall: she signs on the trainer's tablet, or from the trainer's code. `late`: what who gives the course says as
    she signs; None leaves what was noted.
    """
    row = _held(slot_id, registration_id, at=at)
    if row.nonce == signature.nonce:
        return row
    if Presence.objects.filter(nonce=signature.nonce).exists():
        raise Refusal("Cette signature est déjà enregistrée.")
    if row.signature:
        raise Refusal(f"{row.person} a déjà signé cette demi-journée.")
    _check_uncountersigned(slot_id)
    was_late = row.state == _P.LATE if late is None else late
    _apply(
        row,
        _P.LATE if was_late else _P.PRESENT,
        by=None,
        at=at,
        method=method,
        signed_at=min(max(signature.signed_at, row.slot.starts_at - BEFORE), at),
        nonce=signature.nonce,
        device=signature.device[:80],
        noted_as=noted_as[:160],
        **kept_drawing(signature.image),
    )
    return row


@transaction.atomic
def note(
    slot_id: int,
    registration_id: int,
    state: PresenceState,
    *,
    noted_as: str,
    at: datetime,
    said_at: datetime | None = None,
) -> Presence:
    """Who gives the course says that somebody is there, late, excused or absent. Said twice, it is said once.

    `said_at`: when, on a tablet without network; who signed since, or was corrected since, stays as she is.
    """
    row = _held(slot_id, registration_id, at=at)
    if row.state == state or _is_known_since(row, said_at or at):
        return row
    _check_uncountersigned(slot_id)
    _apply(row, state, by=None, at=at, **_known(row, state, _M.MANUAL, noted_as, at=at))
    return row


@transaction.atomic
def note_half_day(
    slot_id: int, states: Mapping[int, str], *, reason: str, by: User, at: datetime
) -> int:
    """The manager enters the sheet of a half day, or corrects it: the state by registration; how many changed.

    What was already known changes only with a `reason`, which stays on the row and in the journal. Once the
    session is closed, the outcome and the certificates of those concerned follow.
    """
    slot = Slot.objects.get(pk=slot_id)
    session = hold_session(slot.session_id, by=by)
    method = _M.SHEET if slot.scans.exists() else _M.MANUAL
    changed = []
    with everybody(by):
        for registration_id, state in sorted(states.items()):
            row = _row(_seated(slot, registration_id), slot)
            if state in {row.state, _P.EXPECTED}:
                continue
            _check_hours(session, slot, at=at)
            corrected = _corrected(row, reason, by=by, at=at)
            known = _known(row, PresenceState(state), method, str(by), at=at)
            _apply(row, PresenceState(state), by=by, at=at, **known, **corrected)
            changed.append(row.registration_id)
        if session.state == _S.CLOSED:
            renew(changed, by=by, at=at)
    return len(changed)


def kept_drawing(image: bytes) -> dict[str, str]:
    """Store a signature; what its row says of it. Refusal for anything but a PNG of at most 100 kB."""
    if sniffed("signature.png", image) != "image/png" or len(image) > HEAVIEST:
        raise Refusal("La signature n’est pas lisible : recommencez.")
    kept = keep("signatures", "signature.png", image, suffix=".png")
    return {"signature": kept.file, "signature_sha256": kept.sha256}


def hold_slot(slot_id: int, *, at: datetime) -> Slot:
    """A half day whose session is held, at an hour when presence may be noted. Refusal at another."""
    slot = Slot.objects.select_related("session").get(pk=slot_id)
    session = hold_session(slot.session_id, by=None)
    if session.state == _S.CLOSED:
        raise Refusal("La session est close : le service mutualisé corrige, avec un motif.")
    _check_hours(session, slot, at=at)
    return slot


def _held(slot_id: int, registration_id: int, *, at: datetime) -> Presence:
    slot = hold_slot(slot_id, at=at)
    return _row(_seated(slot, registration_id), slot)


def _check_hours(session: Session, slot: Slot, *, at: datetime) -> None:
    known = (*TAKING_SESSIONS, _S.RUNNING, _S.TO_CLOSE, _S.CLOSED)
    if session.state not in known or not slot.live:
        raise Refusal("Cette session n’aura pas lieu : il n’y a pas de présence à noter.")
    if at < slot.starts_at - BEFORE:
        raise Refusal("La présence se note à partir d’une heure avant la demi-journée.")


def _check_uncountersigned(slot_id: int) -> None:
    if TrainerSignature.objects.filter(slot=slot_id).exists():
        raise Refusal(
            "La demi-journée est contresignée : pour corriger, appelez le service mutualisé."
        )


def _seated(slot: Slot, registration_id: int) -> Registration:
    rows = Registration.objects.filter(
        session_id=slot.session_id, state__in=(RegistrationState.CONFIRMED, *OUTCOMES)
    )
    one = rows.filter(pk=registration_id).first()
    if one is None:
        raise Refusal("Cette personne n’a pas de place dans cette session.")
    return one


def _row(registration: Registration, slot: Slot) -> Presence:
    """Its row, made when the session has not begun yet."""
    Presence.objects.bulk_create([_expected(registration, slot)], ignore_conflicts=True)
    rows = Presence.objects.select_for_update(of=("self",)).select_related("person", "slot")
    return rows.get(registration=registration, slot=slot)


def _expected(registration: Registration, slot: Slot) -> Presence:
    return Presence(
        registration=registration,
        commune_id=registration.commune_id,
        person_id=registration.person_id,
        slot=slot,
    )


def _is_known_since(row: Presence, said_at: datetime) -> bool:
    signed = row.signed_at if row.signature else None
    return any(known is not None and known > said_at for known in (signed, row.corrected_at))


def _known(
    row: Presence, state: PresenceState, method: PresenceMethod, noted_as: str, *, at: datetime
) -> dict[str, Any]:
    """How it is known now: a signature that was given still says that somebody came, at its own hour."""
    if row.method in SIGNED_METHODS and state in CAME:
        return {}
    return {"method": method, "signed_at": at, "noted_as": noted_as[:160]}


def _corrected(row: Presence, reason: str, *, by: User, at: datetime) -> dict[str, Any]:
    if row.state == _P.EXPECTED:
        return {}
    if not reason.strip():
        raise Refusal(f"{row.person}{NBSP}: dites pourquoi ce qui était noté change.")
    return {"corrected_by": by, "corrected_at": at, "correct_reason": reason.strip()[:300]}


def _apply(
    row: Presence, state: PresenceState, *, by: User | None, at: datetime, **changes: Any
) -> None:
    told = {"half_day": str(row.slot), "reason": changes.get("correct_reason", "")}
    PRESENCE_FLOW.apply(VERBS[state], row, by=by, at=at, told=told, **changes)
