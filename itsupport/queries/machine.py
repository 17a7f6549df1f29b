"""The last report of a machine, in French sentences and figures; nothing that it did not say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from itsupport import inventory
from itsupport.inventory.facts import is_low
from itsupport.queries.fleet import SILENT
from portal.lib.dates import day_in_words, paris_date
from portal.lib.text import NBSP, count, count_in_words, decimal_number, join, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.inventory import Inventory
    from itsupport.inventory.kept import Volume
    from itsupport.models import Asset

KILO, TERA = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fact:
    """`tone`: « warn » or « late » when it should be looked at, « ok » when it is well, else empty."""

    label: str
    value: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineSheet:
    """`fresh`: the agent spoke within 30 days. `days` since it did, 0 today."""

    facts: list[Fact] = field(default_factory=list)
    fresh: bool = False
    days: int = 0

    @property
    def verdict(self) -> str:
        """« Deux points à regarder. »"""
        number = sum(one.tone in {"warn", "late"} for one in self.facts)
        if not number:
            return "Rien n’appelle l’attention."
        return f"{sentence(count_in_words(number, 'point'))} à regarder."


def machine_sheet(asset: Asset, *, at: datetime) -> MachineSheet | None:
    """None when no agent ever reported."""
    if asset.facts is None or asset.facts_at is None:
        return None
    found = inventory.from_facts(asset.facts)
    every = [
        _system(asset, found, at=at),
        _memory(found),
        *_disks(found),
        *_security(found),
        _network(found),
        *_around(found),
        *_rights(found),
    ]
    return MachineSheet(
        facts=[one for one in every if one is not None and one.value],
        fresh=at - asset.facts_at <= SILENT,
        days=(paris_date(at) - paris_date(asset.facts_at)).days,
    )


def size(megabytes: int | None) -> str:
    """« 238 Go », « 1,8 To »."""
    if not megabytes:
        return ""
    if megabytes >= TERA:
        tenths = round(megabytes * 10 / TERA)
        return f"{tenths // 10},{tenths % 10}{NBSP}To"
    return f"{decimal_number(round(megabytes / KILO))}{NBSP}Go"


def _system(asset: Asset, found: Inventory, *, at: datetime) -> Fact:
    until, words = asset.supported_until, asset.system or "inconnu"
    if until is None:
        return Fact("Système", words)
    over = until < paris_date(at)
    when = day_in_words(until, weekday=False, year=True)
    said = f"n’est plus corrigé depuis le {when}" if over else f"corrigé jusqu’au {when}"
    return Fact("Système", f"{words}, {said}", "late" if over else "ok")


def _memory(found: Inventory) -> Fact:
    names = [one.name for one in found.cpus or () if one.name]
    parts = [f"{size(found.memory_mb)} de mémoire" if found.memory_mb else "", *names[:1]]
    return Fact("Puissance", ", ".join(part for part in parts if part))


def _disks(found: Inventory) -> list[Fact]:
    volumes = found.volumes or ()
    low = [one for one in volumes if is_low(one.free_mb, one.size_mb)]
    shown = Fact("Espace", " ; ".join(_volume(one) for one in volumes), "warn" if low else "")
    ciphered = [one.encrypted for one in volumes if one.encrypted is not None]
    if not ciphered:
        return [shown]
    words = "chiffré" if all(ciphered) else "non chiffré"
    return [shown, Fact("Disque", words, "ok" if all(ciphered) else "warn")]


def _volume(one: Volume) -> str:
    free, whole = size(one.free_mb), size(one.size_mb)
    return f"{one.mount} {free} libres sur {whole}" if free and whole else f"{one.mount} {whole}"


def _security(found: Inventory) -> list[Fact]:
    facts = []
    if found.antivirus is not None:
        running = [one.name for one in found.antivirus if one.enabled]
        words = join(running) or "aucun ne tourne"
        facts.append(Fact("Antivirus", words, "ok" if running else "late"))
    if found.firewall:
        closed = [one for one in found.firewall if one.enabled is False]
        facts.append(Fact("Pare-feu", "arrêté" if closed else "actif", "warn" if closed else "ok"))
    updates = found.updates
    if updates is not None and updates.done_on is not None:
        when = day_in_words(updates.done_on, weekday=False, year=True)
        facts.append(Fact("Mises à jour", f"la dernière le {when}"))
    return facts


def _network(found: Inventory) -> Fact | None:
    """How many sockets: an address would say more than anybody needs."""
    if found.cards is None:
        return None
    fixed = sum(not one.wireless for one in found.cards)
    wireless = len(found.cards) - fixed
    parts = [
        count(fixed, "prise réseau", "prises réseau") if fixed else "",
        "Wi-Fi" if wireless else "",
    ]
    return Fact("Réseau", join([part for part in parts if part]))


def _around(found: Inventory) -> list[Fact]:
    screens = [one.name or "écran" for one in found.monitors or ()]
    printers = [one.name for one in found.printers or ()]
    worn = [one.wear_percent for one in found.batteries or () if one.wear_percent is not None]
    facts = [Fact("Écrans", join(screens)), Fact("Imprimantes", join(printers))]
    if worn:
        facts.append(Fact("Batterie", f"{max(worn)}{NBSP}% de sa capacité perdue"))
    return facts


def _rights(found: Inventory) -> list[Fact]:
    """How many administrators, never who."""
    facts = []
    if found.administrators is not None:
        facts.append(Fact("Droits", count(found.administrators, "compte administrateur")))
    if found.remote_tools:
        facts.append(Fact("Prise en main à distance", join(list(found.remote_tools))))
    return facts
