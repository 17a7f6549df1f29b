"""Which machine of the register reports: the same, a new one, or a doubt that a person settles.

A false merge mixes two machines for ever, a doubt costs a click: no single weak key ever merges, and two keys that
contradict each other never do. The answer does not depend on the order of the register.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from itsupport.inventory import junk, values
from itsupport.inventory.kept import Inventory

AGENT, SERIAL, UUID = "agent", "serial", "uuid"
MAC, NAME = "mac", "name"
STRONG = frozenset({AGENT, SERIAL, UUID})

_SAYS = {
    AGENT: "même agent",
    SERIAL: "même fabricant et même numéro de série",
    UUID: "même identifiant de carte mère",
    MAC: "même carte réseau",
    NAME: "même nom",
}
_DENIES = {
    SERIAL: "numéro de série différent",
    UUID: "identifiant de carte mère différent",
    MAC: "cartes réseau différentes",
    NAME: "nom différent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMachine:
    """A machine of the register, by its keys. One just delivered has manufacturer and serial only."""

    key: str
    agent_uuid: str | None = None
    deviceid: str | None = None
    manufacturer: str | None = None
    serial: str | None = None
    uuid: str | None = None
    name: str | None = None
    macs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`key` is set for "same"; `candidates` are the keys to choose from for "doubt". Reasons are French words."""

    kind: Literal["same", "new", "doubt"]
    key: str | None = None
    candidates: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What agrees and what differs between the report and one known machine; the rest is unknown to one of them."""

    key: str
    agree: frozenset[str]
    differ: frozenset[str]
    never_reported: bool

    @property
    def strong(self) -> frozenset[str]:
        return self.agree & STRONG

    @property
    def denied(self) -> bool:
        """Another serial number or another motherboard."""
        return bool(self.differ & {SERIAL, UUID})

    @property
    def proven(self) -> bool:
        """Two keys agree, one of them strong, or name and network card together; and nothing denies it."""
        if self.denied:
            return False
        if len(self.strong) > 1 or {MAC, NAME} <= self.agree:
            return True
        if self.strong == {SERIAL}:
            return self.never_reported or bool(self.agree & {MAC, NAME})
        if self.strong == {AGENT}:
            return bool(self.agree & {MAC, NAME}) or not self.differ
        return self.strong == {UUID} and (
            MAC in self.agree or (NAME in self.agree and MAC not in self.differ)
        )

    @property
    def doubtful(self) -> bool:
        """Something says that it may be this one: a strong key, a network card, or a name that nothing denies."""
        return bool(self.strong) or MAC in self.agree or (NAME in self.agree and not self.differ)

    def reasons(self) -> list[str]:
        said = [_SAYS[one] for one in _SAYS if one in self.agree]
        return said + [_DENIES[one] for one in _DENIES if one in self.differ]


def match(inventory: Inventory, known: Sequence[KnownMachine]) -> Match:
    """The known machine that this inventory comes from, by agent, serial, motherboard, card with name.

    "same" when one machine is proven and no other is as likely; "doubt" when something points to one that is not
    proven, or to several; "new" when nothing points to any.
    """
    report = known_as(inventory)
    compared = sorted((_compare(report, one) for one in known), key=lambda one: one.key)
    likely = [one for one in compared if one.doubtful]
    proven = [one for one in likely if one.proven]
    if len(proven) == 1 and all(_loses(one, proven[0]) for one in likely if one is not proven[0]):
        return Match(kind="same", key=proven[0].key, reasons=tuple(proven[0].reasons()))
    if not likely:
        return Match(kind="new", reasons=("aucune machine connue ne lui ressemble",))
    several = ("plusieurs machines connues lui ressemblent",) if len(likely) > 1 else ()
    reasons = [reason for one in likely for reason in one.reasons()]
    return Match(
        kind="doubt",
        candidates=tuple(one.key for one in likely),
        reasons=several + tuple(dict.fromkeys(reasons)),
    )


def known_as(inventory: Inventory, key: str = "") -> KnownMachine:
    """The keys of the machine that this inventory describes, to keep in the register."""
    agent, machine = inventory.agent, inventory.machine
    return KnownMachine(
        key=key,
        agent_uuid=agent.uuid,
        deviceid=agent.deviceid,
        manufacturer=machine.manufacturer,
        serial=machine.serial,
        uuid=machine.uuid,
        name=machine.name,
        macs=tuple(card.mac for card in inventory.cards or () if not card.removable),
    )


def _loses(other: _Comparison, best: _Comparison) -> bool:
    """Whether another likely machine is clearly less so: all that it has in common, the best has too, and more."""
    return other.agree < best.agree and (bool(other.differ) or not other.strong)


def _compare(report: KnownMachine, known: KnownMachine) -> _Comparison:
    agree: set[str] = set()
    differ: set[str] = set()
    pairs = {
        SERIAL: (_serial(report), _serial(known)),
        UUID: (junk.uuid(report.uuid), junk.uuid(known.uuid)),
        NAME: (_folded(report.name), _folded(known.name)),
    }
    for key, (ours, theirs) in pairs.items():
        if ours and theirs:
            (agree if ours == theirs else differ).add(key)
    if _same_agent(report, known):
        agree.add(AGENT)
    macs, others = _macs(report), _macs(known)
    if macs and others:
        (agree if macs & others else differ).add(MAC)
    bare = not (known.agent_uuid or known.deviceid or known.macs or junk.uuid(known.uuid))
    return _Comparison(known.key, frozenset(agree), frozenset(differ), bare)


def _serial(machine: KnownMachine) -> tuple[str, str] | None:
    """A serial number is one of a manufacturer: without it, it proves nothing."""
    maker, serial = junk.manufacturer(machine.manufacturer), junk.serial(machine.serial)
    return (maker, serial) if maker and serial else None


def _same_agent(report: KnownMachine, known: KnownMachine) -> bool:
    """One of two identifiers: the agent's own when both have it, else the name it gave itself."""
    uuids = values.uuid(report.agent_uuid or ""), values.uuid(known.agent_uuid or "")
    if all(uuids):
        return uuids[0] == uuids[1]
    return bool(report.deviceid) and report.deviceid == known.deviceid


def _folded(name: str | None) -> str:
    return (name or "").strip().lower()


def _macs(machine: KnownMachine) -> frozenset[str]:
    return frozenset(mac for one in machine.macs if (mac := values.mac(one)))
