"""All that the page of a machine says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.apps import apps

from itsupport.models import SoftwareInstall, Ticket
from itsupport.models.scope import is_of_the_team
from itsupport.queries.machine import MachineSheet, machine_sheet
from itsupport.queries.tracks import Progress, requests_from
from itsupport.states.equipment import ASSET_FLOW, COMPUTERS, WITH_MEMORY, AssetState
from itsupport.states.orders import RequestState
from portal.journal.models import Entry
from portal.lib.dates import typed_date

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.models import Asset
    from portal.accounts.models import User

ERASE = "erase"
_DIRECT = {"deliver", "put_in_service", "repair", "spare", "restore"}
_LAST = 20
FIELDS = {
    "kind": "type",
    "name": "nom",
    "site_id": "bâtiment",
    "place": "emplacement",
    "manufacturer": "fabricant",
    "model": "modèle",
    "serial": "numéro de série",
    "used_by_id": "poste de",
    "purchased_on": "date d’achat",
    "price": "prix",
    "warranty_until": "garantie",
    "renewal_year": "renouvellement",
    "note": "à savoir",
}


_COLUMNS = {
    name: words for name, words in FIELDS.items() if name not in {"kind", "site_id", "used_by_id"}
} | {
    "retired_on": "réformé le",
    "retire_reason": "motif",
    "erased_on": "effacé le",
    "erased_by": "effacé par",
}
"""Columns whose values read as they are."""


@dataclass(frozen=True, slots=True)
class Button:
    """A verb that the state allows."""

    verb: str
    label: str

    @property
    def direct(self) -> bool:
        """It needs no further word, and is easily undone."""
        return self.verb in _DIRECT


@dataclass(frozen=True, slots=True)
class Version:
    """What one version of the row changed: « nom : PC-1 → PC-2 »."""

    at: datetime
    changes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetPage:
    machine: MachineSheet | None
    software: list[SoftwareInstall]
    tickets: list[Ticket]
    replacing: list[Progress]
    entries: list[tuple[Entry, str]]
    buttons: list[Button]
    to_erase: bool
    may_report: bool
    versions: list[Version]

    @property
    def replaced(self) -> bool:
        """Somebody asked already, and it was not given up."""
        given_up = {RequestState.CANCELLED, RequestState.REFUSED}
        return any(one.request.state not in given_up for one in self.replacing)


def asset_page(asset: Asset, user: User, *, at: datetime) -> AssetPage:
    """A constant number of queries, whatever the machine went through."""
    tickets = Ticket.objects.visible_to(user).filter(assets=asset).order_by("-opened_at")
    entries = Entry.objects.visible_to(user).about(asset).select_related("by")
    return AssetPage(
        machine=machine_sheet(asset, at=at),
        software=list(SoftwareInstall.objects.visible_to(user).filter(asset=asset)),
        tickets=list(tickets[:_LAST]),
        replacing=requests_from(user, replaces=asset),
        entries=[(entry, told(entry)) for entry in entries[: 2 * _LAST]],
        buttons=buttons(asset),
        to_erase=asset.state == AssetState.RETIRED
        and asset.kind in WITH_MEMORY
        and asset.erased_on is None,
        may_report=asset.kind in COMPUTERS,
        versions=versions(asset) if is_of_the_team(user) else [],
    )


def versions(asset: Asset) -> list[Version]:
    """What PostgreSQL kept of each change, whoever made it and however, the latest first. One query."""
    events: Any = apps.get_model("itsupport", "AssetEvent")
    rows = list(events.objects.filter(pgh_obj_id=asset.pk).order_by("-pgh_id")[: _LAST + 1])
    found = [Version(new.pgh_created_at, _differences(old, new)) for new, old in pairwise(rows)]
    return [one for one in found if one.changes]


def _differences(old: Any, new: Any) -> list[str]:
    pairs = ((words, getattr(old, name), getattr(new, name)) for name, words in _COLUMNS.items())
    return [
        f"{words} : {_shown(before)} → {_shown(after)}"
        for words, before, after in pairs
        if before != after
    ]


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return typed_date(value)
    return "–" if value in {None, ""} else str(value)


def buttons(asset: Asset) -> list[Button]:
    """What may be done with it now; erasing is offered once it is retired."""
    found = [
        Button(one.verb, one.label)
        for one in ASSET_FLOW.possible(asset.state)
        if one.target != asset.state
    ]
    if asset.state == AssetState.RETIRED and asset.erased_on is None:
        found.insert(0, Button(ERASE, "Noter l’effacement des données"))
    return found


def told(entry: Entry) -> str:
    """A line of the history in words."""
    details: dict[str, Any] = entry.details
    words = _VERBS.get(entry.verb, "")
    if entry.verb == "change_asset":
        names = [FIELDS.get(name, name) for name in details.get("changed", [])]
        return f"Fiche corrigée : {', '.join(names)}"
    if entry.verb in {"lend", "give"} and details.get("to"):
        return f"{words} : {details['to']}"
    if entry.verb == "receive_asset":
        return f"{words} {details.get('commune', '')}, où il était {details.get('before', '')}"
    return words or entry.verb


_VERBS = {
    "add_asset": "Entré au parc",
    "receive_asset": "Venu de la commune",
    "deliver": "Livré",
    "put_in_service": "Mis en service",
    "repair": "Envoyé en réparation",
    "spare": "Mis en réserve",
    "lend": "Prêté",
    "retire": "Réformé",
    "erase": "Données effacées",
    "destroy": "Détruit",
    "give": "Cédé",
    "restore": "Remis au parc",
}
