"""The catalogue written from a table: one article at a time, checked as in its register."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import percent
from purchasing.models import Item, VatRate
from purchasing.models.catalogue import Family

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Article:
    """What the catalogue says of an item; its code says which one."""

    code: str
    label: str
    family: str
    unit: str
    unit_code: str
    step: Decimal
    pack_size: int
    min_order: Decimal
    vat_rate: Decimal
    price_kind: str
    asset_rule: str
    active: bool


@transaction.atomic
def keep_item(article: Article, *, by: User, at: datetime) -> Item:
    """Add the item of this code, or change it; lots already made keep the rate and price they took."""
    given = asdict(article)
    given["family"] = Family.objects.filter(name=article.family).first()
    if given["family"] is None:
        raise Refusal(f"La famille « {article.family} » n’est pas dans le registre des familles.")
    item = Item.objects.select_for_update(of=("self",)).filter(code=article.code).first()
    is_new = item is None
    item = item or Item(code=article.code)
    before = {
        name: str(getattr(item, name))
        for name, value in given.items()
        if not is_new and getattr(item, name) != value
    }
    if is_new or "vat_rate" in before:
        _check_rate(article.vat_rate, at=at)
    for name, value in given.items():
        setattr(item, name, value)
    item.full_clean()
    if is_new or before:
        item.save()
        record("add_item" if is_new else "change_item", item, by=by, at=at, before=before)
    return item


def _check_rate(rate: Decimal, *, at: datetime) -> None:
    known = [one.rate for one in VatRate.objects.on(paris_date(at)).order_by("rate")]
    if known and rate not in known:
        words = ", ".join(percent(one) for one in known)
        raise Refusal(
            f"Le taux de {percent(rate)} n’est pas en vigueur. Écrivez l’un de : {words}."
        )
