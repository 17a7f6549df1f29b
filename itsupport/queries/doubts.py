"""A report that may be of several machines, beside each of them: what agrees, what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itsupport.inventory import from_facts
from itsupport.inventory.matching import known_as
from itsupport.models import Asset
from itsupport.queries.machine import size

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from itsupport.inventory import Inventory
    from itsupport.models import InventoryReport

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Likeness:
    """One line of the comparison. `same` is None when one side does not say."""

    label: str
    value: str
    same: bool | None


@dataclass(frozen=True, slots=True)
class Candidate:
    asset: Asset
    lines: list[Likeness]
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    report: InventoryReport
    said: list[tuple[str, str]]
    candidates: list[Candidate]


def doubts(waiting: QuerySet[InventoryReport]) -> list[Doubt]:
    """The first ones, the oldest first. Two queries."""
    rows = list(waiting.select_related("commune").order_by("received_at", "pk")[:SHOWN])
    wanted = {pk for row in rows for pk in row.candidates}
    assets = Asset.objects.select_related("commune", "site").in_bulk(wanted)
    return [_doubt(row, [assets[pk] for pk in row.candidates if pk in assets]) for row in rows]


def _doubt(report: InventoryReport, assets: list[Asset]) -> Doubt:
    found = from_facts(report.facts)
    said = _said(found)
    return Doubt(
        report,
        [(label, value) for label, value in said.items() if value],
        [
            Candidate(one, _compared(said, one), one.commune_id != report.commune_id)
            for one in assets
        ],
    )


def _said(found: Inventory) -> dict[str, str]:
    keys, machine = known_as(found), found.machine
    return {
        "Nom": machine.name or "",
        "Modèle": " ".join(filter(None, (machine.manufacturer, machine.model))),
        "Numéro de série": machine.serial or "",
        "Carte mère": machine.uuid or "",
        "Cartes réseau": ", ".join(sorted(keys.macs)),
        "Agent": found.agent.deviceid or "",
        "Système": " ".join(filter(None, (found.system.name, found.system.version))),
        "Mémoire": size(found.memory_mb),
    }


def _compared(said: dict[str, str], asset: Asset) -> list[Likeness]:
    facts = from_facts(asset.facts) if asset.facts else None
    known = _said(facts) if facts else {}
    known |= {
        "Nom": known.get("Nom") or asset.name,
        "Modèle": " ".join(filter(None, (asset.manufacturer, asset.model))),
        "Numéro de série": asset.serial,
        "Carte mère": asset.smbios_uuid,
        "Cartes réseau": ", ".join(sorted(asset.macs)),
        "Agent": asset.device_id,
    }
    return [
        Likeness(label, known[label], _folded(known[label]) == _folded(value) if value else None)
        for label, value in said.items()
        if known.get(label)
    ]


def _folded(value: str) -> str:
    return " ".join(value.lower().split())
