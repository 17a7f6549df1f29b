"""Each section of an inventory, read into what is kept of it: XML of FusionInventory and OCS, JSON of GLPI."""

import re
from collections.abc import Callable, Collection
from typing import TypeVar

from itsupport.inventory import people, values
from itsupport.inventory.hardware import CHASSIS_WORDS, is_virtual_card, kept_mount
from itsupport.inventory.kept import (
    Agent,
    Antivirus,
    Battery,
    Card,
    Cpu,
    Disk,
    Envelope,
    Firewall,
    Inventory,
    Machine,
    Monitor,
    Printer,
    Software,
    System,
    Updates,
    Volume,
)
from itsupport.inventory.trees import Tree, first, rows, word

Row = TypeVar("Row")

FACTS = frozenset(
    [
        "accountinfo",
        "antivirus",
        "batteries",
        "bios",
        "cpus",
        "drives",
        "firewall",
        "firewalls",
        "hardware",
        "local_groups",
        "monitors",
        "networks",
        "operatingsystem",
        "printers",
        "remote_mgmt",
        "securitycenter",
        "softwares",
        "storages",
        "versionclient",
        "winupdatestate",
    ]
)
PERSONAL = frozenset({"users", "local_users"})
"""Read to keep the names in them out of every other section, then dropped."""
WANTED = FACTS | PERSONAL

MOST_ROWS = 5_000
_WINDOWS_ADMINISTRATORS = {"administrateurs", "administrators", "administratoren"}
_ADMINISTRATORS_ID = "S-1-5-32-544"
_UNIX_ADMINISTRATORS = {"sudo", "wheel", "admin"}
_REDIRECTED = re.compile(r"redirect|redirig|redirec", re.IGNORECASE)
_NO_VOLUME = {
    "cd-rom drive",
    "cd-rom disc",
    "removable disk",
    "removable drive",
    "network drive",
    "network",
}
_REMOTE_FILES = {
    "nfs",
    "nfs4",
    "cifs",
    "smbfs",
    "fuse.sshfs",
    "tmpfs",
    "overlay",
    "squashfs",
    "iso9660",
}
_HUNDRED = 100


def inventory(
    content: Tree, *, deviceid: str | None, tag: str | None, envelope: Envelope, partial: bool
) -> Inventory:
    """The facts of one report."""
    names = people.names(content)
    hardware, system = first(content, "hardware"), _system(content)
    return Inventory(
        agent=Agent(
            protocol=envelope.protocol,
            version=values.text(word(content, "versionclient")),
            deviceid=deviceid,
        ),
        tag=tag,
        machine=_machine(content, system),
        system=system,
        memory_mb=values.number(word(hardware, "memory")) or None,
        cpus=_cpus(content),
        disks=_all(content, _disk, "storages"),
        volumes=_all(content, lambda row: _volume(row, names), "drives"),
        cards=_all(content, _card, "networks"),
        antivirus=_all(content, _antivirus, "antivirus", "securitycenter"),
        firewall=_all(content, _firewall, "firewall", "firewalls", "securitycenter"),
        software=_all(content, lambda row: _software(row, names), "softwares"),
        monitors=_all(content, _monitor, "monitors"),
        printers=_all(content, lambda row: _printer(row, names), "printers"),
        batteries=_all(content, _battery, "batteries"),
        updates=_updates(content),
        remote_tools=_all(content, lambda row: values.text(word(row, "type")), "remote_mgmt"),
        administrators=_administrators(content),
        partial=partial,
        envelope=envelope,
    )


def tag_of(content: Tree) -> str | None:
    """The label given to the agent when it was installed (XML)."""
    for row in rows(content, "accountinfo") or []:
        if word(row, "keyname").upper() == "TAG":
            return values.text(word(row, "keyvalue"))
    return None


def _all(content: Tree, read: Callable[[Tree], Row | None], *names: str) -> tuple[Row, ...] | None:
    """The rows of a section in an order of their own, each once; None when the section was not sent."""
    sent = rows(content, *names)
    if sent is None:
        return None
    found = [one for row in sent[:MOST_ROWS] if (one := read(row)) is not None]
    if sent and not found and "securitycenter" in names:
        return None
    return tuple(sorted(dict.fromkeys(found), key=repr))


def _machine(content: Tree, system: System) -> Machine:
    bios, hardware = first(content, "bios"), first(content, "hardware")
    name = values.text(word(hardware, "name"))
    secure = word(bios, "secure_boot").lower()
    return Machine(
        name=name.partition(".")[0] if name else None,
        manufacturer=values.text(word(bios, "smanufacturer", "mmanufacturer")),
        model=values.text(word(bios, "smodel", "mmodel")),
        serial=values.text(word(bios, "ssn", "biosserial", "enclosureserial")),
        uuid=values.uuid(word(hardware, "uuid")),
        chassis=CHASSIS_WORDS.kind(
            virtual=word(hardware, "vmsystem"),
            words=word(hardware, "chassis_type") or word(bios, "type"),
            system=system.name or "",
        ),
        bios_on=values.day(word(bios, "bdate"), month_first=True),
        secure_boot={"enabled": True, "disabled": False, "unsupported": False}.get(secure),
    )


def _system(content: Tree) -> System:
    found, hardware = first(content, "operatingsystem"), first(content, "hardware")
    return System(
        name=values.text(word(found, "full_name", "name") or word(hardware, "osname")),
        version=values.text(word(found, "version") or word(hardware, "osversion")),
        kernel=values.text(word(found, "kernel_version") or word(hardware, "osversion")),
        architecture=values.text(word(found, "arch") or word(hardware, "arch", "archname")),
        installed_on=values.day(word(found, "install_date")),
        booted_on=values.day(word(found, "boot_time")),
    )


