"""Words of the agents for a chassis, a network card, a mount point."""

import re
from typing import TYPE_CHECKING

from itsupport.inventory import values
from itsupport.inventory.trees import Tree, word

if TYPE_CHECKING:
    from itsupport.inventory.kept import Chassis

_CHASSIS: "dict[Chassis, frozenset[str]]" = {
    "laptop": frozenset(
        {"laptop", "notebook", "portable", "sub notebook", "subnotebook", "convertible", "detachable", "hand held"}
    ),
    "tablet": frozenset({"tablet"}),
    "server": frozenset(
        {"server", "rack mount chassis", "main server chassis", "main system chassis", "blade", "blade enclosure"}
    ),
    "desktop": frozenset(
        {
            "desktop", "low profile desktop", "tower", "mini tower", "mini-tower", "minitower", "pizza box",
            "space-saving", "lunch box", "all in one", "all-in-one", "mini pc", "stick pc", "micro tower", "imac",
        }
    ),
}  # fmt: skip
_PHYSICAL = {"", "physical"}
_SERVER_SYSTEM = re.compile(r"\bserver\b", re.IGNORECASE)

_VIRTUAL_TYPES = {
    "loopback",
    "bridge",
    "alias",
    "aggregate",
    "dialup",
    "bluetooth",
    "fibrechannel",
}
_VIRTUAL_CARD = re.compile(
    r"\b(?:ifb|veth|docker|virbr|br-|bond|dummy|tun|tap|wg|ppp|lo|vmnet|vboxnet|zt|tailscale)\w*\d*\b"
    r"|virtual|vmware|vpn|wan miniport|loopback|pseudo-interface|wi-fi direct|hyper-v|bluetooth|anyconnect"
    r"|fortinet|tap-windows|kernel debug|teredo|isatap|6to4",
    re.IGNORECASE,
)
_PARAVIRTUAL = re.compile(r"virtio|vmxnet|xennet|hv_netvsc|pro/1000", re.IGNORECASE)

_SHARED_FOLDERS = re.compile(
    r"^/(home|media|run/media|mnt|users|volumes|srv|net)(?:/.*)?$", re.IGNORECASE
)
_LETTER = re.compile(r"^([A-Za-z]):?[\\/]*$")


class _ChassisWords:
    """Which kind of machine these words name."""

    @staticmethod
    def kind(*, virtual: str, words: str, system: str) -> "Chassis | None":
        if virtual.strip().lower() not in _PHYSICAL:
            return "vm"
        said = words.strip().lower()
        if _SERVER_SYSTEM.search(system):
            return "server"
        return next((kind for kind, known in _CHASSIS.items() if said in known), None)


CHASSIS_WORDS = _ChassisWords()


def is_virtual_card(row: Tree) -> bool:
    """Whether a network card is made of software: a bridge, a tunnel, a loop."""
    if word(row, "type").lower() in _VIRTUAL_TYPES:
        return True
    described = f"{word(row, 'description')} {word(row, 'model')}"
    return _VIRTUAL_CARD.search(described) is not None and not _PARAVIRTUAL.search(
        f"{described} {word(row, 'driver')}"
    )


def kept_mount(said: str) -> str | None:
    """« C: », or a mount point without what lies below the folders where people and keys have theirs."""
    if letter := _LETTER.match(said.strip()):
        return f"{letter[1].upper()}:"
    if not said.startswith("/"):
        return None
    if shared := _SHARED_FOLDERS.match(said):
        return f"/{shared[1].lower()}"
    return values.text(said)
