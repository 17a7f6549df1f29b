"""The life of a machine after it came: in service, away, lent, retired, erased, gone. Each verb is in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.db import transaction

from itsupport.models import Asset
from itsupport.states.equipment import ASSET_FLOW, WITH_MEMORY
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from portal.accounts.models import User


class Verb(Protocol):
    """A verb without further words: the asset, who, when."""

    def __call__(self, asset_id: int, *, by: User | None, at: datetime) -> Asset: ...


@transaction.atomic
def deliver(asset_id: int, *, by: User | None, at: datetime) -> Asset:
    """What was ordered has arrived."""
    return _moved("deliver", asset_id, by=by, at=at)


@transaction.atomic
def put_in_service(asset_id: int, *, by: User | None, at: datetime) -> Asset:
    return _moved("put_in_service", asset_id, by=by, at=at)


@transaction.atomic
def repair(asset_id: int, *, by: User | None, at: datetime) -> Asset:
    return _moved("repair", asset_id, by=by, at=at)


@transaction.atomic
def spare(asset_id: int, *, by: User | None, at: datetime) -> Asset:
    """In reserve, nobody's post any more."""
    return _moved("spare", asset_id, by=by, at=at, used_by=None)


@transaction.atomic
def lend(asset_id: int, *, to: str, by: User | None, at: datetime) -> Asset:
    if not to.strip():
        raise Refusal("Dites à qui le matériel est prêté.")
    return _moved("lend", asset_id, by=by, at=at, told={"to": to.strip()})


@transaction.atomic
def retire(asset_id: int, *, reason: str, on: date, by: User | None, at: datetime) -> Asset:
    """Out of the fleet on that day, which is not to come, and says why."""
    if not reason.strip():
        raise Refusal("Dites pourquoi ce matériel est réformé.")
    if on > paris_date(at):
        raise Refusal("Une réforme n’est pas notée pour un jour à venir.")
    words = " ".join(reason.split())[:200]
    return _moved(
        "retire", asset_id, by=by, at=at, retired_on=on, retire_reason=words, used_by=None
    )


@transaction.atomic
def erase(
    asset_id: int, *, on: date, who: str, method: str, by: User | None, at: datetime
) -> Asset:
    """Certify that nothing can be read on it any more: when, by whom, and how."""
    asset = Asset.objects.locked(asset_id)
    if asset.is_live:
        raise Refusal("On efface un matériel une fois réformé.")
    if not who.strip() or not method.strip():
        raise Refusal("Dites qui a effacé les données, et comment.")
    if on > paris_date(at):
        raise Refusal("Un effacement déjà fait n’est pas à une date à venir.")
    asset.erased_on, asset.erased_by = on, " ".join(who.split())[:120]
    asset.erasure_method = " ".join(method.split())[:120]
    asset.save(update_fields=["erased_on", "erased_by", "erasure_method"])
    record("erase", asset, by=by, at=at, on=on.isoformat(), method=asset.erasure_method)
    return asset


@transaction.atomic
def destroy(asset_id: int, *, by: User | None, at: datetime) -> Asset:
    """Refusal while data may still be read on it."""
    return _gone("destroy", asset_id, by=by, at=at)


@transaction.atomic
def give(asset_id: int, *, to: str, by: User | None, at: datetime) -> Asset:
    """To an association, a school, a recycler. Refusal while data may still be read on it."""
    if not to.strip():
        raise Refusal("Dites à qui le matériel est cédé.")
    return _gone("give", asset_id, by=by, at=at, to=to.strip())


@transaction.atomic
def restore(asset_id: int, *, by: User | None, at: datetime) -> Asset:
    """Undo a retirement: back in reserve. What was erased stays said in the journal."""
    return _moved(
        "restore",
        asset_id,
        by=by,
        at=at,
        retired_on=None,
        retire_reason="",
        erased_on=None,
        erased_by="",
        erasure_method="",
    )


SIMPLE_MOVES: Mapping[str, Verb] = {
    "deliver": deliver,
    "put_in_service": put_in_service,
    "repair": repair,
    "spare": spare,
    "destroy": destroy,
    "restore": restore,
}
"""Those that need no further word. `lend`, `retire`, `erase` and `give` ask for some."""


def _moved(
    verb: str,
    asset_id: int,
    *,
    by: User | None,
    at: datetime,
    told: dict[str, Any] | None = None,
    **changes: Any,
) -> Asset:
    asset = Asset.objects.locked(asset_id)
    if ASSET_FLOW.check(verb, asset).target == asset.state:
        raise Refusal(f"C’est déjà ainsi : {asset.get_state_display()}.")
    ASSET_FLOW.apply(verb, asset, by=by, at=at, told=told, **changes)
    return asset


def _gone(verb: str, asset_id: int, *, by: User | None, at: datetime, **told: Any) -> Asset:
    asset = Asset.objects.locked(asset_id)
    ASSET_FLOW.check(verb, asset)
    if asset.kind in WITH_MEMORY and asset.erased_on is None:
        raise Refusal("Notez d’abord l’effacement des données : qui l’a fait, quand et comment.")
    ASSET_FLOW.apply(verb, asset, by=by, at=at, told=told)
    return asset
