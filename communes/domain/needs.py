"""What communes lack: said, studied, and always told what became of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from communes.models import Need
from communes.states import NEED_FLOW, NeedOrigin, NeedState
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from portal.accounts.models import User

EXPLAINED = (NeedState.PLANNED, NeedState.DONE, NeedState.SET_ASIDE)
"""States whose commune is told what becomes of its need."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A need in the commune's own words."""

    theme: str
    label: str
    priority: int = 2
    quantity: Decimal | None = None
    unit: str = ""
    wanted_by: date | None = None


@transaction.atomic
def say_need(
    commune_id: int,
    wish: Wish,
    *,
    by: User,
    at: datetime,
    origin: str = NeedOrigin.OTHER,
    origin_label: str = "",
    origin_url: str = "",
) -> Need:
    """The same words twice, while the first is open, are one need."""
    twin = Need.objects.open().filter(
        commune_id=commune_id, theme=wish.theme, label__iexact=wish.label
    )
    if twin.exists():
        raise Refusal("Ce besoin est déjà noté, et il est à l’étude.")
    need = Need(
        commune_id=commune_id,
        said_at=at,
        said_by=by,
        origin=origin,
        origin_label=origin_label,
        origin_url=origin_url,
        **asdict(wish),
    )
    need.save()
    record("say_need", need, by=by, at=at)
    return need


@transaction.atomic
def answer_need(need_id: int, verb: str, *, outcome: str = "", by: User, at: datetime) -> Need:
    """Take a need one step on. `outcome`: what the commune reads; compulsory once it is answered."""
    need = Need.objects.locked(need_id)
    target = NEED_FLOW.check(verb, need).target
    said = outcome.strip() or (need.outcome if target in EXPLAINED else "")
    if target in EXPLAINED and not said:
        raise Refusal("Dites à la commune la suite donnée : elle la lira sur sa page.")
    NEED_FLOW.apply(verb, need, by=by, at=at, told={"outcome": said}, outcome=said)
    return need
