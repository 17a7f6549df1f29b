"""What the machines of a commune prove for the questions of the audit grid: an answer, and the sentence that shows it.

A section that an agent did not send is « ne sait pas », never « non ». The answer is about the machines that are
known: yes when all are well and none is unknown, no when none is well, partial otherwise.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from itsupport.inventory import support
from itsupport.inventory.facts import is_low
from itsupport.inventory.kept import Inventory

Value: TypeAlias = Literal["yes", "partial", "no", "unknown"]

FRESH_DAYS = 30
"""A machine that was not seen since is no longer followed (question I1)."""
UPDATED_DAYS = 60
"""Windows and Debian repair every month: two months without any update is too long."""
ENOUGH_MEMORY_MB = 7_500
"""8 GB as the agents count them, without what the screen takes."""
OLDEST_YEARS = 7
MOST_ADMINISTRATORS = 2
MOST_NAMED = 8
_SYSTEM_MOUNTS = {"C:", "/"}
_UPDATE = re.compile(r"\bKB\d{6,}\b")
_REMOTE = re.compile(
    r"\b(teamviewer|anydesk|rustdesk|supremo|splashtop|logmein|ammyy|iperius remote|getscreen|dwagent|radmin"
    r"|(?:tight|ultra|real|tiger|x11)?vnc|chrome remote desktop|screenconnect|meshagent|isl light)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A machine of the register: its name there, its last inventory and the day it came, if it ever did."""

    name: str
    inventory: Inventory | None = None
    seen_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The answer to one question of the grid. `sentence` is French, to show beside it."""

    code: str
    value: Value
    sentence: str


@dataclass(frozen=True, slots=True)
class _Finding:
    """What one machine shows: well, not well, or None when it does not say; and why, in words."""

    name: str
    well: bool | None
    why: str = ""


Look: TypeAlias = Callable[[Inventory, date], tuple[bool | None, str]]


def evidence(machines: Sequence[Seen], on: date) -> dict[str, Evidence]:
    """An answer by question code, for the machines of one commune on that day. The order of the machines is theirs."""
    ordered = sorted(machines, key=lambda one: one.name.lower())
    desks = [one for one in ordered if not _is_server(one)]
    laptops = [one for one in desks if one.inventory and one.inventory.machine.chassis == "laptop"]
    return {
        one.code: one
        for one in (
            _followed(ordered, on),
            _judged("P1", ordered, on, _supported, "a un système encore réparé par son éditeur"),
            _judged("P2", ordered, on, _updated, "a reçu des mises à jour récentes"),
            _judged("P3", desks, on, _protected, "a un antivirus actif et à jour"),
            _judged("P4", desks, on, _walled, "a son pare-feu actif"),
            _judged("P6", laptops, on, _ciphered, "a ses disques chiffrés", noun="portable"),
            _judged("P9", desks, on, _able, "a un âge, une mémoire et un espace suffisants"),
            _administrators(desks),
            _remote(ordered),
        )
    }


def _followed(machines: Sequence[Seen], on: date) -> Evidence:
    findings = [
        _Finding(
            one.name,
            one.seen_on is not None and on - one.seen_on <= timedelta(days=FRESH_DAYS),
            f"vu le {_day(one.seen_on)}" if one.seen_on else "jamais vu",
        )
        for one in machines
    ]
    return _answer("I1", findings, f"a été vu depuis {FRESH_DAYS} jours", "machine")


def _judged(
    code: str, machines: Sequence[Seen], on: date, look: Look, well: str, *, noun: str = "poste"
) -> Evidence:
    findings = []
    for one in machines:
        verdict, why = look(one.inventory, on) if one.inventory else (None, "")
        findings.append(_Finding(one.name, verdict, why))
    return _answer(code, findings, well, noun)


def _answer(code: str, findings: Sequence[_Finding], well: str, noun: str) -> Evidence:
    good = [one for one in findings if one.well]
    bad = [one for one in findings if one.well is False]
    unknown = [one for one in findings if one.well is None]
    value: Value = "partial"
    if not bad:
        value = "yes" if good and not unknown else "unknown"
    elif not good:
        value = "no"
    return Evidence(code=code, value=value, sentence=_sentence(good, bad, unknown, well, noun))


def _sentence(
    good: Sequence[_Finding],
    bad: Sequence[_Finding],
    unknown: Sequence[_Finding],
    well: str,
    noun: str,
) -> str:
    """« 3 postes sur 4 ont un antivirus à jour ; PC-ACCUEIL : pas d’antivirus. »"""
    total = len(good) + len(bad) + len(unknown)
    if not total:
        return (
            f"Aucun {noun} dans l’inventaire."
            if noun != "machine"
            else "Aucune machine dans l’inventaire."
        )
    parts = [_count(len(good), total, well, noun)]
    parts += [f"{one.name} : {one.why}" for one in bad[:MOST_NAMED]]
    if len(bad) > MOST_NAMED:
        parts.append(f"et {len(bad) - MOST_NAMED} de plus")
    if unknown:
        names = ", ".join(one.name for one in unknown[:MOST_NAMED])
        more = f" et {len(unknown) - MOST_NAMED} de plus" if len(unknown) > MOST_NAMED else ""
        parts.append(f"{names}{more} : ne sait pas")
    return " ; ".join(parts) + "."


def _count(good: int, total: int, well: str, noun: str) -> str:
    """« 3 postes sur 4 ont… », « 1 poste sur 4 a… »; the verb agrees."""
    plural = good > 1
    verb, _, rest = well.partition(" ")
    plurals = {"a": "ont", "est": "sont"}
    said = f"{plurals[verb] if plural else verb} {rest}"
    if noun == "machine":
        said = said.replace("été vu ", "été vues " if plural else "été vue ")
    if plural:
        said = said.replace("son pare-feu", "leur pare-feu").replace(
            "ses disques", "leurs disques"
        )
        said = said.replace("par son éditeur", "par leur éditeur")
    return f"{good} {noun}{'s' if plural else ''} sur {total} {said}"


def _supported(inventory: Inventory, on: date) -> tuple[bool | None, str]:
    line = support.line_of(inventory.system)
    if line is None:
        return None, ""
    named = f"{inventory.system.name} (version {line.version})"
    return on <= line.ends_on, f"{named}, plus réparé depuis le {_day(line.ends_on)}"


def _updated(inventory: Inventory, on: date) -> tuple[bool | None, str]:
    """The last update that is known: what the machine says, the last KB of Windows, the last package of the others."""
    if inventory.updates and inventory.updates.automatic is False:
        return False, "mises à jour automatiques arrêtées"
    last = inventory.updates.done_on if inventory.updates else None
    is_windows = "windows" in (inventory.system.name or "").lower()
    days = [
        one.installed_on
        for one in inventory.software or ()
        if one.installed_on
        and one.installed_on <= on
        and (not is_windows or _UPDATE.search(one.name))
    ]
    last = max([*days, *([last] if last else [])], default=None)
    if last is None:
        return None, ""
    return on - last <= timedelta(days=UPDATED_DAYS), f"dernière mise à jour le {_day(last)}"


def _protected(inventory: Inventory, _on: date) -> tuple[bool | None, str]:
    if inventory.antivirus is None:
        return None, ""
    if not inventory.antivirus:
        return False, "pas d’antivirus"
    if any(one.enabled and one.up_to_date for one in inventory.antivirus):
        return True, ""
    active = [one for one in inventory.antivirus if one.enabled is not False]
    if not active:
        return False, f"{inventory.antivirus[0].name} arrêté"
    if any(one.enabled is None or one.up_to_date is None for one in active):
        return None, ""
    return False, f"{active[0].name} pas à jour"


def _walled(inventory: Inventory, _on: date) -> tuple[bool | None, str]:
    """Every profile that is told must be on."""
    states = [one.enabled for one in inventory.firewall or ()]
    if False in states:
        closed = [
            one.profile for one in inventory.firewall or () if one.enabled is False and one.profile
        ]
        return False, "pare-feu arrêté" + (f" ({', '.join(closed)})" if closed else "")
    return (True, "") if states and None not in states else (None, "")


def _ciphered(inventory: Inventory, _on: date) -> tuple[bool | None, str]:
    """The system's volume must be encrypted, and no volume that tells may be open but those of the start."""
    told = [one for one in inventory.volumes or () if one.encrypted is not None]
    whole = [one.encrypted for one in inventory.disks or () if one.encrypted is not None]
    system = [one for one in told if one.mount in _SYSTEM_MOUNTS]
    if not system:
        return (all(whole), "disque non chiffré") if whole else (None, "")
    opened = [one.mount for one in told if not one.encrypted and not one.mount.startswith("/boot")]
    return not opened, f"{', '.join(opened)} non chiffré"


