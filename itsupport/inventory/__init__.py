"""Inventory agents: what they say, what is kept of it, how a machine is known again, what it proves in an audit.

Pure: no Django, no clock, no network. FusionInventory and OCS (XML), the GLPI agent (JSON). docs/inventory.md tells
what was seen of the real agents.
"""

from itsupport.inventory.errors import InventoryError
from itsupport.inventory.facts import digest, facts, from_facts, merge
from itsupport.inventory.kept import Contact, Inventory, Prolog
from itsupport.inventory.reading import read
from itsupport.inventory.replies import reply_error, reply_to

__all__ = [
    "Contact",
    "Inventory",
    "InventoryError",
    "Prolog",
    "digest",
    "facts",
    "from_facts",
    "merge",
    "read",
    "reply_error",
    "reply_to",
]
