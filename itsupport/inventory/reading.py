"""read(): from the body of a request to a message. Pure: no clock, no database, no network."""

from typing import Any

from itsupport.inventory import sections, values
from itsupport.inventory.errors import InventoryError
from itsupport.inventory.kept import Contact, Envelope, Inventory, Prolog
from itsupport.inventory.trees import Tree, as_tree, decoded, first, from_json, from_xml, word
from itsupport.inventory.wire import Packing, unpack

_COMPUTER = "computer"


def read(body: bytes) -> Inventory | Prolog | Contact:
    """What an agent sent, sniffed from the body: XML or JSON, plain, zlib or gzip; 5 MB, 20 MB once decompressed.

    InventoryError, and nothing else, on any other bytes. An Inventory holds whitelisted facts only.
    """
    document, packing = unpack(body)
    text = decoded(document).lstrip()
    if text.startswith("<"):
        return _from_xml(text, packing)
    if text.startswith("{"):
        return _from_json(text, packing)
    raise InventoryError(
        "L’envoi est vide." if not text else "L’envoi n’est ni du XML ni du JSON."
    )


def _from_xml(text: str, packing: Packing) -> Inventory | Prolog:
    root, tree = from_xml(text, sections.WANTED)
    if root != "request":
        raise InventoryError("Le document XML n’est pas un message d’agent.")
    envelope = Envelope(protocol="xml", packing=packing)
    deviceid = values.text(word(tree, "deviceid"))
    query = word(tree, "query").strip().upper()
    if query == "PROLOG":
        return Prolog(deviceid=_needed(deviceid), envelope=envelope)
    if query != "INVENTORY":
        raise InventoryError("Ce message d’agent n’est ni une annonce ni un inventaire.")
    content = first(tree, "content")
    if not content:
        raise InventoryError("L’inventaire est vide.")
    return sections.inventory(
        content, deviceid=deviceid, tag=sections.tag_of(content), envelope=envelope, partial=False
    )


def _from_json(text: str, packing: Packing) -> Inventory | Contact:
    found = from_json(text)
    envelope = Envelope(protocol="json", packing=packing)
    plain = as_tree(
        {name: found.get(name) for name in ("action", "deviceid", "tag", "version", "itemtype")}
    )
    deviceid, tag = values.text(word(plain, "deviceid")), values.text(word(plain, "tag"))
    action = word(plain, "action").strip().lower()
    if action == "contact":
        version = values.text(word(plain, "version"))
        return Contact(deviceid=_needed(deviceid), version=version, tag=tag, envelope=envelope)
    if action not in {"", "inventory"}:
        raise InventoryError("Ce message d’agent n’est ni une annonce ni un inventaire.")
    if word(plain, "itemtype").lower() not in {"", _COMPUTER}:
        raise InventoryError("Seuls les inventaires d’ordinateurs sont reçus.")
    partial = found.get("partial") is True
    return sections.inventory(
        _content(found.get("content")),
        deviceid=deviceid,
        tag=tag,
        envelope=envelope,
        partial=partial,
    )


def _content(sent: Any) -> Tree:
    """The wanted sections of a JSON inventory."""
    if not isinstance(sent, dict):
        raise InventoryError("L’inventaire est vide.")
    content = as_tree(
        {name: part for name, part in sent.items() if str(name).lower() in sections.WANTED}
    )
    if not content:
        raise InventoryError("L’inventaire est vide.")
    return content


def _needed(deviceid: str | None) -> str:
    if deviceid is None:
        raise InventoryError("L’agent ne dit pas qui il est : DEVICEID est vide.")
    return deviceid
