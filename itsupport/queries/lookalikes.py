"""The machines that a report may come from, by their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from itsupport.inventory.junk import manufacturer, serial
from itsupport.inventory.matching import KnownMachine, known_as
from itsupport.models import Asset
from itsupport.states.equipment import AssetState

if TYPE_CHECKING:
    from itsupport.inventory import Inventory

_COMPARED = (
    "pk", "commune_id", "agent_uuid", "device_id", "manufacturer", "serial", "smbios_uuid", "name", "macs",
    "facts__machine__name",
)  # fmt: skip


def lookalikes(commune_id: int, found: Inventory) -> tuple[list[KnownMachine], list[KnownMachine]]:
    """Every machine of the commune, and those of the others that share a key with it. One query."""
    keys = known_as(found)
    shared = Q(macs__overlap=list(keys.macs)) if keys.macs else Q(pk__in=())
    if keys.agent_uuid:
        shared |= Q(agent_uuid=keys.agent_uuid)
    if keys.deviceid:
        shared |= Q(device_id=keys.deviceid)
    if keys.uuid:
        shared |= Q(smbios_uuid=keys.uuid)
    if number := serial(keys.serial):
        shared |= Q(manufacturer_key=manufacturer(keys.manufacturer) or "", serial_key=number)
    rows = Asset.objects.exclude(state__in=(AssetState.DESTROYED, AssetState.GIVEN))
    rows = rows.filter(Q(commune_id=commune_id) | shared)
    here: list[KnownMachine] = []
    elsewhere: list[KnownMachine] = []
    for row in rows.order_by("pk").values(*_COMPARED):
        (here if row["commune_id"] == commune_id else elsewhere).append(_known(row))
    return here, elsewhere


def _known(row: dict[str, object]) -> KnownMachine:
    """By the name that the machine gives itself, once it has reported; people call it as they like."""
    words = {name: str(row[name]) or None for name in ("agent_uuid", "manufacturer", "serial")}
    macs = row["macs"]
    return KnownMachine(
        key=str(row["pk"]),
        deviceid=str(row["device_id"]) or None,
        uuid=str(row["smbios_uuid"]) or None,
        name=str(row["facts__machine__name"] or row["name"]) or None,
        macs=tuple(macs) if isinstance(macs, list) else (),
        **words,
    )
