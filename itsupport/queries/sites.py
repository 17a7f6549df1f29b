"""Where a machine may be."""

from __future__ import annotations

from communes.models import Site


def only_site(commune_id: int) -> int | None:
    """The building of a commune that has one alone; None when somebody must say which."""
    found = list(
        Site.objects.filter(commune_id=commune_id).active().values_list("pk", flat=True)[:2]
    )
    return found[0] if len(found) == 1 else None
