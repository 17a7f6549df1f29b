"""The certificate of erasure: what was erased, when, by whom and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itsupport.models import Asset
from portal.documents.registry import report

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Certificate:
    title: str
    tag: str
    name: str
    kind: str
    model: str
    serial: str
    commune: str
    retired_on: date | None
    reason: str
    erased_on: date | None
    erased_by: str
    method: str


@report("itsupport.erasure_certificate", title="Certificat d’effacement")
def erasure_certificate(asset_id: int, commune_id: int) -> Certificate:
    """Of a machine that was retired and erased."""
    asset = Asset.objects.select_related("commune").get(pk=asset_id)
    return Certificate(
        title=f"Certificat d’effacement, {asset.tag}",
        tag=asset.tag,
        name=asset.name,
        kind=str(asset.get_kind_display()),
        model=f"{asset.manufacturer} {asset.model}".strip(),
        serial=asset.serial,
        commune=asset.commune.name,
        retired_on=asset.retired_on,
        reason=asset.retire_reason,
        erased_on=asset.erased_on,
        erased_by=asset.erased_by,
        method=asset.erasure_method,
    )