def _able(inventory: Inventory, on: date) -> tuple[bool | None, str]:
    """Memory, free space of the system's volume and age of the firmware: what is told must be enough."""
    memory, built = inventory.memory_mb, inventory.machine.bios_on
    lows = [
        is_low(one.free_mb, one.size_mb)
        for one in inventory.volumes or ()
        if one.mount in _SYSTEM_MOUNTS
    ]
    lacks = []
    if memory is not None and memory < ENOUGH_MEMORY_MB:
        lacks.append(f"{round(memory / 1024)} Go de mémoire")
    if True in lows:
        lacks.append("disque presque plein")
    if built is not None and on.year - built.year > OLDEST_YEARS:
        lacks.append(f"micrologiciel de {built.year}")
    if lacks:
        return False, ", ".join(lacks)
    return (None, "") if memory is None or not lows or None in lows else (True, "")


def _administrators(machines: Sequence[Seen]) -> Evidence:
    """A number proves too many accounts; that the others are named and kept for their use is asked on the spot."""
    counted = [
        (one.name, one.inventory.administrators)
        for one in machines
        if one.inventory and one.inventory.administrators is not None
    ]
    many = [
        f"{name} : {number} comptes administrateurs"
        for name, number in counted
        if number > MOST_ADMINISTRATORS
    ]
    if not counted:
        sentence = "Aucun poste ne dit combien de comptes sont administrateurs."
    elif many:
        sentence = " ; ".join(many[:MOST_NAMED]) + "."
    else:
        sentence = (
            f"{MOST_ADMINISTRATORS} comptes administrateurs au plus par poste, sur {len(counted)} ;"
            " à confirmer sur place."
        )
    return Evidence(code="C2", value="partial" if many else "unknown", sentence=sentence)


