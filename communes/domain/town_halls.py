"""What a town hall says of itself: its address, its hours, and that all of it is right."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from communes.models import Commune, Person
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.opening import hours_in_words, parse_hours
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class TownHall:
    """How to reach it. `opening_hours` as `portal.lib.opening.parse_hours` reads them."""

    address: str
    phone: str
    email: str
    website: str
    note: str
    good_friday_off: bool
    opening_hours: list[Any]


@transaction.atomic
def change_town_hall(commune_id: int, said: TownHall, *, by: User, at: datetime) -> bool:
    """Write what has changed, with what it was before. False when nothing has."""
    commune = Commune.objects.locked(commune_id)
    before = {
        name: getattr(commune, name)
        for name, value in asdict(said).items()
        if getattr(commune, name) != value
    }
    if not before:
        return False
    for name in before:
        setattr(commune, name, getattr(said, name))
    commune.save(update_fields=list(before))
    told = [_word(name) for name in before]
    record(
        "change_town_hall",
        commune,
        by=by,
        at=at,
        commune_id=commune.pk,
        changed=told,
        before={name: _said(name, value) for name, value in before.items()},
        after={name: _said(name, getattr(commune, name)) for name in before},
    )
    return True


@transaction.atomic
def confirm_town_hall(commune_id: int, *, by: User, at: datetime) -> None:
    """« Tout est exact »: the sheet was read today, by her."""
    commune = Commune.objects.locked(commune_id)
    day = paris_date(at)
    if commune.confirmed_on == day:
        raise Refusal("Cette fiche a déjà été confirmée aujourd’hui.")
    commune.confirmed_on = day
    commune.confirmed_by = Person.objects.filter(user=by).first()
    commune.save(update_fields=["confirmed_on", "confirmed_by"])
    record("confirm_town_hall", commune, by=by, at=at, commune_id=commune.pk)


def _word(name: str) -> str:
    return str(Commune._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _said(name: str, value: Any) -> str:
    if name == "opening_hours":
        return " ; ".join(hours_in_words(parse_hours(value)))
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)
