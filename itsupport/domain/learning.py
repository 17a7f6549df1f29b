"""What a machine's own report teaches the register: its facts, its keys, its software."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsupport import inventory
from itsupport.domain.equipment import keys_of
from itsupport.inventory import support
from itsupport.inventory.matching import known_as
from itsupport.models import Asset, SoftwareInstall
from itsupport.states.equipment import AssetState

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.inventory import Inventory

_LEARNT = (
    "facts", "facts_at", "facts_hash", "agent_uuid", "device_id", "smbios_uuid", "macs", "system",
    "supported_until", "protected", "manufacturer", "model", "serial", "manufacturer_key", "serial_key",
)  # fmt: skip


def learn(asset: Asset, found: Inventory, *, seen_at: datetime) -> None:
    """Keep what the report says on the machine that the caller holds, and its software.

    What people wrote stays: manufacturer, model and serial number are filled in only where they were empty.
    A partial report changes the sections it has. The number of queries does not grow with the software.
    """
    if found.partial and asset.facts:
        found = inventory.merge(inventory.from_facts(asset.facts), found)
    known, system = known_as(found), found.system
    asset.facts, asset.facts_at = inventory.facts(found), seen_at
    asset.facts_hash = inventory.digest(found)
    asset.agent_uuid = known.agent_uuid or asset.agent_uuid
    asset.device_id = (known.deviceid or asset.device_id)[:120]
    asset.smbios_uuid = known.uuid or asset.smbios_uuid
    asset.macs = list(known.macs) or asset.macs
    asset.system = " ".join(filter(None, (system.name, system.version)))[:120]
    asset.supported_until = support.ends_on(system)
    asset.protected = protected(found)
    _fill_in(asset, found)
    asset.save(update_fields=list(_LEARNT))
    if found.software is not None:
        _learn_software(asset, found, seen_at=seen_at)


def protected(found: Inventory) -> bool | None:
    """Whether an antivirus runs; None when the machine does not say."""
    if found.antivirus is None:
        return None
    said = [one.enabled for one in found.antivirus]
    if True in said:
        return True
    return None if None in said else False


def _fill_in(asset: Asset, found: Inventory) -> None:
    machine = found.machine
    asset.manufacturer = asset.manufacturer or (machine.manufacturer or "")[:80]
    asset.model = asset.model or (machine.model or "")[:120]
    if asset.serial or not machine.serial:
        return
    maker, number = keys_of(asset.manufacturer, machine.serial[:80])
    taken = Asset.objects.filter(manufacturer_key=maker, serial_key=number).exclude(pk=asset.pk)
    gone = (AssetState.DESTROYED, AssetState.GIVEN)
    if not number or not taken.exclude(state__in=gone).exists():
        asset.serial = machine.serial[:80]
        asset.manufacturer_key, asset.serial_key = maker, number


def _learn_software(asset: Asset, found: Inventory, *, seen_at: datetime) -> None:
    """Add what is new, remove what is gone, date the rest: at most four queries."""
    wanted = {
        (one.name[:200], (one.version or "")[:80]): (one.publisher or "")[:120]
        for one in found.software or ()
    }
    rows = SoftwareInstall.objects.filter(asset=asset)
    known = {
        (name, version): pk for pk, name, version in rows.values_list("pk", "name", "version")
    }
    gone = [pk for key, pk in known.items() if key not in wanted]
    if gone:
        rows.filter(pk__in=gone).delete()
    rows.update(seen_at=seen_at)
    SoftwareInstall.objects.bulk_create(
        SoftwareInstall(
            asset=asset,
            commune_id=asset.commune_id,
            name=name,
            version=version,
            publisher=publisher,
            seen_at=seen_at,
        )
        for (name, version), publisher in wanted.items()
        if (name, version) not in known
    )