def _remote(machines: Sequence[Seen]) -> Evidence:
    """Programs that take control from afar, among the software or told by the agent; how they are held is asked."""
    found = {
        one.name: tools
        for one in machines
        if one.inventory and (tools := remote_tools(one.inventory)) is not None
    }
    with_tools = {name: tools for name, tools in found.items() if tools}
    kinds = {tool for tools in with_tools.values() for tool in tools}
    if with_tools:
        sentence = " ; ".join(
            f"{name} : {', '.join(tools)}" for name, tools in list(with_tools.items())[:MOST_NAMED]
        )
        return Evidence(
            code="C6", value="partial" if len(kinds) > 1 else "unknown", sentence=f"{sentence}."
        )
    if found and len(found) == len(machines):
        return Evidence(
            code="C6",
            value="yes",
            sentence="Aucun outil de prise en main à distance n’est installé.",
        )
    return Evidence(
        code="C6",
        value="unknown",
        sentence="Les logiciels de toutes les machines ne sont pas connus.",
    )


def remote_tools(inventory: Inventory) -> list[str] | None:
    """Names of the remote control programs of a machine, in lower case; None when its software is not known."""
    if inventory.software is None and inventory.remote_tools is None:
        return None
    named = {one.lower() for one in inventory.remote_tools or ()}
    named |= {
        found[1].lower()
        for one in inventory.software or ()
        if (found := _REMOTE.search(one.name)) is not None
    }
    return sorted(named)


def _is_server(machine: Seen) -> bool:
    return machine.inventory is not None and machine.inventory.machine.chassis in {"server", "vm"}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