def _cpus(content: Tree) -> tuple[Cpu, ...] | None:
    """One row a processor: two of the same kind are two."""
    sent = rows(content, "cpus")
    if sent is None:
        return None
    return tuple(
        Cpu(
            name=values.text(word(row, "name", "type")),
            cores=values.number(word(row, "core", "cores", "corecount")),
        )
        for row in sent[:MOST_ROWS]
    )


def _disk(row: Tree) -> Disk | None:
    kind = word(row, "type").lower()
    size = values.number(word(row, "disksize"))
    if not size or (kind and "cd" in kind) or "removable" in kind:
        return None
    return Disk(
        model=values.text(word(row, "model", "name")),
        size_mb=size,
        encrypted=_encrypted(row),
    )


def _volume(row: Tree, names: Collection[str]) -> Volume | None:
    letter, kind = word(row, "letter"), word(row, "type")
    files = word(row, "filesystem").lower()
    if files in _REMOTE_FILES or kind.strip().lower() in _NO_VOLUME:
        return None
    mount = people.without(kept_mount(letter or kind), names)
    if mount is None:
        return None
    return Volume(
        mount=mount,
        size_mb=values.number(word(row, "total")),
        free_mb=values.number(word(row, "free")),
        encrypted=_encrypted(row),
        encryption=values.text(word(row, "encrypt_name")),
    )


def _encrypted(row: Tree) -> bool | None:
    """Only « Yes » is encrypted: a disk that is partly so is not yet."""
    said = word(row, "encrypt_status").strip().lower()
    return values.flag("no" if said.startswith("partial") else said)


def _card(row: Tree) -> Card | None:
    mac = values.mac(word(row, "macaddr", "mac"))
    if mac is None or values.flag(word(row, "virtualdev")) or is_virtual_card(row):
        return None
    described = f"{word(row, 'description')} {word(row, 'model')}".lower()
    return Card(
        mac=mac,
        wireless=word(row, "type").lower() == "wifi"
        or "wi-fi" in described
        or "wireless" in described,
        removable=word(row, "pnpdeviceid").upper().startswith("USB")
        or bool(re.search(r"\b(usb|dock)\b", described)),
    )


def _antivirus(row: Tree) -> Antivirus | None:
    if "category" in row and "virus" not in word(row, "category").lower():
        return None
    name = values.text(word(row, "name", "product"))
    if name is None:
        return None
    return Antivirus(
        name=name,
        version=values.text(word(row, "version")),
        enabled=values.flag(word(row, "enabled")),
        up_to_date=values.flag(word(row, "uptodate")),
    )


def _firewall(row: Tree) -> Firewall | None:
    if "category" in row and "fire" not in word(row, "category").lower():
        return None
    return Firewall(
        profile=values.text(word(row, "profile", "product")),
        enabled=values.flag(word(row, "status", "enabled")),
    )


def _software(row: Tree, names: Collection[str]) -> Software | None:
    full_names = [one for one in names if " " in one or "." in one]
    name = people.without(values.text(word(row, "name")), full_names)
    if name is None:
        return None
    publisher = people.without(values.text(word(row, "publisher")), full_names)
    return Software(
        name=name,
        version=values.text(word(row, "version")),
        publisher=None if publisher and "@" in publisher else publisher,
        installed_on=values.day(word(row, "install_date", "installdate")),
    )


def _monitor(row: Tree) -> Monitor | None:
    found = Monitor(
        name=values.text(word(row, "caption", "name")),
        manufacturer=values.text(word(row, "manufacturer")),
        serial=values.text(word(row, "serial", "altserial")),
    )
    return found if any((found.name, found.manufacturer, found.serial)) else None


def _printer(row: Tree, names: Collection[str]) -> Printer | None:
    """A printer of the machine: those that follow somebody's session are not."""
    said = word(row, "name")
    name = people.without(values.text(said.rpartition("\\")[2]), names)
    if name is None or _REDIRECTED.search(said) or word(row, "port").upper().startswith("TS0"):
        return None
    return Printer(name=name, driver=people.without(values.text(word(row, "driver")), names))


def _battery(row: Tree) -> Battery | None:
    designed, real = (values.decimal(word(row, key)) for key in ("capacity", "real_capacity"))
    wear = None
    if designed and real is not None:
        wear = min(_HUNDRED, max(0, round(_HUNDRED - real / designed * _HUNDRED)))
    return Battery(name=values.text(word(row, "name")), wear_percent=wear)


def _updates(content: Tree) -> Updates | None:
    """What OCS says of Windows Update: options 3 and 4 download by themselves."""
    sent = rows(content, "winupdatestate")
    if not sent:
        return None
    options = values.number(word(sent[0], "auoptions"))
    return Updates(
        automatic=None if options is None else options in {3, 4},
        pending=values.number(word(sent[0], "pending")),
        done_on=values.day(word(sent[0], "lastsuccesstime")),
    )


def _administrators(content: Tree) -> int | None:
    """Distinct members of the administrators' groups; on Unix a group that is not listed has no member."""
    sent = rows(content, "local_groups")
    if sent is None:
        return None
    windows = [
        row
        for row in sent
        if word(row, "id") == _ADMINISTRATORS_ID
        or word(row, "name").lower() in _WINDOWS_ADMINISTRATORS
    ]
    unix = [row for row in sent if word(row, "name").lower() in _UNIX_ADMINISTRATORS]
    is_windows = any(word(row, "id").startswith("S-1-") for row in sent) or bool(windows)
    if is_windows and not windows:
        return None
    groups = windows or unix
    return len(
        {
            one
            for row in groups
            for key in ("member", "members")
            for one in row.get(key, ())
            if isinstance(one, str) and one
        }
    )
