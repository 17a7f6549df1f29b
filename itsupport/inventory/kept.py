"""What is kept of a machine: these facts and no other. None means that the agent did not say: « ne sait pas ».

No address on the network is kept: nothing here needs it. Names of people, their folders, their processes have no
field to go to.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from itsupport.inventory import values
from itsupport.inventory.wire import Packing

if TYPE_CHECKING:
    from datetime import date

Chassis = Literal["desktop", "laptop", "tablet", "server", "vm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """How a message came: the reply goes back the same way."""

    protocol: Literal["xml", "json"]
    packing: Packing = Packing.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Prolog:
    """An XML agent asks whether to send its inventory."""

    deviceid: str
    envelope: Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A JSON agent says which tasks it can do, and asks which to do."""

    deviceid: str
    version: str | None
    tag: str | None
    envelope: Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Who reports. `uuid` comes with the request, not in its body: Inventory.sent_by."""

    protocol: Literal["xml", "json"]
    version: str | None = None
    deviceid: str | None = None
    uuid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The thing on the desk, as its firmware names it."""

    name: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    serial: str | None = None
    uuid: str | None = None
    chassis: Chassis | None = None
    bios_on: date | None = None
    secure_boot: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The operating system. Days are those of the machine's own clock."""

    name: str | None = None
    version: str | None = None
    kernel: str | None = None
    architecture: str | None = None
    installed_on: date | None = None
    booted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cpu:
    name: str | None
    cores: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    model: str | None
    size_mb: int | None
    encrypted: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A letter or a mount point; below the folders of people only the first folder is kept."""

    mount: str
    size_mb: int | None
    free_mb: int | None
    encrypted: bool | None
    encryption: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A network card of metal. `removable` is a dock or a USB key: it moves from machine to machine."""

    mac: str
    wireless: bool
    removable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Antivirus:
    name: str
    version: str | None
    enabled: bool | None
    up_to_date: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewall:
    profile: str | None
    enabled: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    name: str
    version: str | None
    publisher: str | None
    installed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    name: str | None
    manufacturer: str | None
    serial: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    name: str
    driver: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """`wear_percent` is the share of the designed capacity that is lost."""

    name: str | None
    wear_percent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """What the machine says of its own updates, when it says it."""

    automatic: bool | None
    pending: int | None
    done_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """One report of one machine. A section that was not sent is None, never empty.

    `administrators` is the number of members of the administrators' group: their names are dropped.
    `remote_tools` are names of programs that take control from afar, without the identifier that opens them.
    `partial`: only some sections were sent, on purpose; merge it into the last whole report.
    """

    agent: Agent
    tag: str | None = None
    machine: Machine = Machine()
    system: System = System()
    memory_mb: int | None = None
    cpus: tuple[Cpu, ...] | None = None
    disks: tuple[Disk, ...] | None = None
    volumes: tuple[Volume, ...] | None = None
    cards: tuple[Card, ...] | None = None
    antivirus: tuple[Antivirus, ...] | None = None
    firewall: tuple[Firewall, ...] | None = None
    software: tuple[Software, ...] | None = None
    monitors: tuple[Monitor, ...] | None = None
    printers: tuple[Printer, ...] | None = None
    batteries: tuple[Battery, ...] | None = None
    updates: Updates | None = None
    remote_tools: tuple[str, ...] | None = None
    administrators: int | None = None
    partial: bool = field(default=False, compare=False)
    envelope: Envelope = field(default=Envelope(protocol="xml"), compare=False)

    def sent_by(self, *, agent_id: str = "", user_agent: str = "") -> Inventory:
        """The same, with what only the headers say: GLPI-Agent-ID; User-Agent when the body has no version."""
        agent = replace(
            self.agent,
            uuid=values.uuid(agent_id) or self.agent.uuid,
            version=self.agent.version or values.text(user_agent),
        )
        return replace(self, agent=agent)
