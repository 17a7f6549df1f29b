"""The buildings and places of a commune: added, changed, put out of use, never erased."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Value

from communes.models import Commune, Folded, Site
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """A building as its commune describes it."""

    kind: str
    name: str
    address: str = ""
    erp_type: str = ""
    erp_category: int | None = None
    access: str = ""
    delivery_instructions: str = ""


@transaction.atomic
def add_site(
    commune_id: int,
    *,
    name: str,
    kind: str,
    by: User | None,
    at: datetime,
    **described: Any,
) -> Site:
    """Add a building; one of that name that was out of service comes back. `described`: the rest of a Place."""
    commune = Commune.objects.locked(commune_id)
    place = Place(kind=kind, name=name.strip(), **described)
    site = _twins(commune_id, place.name).first() or Site(commune=commune, active=False)
    if site.active:
        raise Refusal(f"La commune a déjà un bâtiment nommé « {site.name} ».")
    for field, value in asdict(place).items():
        setattr(site, field, value)
    site.active = True
    site.save()
    record("add_site", site, by=by, at=at)
    return site


@transaction.atomic
def change_site(site_id: int, place: Place, *, by: User, at: datetime) -> None:
    site = _held(site_id)
    twin = _twins(site.commune_id, place.name).exclude(pk=site_id).first()
    if twin is not None:
        raise Refusal(f"La commune a déjà un bâtiment nommé « {twin.name} ».")
    changed = [name for name, value in asdict(place).items() if getattr(site, name) != value]
    if not changed:
        return
    before = {name: str(getattr(site, name) or "") for name in changed}
    for name in changed:
        setattr(site, name, getattr(place, name))
    site.save(update_fields=changed)
    record("change_site", site, by=by, at=at, before=before)


@transaction.atomic
def retire_site(site_id: int, *, by: User, at: datetime) -> None:
    """No longer proposed anywhere; what was said of it stays."""
    _use(_held(site_id), in_use=False, verb="retire_site", by=by, at=at)


@transaction.atomic
def restore_site(site_id: int, *, by: User, at: datetime) -> None:
    _use(_held(site_id), in_use=True, verb="restore_site", by=by, at=at)


def _held(site_id: int) -> Site:
    return Site.objects.select_for_update(of=("self",)).select_related("commune").get(pk=site_id)


def _use(site: Site, *, in_use: bool, verb: str, by: User, at: datetime) -> None:
    if site.active == in_use:
        raise Refusal(f"« {site.name} » est déjà {'en' if in_use else 'hors'} service.")
    site.active = in_use
    site.save(update_fields=["active"])
    record(verb, site, by=by, at=at)


def _twins(commune_id: int, name: str) -> QuerySet[Site]:
    """Those of the same name, whatever its accents and hyphens."""
    return Site.objects.alias(folded=Folded("name")).filter(
        commune_id=commune_id, folded=Folded(Value(name))
    )
