"""Ready-made replies: their placeholders come from a closed list, and are filled from the request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portal.lib.dates import instant_in_words

if TYPE_CHECKING:
    from itsupport.models import Ticket

PLACEHOLDERS = {
    "prenom": "le prénom de qui demande",
    "nom": "son nom entier",
    "commune": "le nom de la commune",
    "commune_a": "« à Bickenholtz »",
    "numero": "le numéro de la demande",
    "objet": "son objet",
    "passage": "la date du passage prévu",
    "echeance": "avant quand nous comptons la résoudre",
    "agent": "le nom de l’agent qui écrit",
}
_FIELD = re.compile(r"\{([a-z_]+)\}")


def unknown_placeholders(body: str) -> list[str]:
    """Those of a text that the closed list does not have, in order."""
    return [name for name in dict.fromkeys(_FIELD.findall(body)) if name not in PLACEHOLDERS]


def filled(body: str, ticket: Ticket, agent: str) -> str:
    """The text for this request. What is not known is left for the agent to complete, between brackets."""
    name = ticket.requester_name or (str(ticket.requester) if ticket.requester else "")
    commune = ticket.commune.name if ticket.commune else ""
    values = {
        "prenom": name.split(" ")[0],
        "nom": name,
        "commune": commune,
        "commune_a": f"à {commune}" if commune else "",
        "numero": ticket.ref,
        "objet": ticket.title,
        "passage": instant_in_words(ticket.planned_for) if ticket.planned_for else "",
        "echeance": instant_in_words(ticket.due_at) if ticket.due_at else "",
        "agent": agent,
    }
    return _FIELD.sub(lambda found: values.get(found[1]) or f"[{found[1]}]", body)
