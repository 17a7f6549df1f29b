"""What the agents want to hear, byte for byte: as the agents of Debian take it, and as the protocol of GLPI says.

Never HTML, never empty, never a redirection: each of these ends the agent's work. A compressed question has a
compressed answer: OCS reads no other.
"""

import json
from xml.sax.saxutils import escape

from itsupport.inventory.errors import InventoryError
from itsupport.inventory.kept import Contact, Envelope, Inventory, Prolog
from itsupport.inventory.wire import Packing, pack, packing_of

HOURS = 24
"""Between two reports of a machine."""
SERVER_VERSION = "10.0.16"
"""The version of GLPI whose protocol is spoken: the agent chooses its format from it."""
REFUSED_CATEGORIES = "environment,process,local_user"
DISABLED_TASKS = (
    "deploy",
    "collect",
    "esx",
    "netdiscovery",
    "netinventory",
    "wakeonlan",
    "remoteinventory",
)

_HEADER = '<?xml version="1.0" encoding="UTF-8"?>'
_TYPES = {
    Packing.PLAIN: "application/xml",
    Packing.ZLIB: "application/x-compress-zlib",
    Packing.GZIP: "application/x-compress-gzip",
}


def reply_to(message: Inventory | Prolog | Contact, *, agent_id: str = "") -> tuple[bytes, str]:
    """Body and Content-Type of the answer, to send with status 200. `agent_id` is the header GLPI-Agent-ID, if any.

    The GLPI agent first asks in XML. « pending », without a delay, makes it present itself: only then does it hear
    which categories are refused. With a delay it would send environment, processes and users.
    """
    if isinstance(message, Prolog):
        return (
            _json({"status": "pending"}) if agent_id.strip() else _xml(_prolog(), message.envelope)
        )
    if isinstance(message, Contact):
        return _json(_tasks())
    if message.envelope.protocol == "json":
        return _json({"status": "ok", "expiration": HOURS})
    return _xml("<REPLY></REPLY>", message.envelope)


def reply_error(error: InventoryError, body: bytes, *, agent_id: str = "") -> tuple[bytes, str]:
    """Body and Content-Type that say a refusal to the agent that sent this body; the status is error.status."""
    if agent_id.strip() or body.lstrip()[:1] == b"{":
        return _json({"status": "error", "message": error.sentence, "expiration": HOURS})
    envelope = Envelope(protocol="xml", packing=packing_of(body))
    return _xml(f"{_HEADER}<REPLY><ERROR>{escape(error.sentence)}</ERROR></REPLY>", envelope)


def _prolog() -> str:
    return f"{_HEADER}<REPLY><RESPONSE>SEND</RESPONSE><PROLOG_FREQ>{HOURS}</PROLOG_FREQ></REPLY>"


def _tasks() -> dict[str, object]:
    return {
        "status": "ok",
        "expiration": HOURS,
        "tasks": {
            "inventory": {
                "server": "glpi",
                "version": SERVER_VERSION,
                "no-category": REFUSED_CATEGORIES,
            }
        },
        "disabled": list(DISABLED_TASKS),
    }


def _xml(document: str, envelope: Envelope) -> tuple[bytes, str]:
    return pack(document.encode(), envelope.packing), _TYPES[envelope.packing]


def _json(answer: dict[str, object]) -> tuple[bytes, str]:
    return json.dumps(
        answer, ensure_ascii=False, separators=(",", ":")
    ).encode(), "application/json"
