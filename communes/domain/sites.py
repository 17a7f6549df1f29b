"""The buildings and places of a commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Value

from communes.models import Commune, Folded, Site
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def add_site(commune_id: int, *, name: str, kind: str, by: User | None, at: datetime) -> Site:
    """Add a building. Refusal when the commune has one of that name; one out of service comes back."""
    Commune.objects.locked(commune_id)
    named = Site.objects.alias(folded=Folded("name")).filter(
        commune_id=commune_id, folded=Folded(Value(name.strip()))
    )
    known = named.first()
    if known is not None and known.active:
        raise Refusal(f"La commune a déjà un bâtiment nommé « {known.name} ».")
    if known is not None:
        known.active = True
        known.save(update_fields=["active"])
        site = known
    else:
        site = Site.objects.create(commune_id=commune_id, name=name.strip(), kind=kind)
    record("add_site", site, by=by, at=at)
    return site
