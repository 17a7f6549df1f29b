"""The facts of a machine as JSON, back from JSON, put together, and told from those already known."""

import hashlib
import json
from dataclasses import asdict, fields, is_dataclass, replace
from datetime import date
from typing import Any

from itsupport.inventory import kept
from itsupport.inventory.errors import InventoryError
from itsupport.inventory.kept import Inventory

_NOT_FACTS = {"partial", "envelope"}
_SINGLE = {
    "agent": kept.Agent,
    "machine": kept.Machine,
    "system": kept.System,
    "updates": kept.Updates,
}
_ROWS = {
    "cpus": kept.Cpu,
    "disks": kept.Disk,
    "volumes": kept.Volume,
    "cards": kept.Card,
    "antivirus": kept.Antivirus,
    "firewall": kept.Firewall,
    "software": kept.Software,
    "monitors": kept.Monitor,
    "printers": kept.Printer,
    "batteries": kept.Battery,
}
_DAYS = {"bios_on", "installed_on", "booted_on", "done_on"}
LOW_SPACE = 10
"""Percent of a volume under which it is short of space."""


def facts(inventory: Inventory) -> dict[str, Any]:
    """The facts, ready for JSON: days as 2026-11-26, None for what is not known."""
    found = {name: part for name, part in asdict(inventory).items() if name not in _NOT_FACTS}
    ready: dict[str, Any] = json.loads(json.dumps(found, default=date.isoformat))
    return ready


def from_facts(found: dict[str, Any]) -> Inventory:
    """The inventory that facts() made this from. A fact of another version of the portal is left out."""
    known = {field.name for field in fields(Inventory)} - _NOT_FACTS
    parts: dict[str, Any] = {name: part for name, part in found.items() if name in known}
    for name, kind in _SINGLE.items():
        if parts.get(name) is not None:
            parts[name] = _made(kind, parts[name])
    for name, row in _ROWS.items():
        if parts.get(name) is not None:
            parts[name] = tuple(_made(row, one) for one in parts[name])
    if parts.get("remote_tools") is not None:
        parts["remote_tools"] = tuple(parts["remote_tools"])
    return Inventory(**parts)


def merge(previous: Inventory, partial: Inventory) -> Inventory:
    """The last whole report with the sections of a partial one put in the place of the older.

    InventoryError when they come from two agents.
    """
    if previous.agent.deviceid != partial.agent.deviceid:
        raise InventoryError("Cet inventaire partiel ne vient pas du même agent.")
    merged: Inventory = _over(previous, partial)
    return replace(merged, partial=previous.partial, envelope=partial.envelope)


def digest(inventory: Inventory) -> str:
    """Hash of the facts, the same for a replay: without free space, wear, last start, the agent and its words.

    Free space counts when it goes under 10 % or back.
    """
    found = facts(inventory)
    found["agent"] = {key: found["agent"][key] for key in ("deviceid", "uuid")}
    found["system"]["booted_on"] = None
    for battery in found["batteries"] or ():
        battery["wear_percent"] = None
    for volume in found["volumes"] or ():
        volume["free_mb"] = is_low(volume["free_mb"], volume["size_mb"])
    canonical = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_low(free_mb: int | None, size_mb: int | None) -> bool | None:
    """Whether a volume is short of space; None when it does not say."""
    if free_mb is None or not size_mb:
        return None
    return free_mb * 100 < size_mb * LOW_SPACE


def _made(kind: Any, found: dict[str, Any]) -> Any:
    names = [field.name for field in fields(kind)]
    return kind(**{name: _day(name, found.get(name)) for name in names})


def _day(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and isinstance(value, str) else value


def _over(old: Any, new: Any) -> Any:
    """`new` where it knows, `old` elsewhere."""
    if not (is_dataclass(old) and is_dataclass(new)):
        return old if new is None else new
    return replace(  # type: ignore[type-var]
        old,
        **{one.name: _over(getattr(old, one.name), getattr(new, one.name)) for one in fields(old)},
    )
