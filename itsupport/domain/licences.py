"""The licences of the communes: written, corrected, never erased; one that ended says when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from communes.models import Commune
from itsupport.models import Licence
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """`seats` is None when the number of posts is not limited. The key itself is never written here."""

    product: str
    publisher: str = ""
    seats: int | None = None
    reference: str = ""
    key_place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def add_licence(commune_id: int, right: Right, *, by: User | None, at: datetime) -> Licence:
    _check(right)
    commune = Commune.objects.get(pk=commune_id)
    licence = Licence.objects.create(commune=commune, **asdict(right))
    record("add_licence", licence, by=by, at=at)
    return licence


@transaction.atomic
def change_licence(licence_id: int, right: Right, *, by: User, at: datetime) -> None:
    _check(right)
    licence = Licence.objects.locked(licence_id)
    changed = [name for name, value in asdict(right).items() if getattr(licence, name) != value]
    for name in changed:
        setattr(licence, name, getattr(right, name))
    if changed:
        licence.save(update_fields=changed)
        record("change_licence", licence, by=by, at=at, changed=changed)


def _check(right: Right) -> None:
    if not right.product.strip():
        raise Refusal("Dites de quel logiciel est la licence.")
    if right.starts_on and right.ends_on and right.ends_on < right.starts_on:
        raise Refusal("Une licence finit après avoir commencé.")
