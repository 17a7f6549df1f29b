"""The commune's register of extinguishers: add, change, retire, import."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from communes.models import Commune, Site
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from purchasing.models import Extinguisher

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from portal.accounts.models import User

FIRST_YEAR = 1950


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What the register says of one extinguisher."""

    site_id: int
    number: str
    kind: str
    made_in: int
    capacity: str = ""
    place: str = ""
    checked_on: date | None = None
    overhauled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """How many devices an import added and changed."""

    added: int
    changed: int


@transaction.atomic
def add_extinguisher(commune_id: int, device: Device, *, by: User, at: datetime) -> Extinguisher:
    """Write a device in the register. Refusal on a number already there, a foreign building, a date to come."""
    device = _checked(commune_id, device, at=at)
    if _numbered(commune_id, device.number).exists():
        raise Refusal(f"La commune a déjà un extincteur numéro {device.number}.")
    row = Extinguisher.objects.create(commune_id=commune_id, **asdict(device))
    record("add", row, by=by, at=at)
    return row


@transaction.atomic
def edit_extinguisher(extinguisher_id: int, device: Device, *, by: User, at: datetime) -> None:
    row = Extinguisher.objects.locked(extinguisher_id)
    device = _checked(row.commune_id, device, at=at)
    if _numbered(row.commune_id, device.number).exclude(pk=row.pk).exists():
        raise Refusal(f"La commune a déjà un extincteur numéro {device.number}.")
    if changed := _change(row, device):
        record("edit", row, by=by, at=at, changed=changed)


@transaction.atomic
def retire_extinguisher(extinguisher_id: int, *, by: User, at: datetime) -> None:
    """Out of service from today: it stays in the register's history, and asks for nothing more."""
    row = Extinguisher.objects.locked(extinguisher_id)
    if row.retired_on is None:
        row.retired_on = paris_date(at)
        row.save(update_fields=["retired_on"])
        record("retire", row, by=by, at=at)


@transaction.atomic
def restore_extinguisher(extinguisher_id: int, *, by: User, at: datetime) -> None:
    """Undo a retirement."""
    row = Extinguisher.objects.locked(extinguisher_id)
    if row.retired_on is not None:
        row.retired_on = None
        row.save(update_fields=["retired_on"])
        record("restore", row, by=by, at=at)


@transaction.atomic
def import_register(
    commune_id: int, devices: Iterable[Device], *, by: User, at: datetime
) -> Imported:
    """All or nothing: a known number is changed, a new one added, those not listed stay as they are."""
    commune = Commune.objects.locked(commune_id)
    known = {row.number: row for row in Extinguisher.objects.filter(commune=commune)}
    added = changed = 0
    for device in devices:
        wanted = _checked(commune_id, device, at=at)
        row = known.get(wanted.number)
        if row is None:
            known[wanted.number] = Extinguisher.objects.create(
                commune_id=commune_id, **asdict(wanted)
            )
            added += 1
        else:
            changed += bool(_change(row, wanted))
    record("import_register", commune, by=by, at=at, commune_id=commune_id, added=added)
    return Imported(added, changed)


def impossible(device: Device, *, today: date) -> str:
    """Why these dates cannot be true, in a sentence; empty when they can."""
    if not FIRST_YEAR <= device.made_in <= today.year:
        return f"L’année de fabrication va de {FIRST_YEAR} à {today.year}."
    days = [day for day in (device.checked_on, device.overhauled_on) if day is not None]
    if any(day.year < device.made_in for day in days):
        return "Une vérification ne peut pas précéder la fabrication."
    if any(day > today for day in days):
        return "Une vérification déjà faite n’est pas à une date à venir."
    return ""


def _checked(commune_id: int, device: Device, *, at: datetime) -> Device:
    today = paris_date(at)
    if not Site.objects.filter(pk=device.site_id, commune_id=commune_id).exists():
        raise Refusal("Choisissez un bâtiment de la commune.")
    if fault := impossible(device, today=today):
        raise Refusal(fault)
    return replace(device, number=device.number.strip(), place=device.place.strip())


def _numbered(commune_id: int, number: str) -> Any:
    return Extinguisher.objects.filter(commune_id=commune_id, number=number)


def _change(row: Extinguisher, device: Device) -> list[str]:
    """Save what differs; the names of what changed."""
    new = asdict(device)
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, new[name])
    if changed:
        row.save(update_fields=changed)
    return changed
