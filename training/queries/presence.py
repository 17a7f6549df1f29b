"""What presence adds up to. A half day counts whole, for who came, once it is proven.

Proven: its trainer countersigned it, or its sheet, signed on paper, was scanned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from training.hours import HalfDay, certified_minutes
from training.models import Presence, ProvenSlot, Registration, Slot
from training.states.presence import CAME, NOTED
from training.states.registrations import OUTCOMES, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from training.models.registrations import RegistrationQuerySet


def proven(path: str = "pk") -> Q:
    """The condition that a half day is proven, for any reader; `path`: the way to its key from the rows filtered."""
    return Q(Exists(ProvenSlot.objects.filter(slot=OuterRef(path))))


def attending(session_id: int) -> RegistrationQuerySet:
    """Those who have a seat: whose presence is noted. The wall shows each her own."""
    return Registration.objects.filter(
        session=session_id, state__in=(RegistrationState.CONFIRMED, *OUTCOMES)
    )


def expected_in(slot: Slot) -> int:
    """How many are still to be noted in a half day; the wall is open."""
    noted = slot.presences.filter(state__in=NOTED).values("registration")
    return attending(slot.session_id).exclude(pk__in=noted).count()


def to_sign(slot: Slot) -> RegistrationQuerySet:
    """Those who have not signed a half day, by name; the wall is open."""
    signed = slot.presences.exclude(signature="").values("registration")
    rows = attending(slot.session_id).exclude(pk__in=signed).select_related("person", "commune")
    return rows.order_by("person__last_name", "person__first_name", "pk")


def unproven(session_id: int) -> QuerySet[Slot]:
    """The half days that nobody vouches for."""
    rows = Slot.objects.filter(session=session_id, live=True)
    return rows.exclude(proven()).order_by("starts_at")


def followed() -> QuerySet[Presence]:
    """The half days that count, of everybody that the reader may see."""
    return Presence.objects.filter(proven("slot"), state__in=CAME)


def minutes_by_registration(pks: Collection[int]) -> dict[int, int]:
    """Minutes of the proven half days that each followed, in one question; who followed none is left out."""
    rows: dict[int, list[HalfDay]] = {}
    found = followed().filter(registration__in=pks).select_related("slot")
    for one in found.order_by("registration", "slot__starts_at"):
        half = HalfDay(starts_at=one.slot.starts_at, ends_at=one.slot.ends_at, signed=True)
        rows.setdefault(one.registration_id, []).append(half)
    return {pk: certified_minutes(halves) for pk, halves in rows.items()}


def half_days_followed(registration: Registration) -> list[Slot]:
    """In the order of the calendar."""
    counted = followed().filter(registration=registration).values("slot")
    rows = Slot.objects.filter(pk__in=counted).select_related("room__commune", "room__site")
    return list(rows.order_by("starts_at"))
