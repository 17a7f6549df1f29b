"""Which communes report by themselves, and the command lines that make a machine report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from itsupport.models import AgentToken, Asset
from itsupport.states.equipment import COMPUTERS, LIVE_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from communes.models import Commune


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """`posts` live machines, of which `heard` have an agent."""

    commune: Commune
    addresses: int = 0
    seen_at: datetime | None = None
    posts: int = 0
    heard: int = 0


@dataclass(frozen=True, slots=True)
class Installation:
    """How one agent is installed: on what, and the lines to type, in order."""

    title: str
    text: str
    lines: list[str]


def reporting_communes(communes: Iterable[Commune]) -> list[Reporting]:
    """One line a commune. Two queries."""
    wanted = list(communes)
    tokens = (
        AgentToken.objects.filter(commune__in=wanted, revoked_at=None)
        .order_by()
        .values("commune_id")
        .annotate(addresses=Count("pk"), seen_at=Max("seen_at"))
    )
    posts = (
        Asset.objects.filter(commune__in=wanted, state__in=LIVE_STATES, kind__in=COMPUTERS)
        .order_by()
        .values("commune_id")
        .annotate(posts=Count("pk"), heard=Count("pk", filter=Q(facts_at__isnull=False)))
    )
    found: dict[int, dict[str, object]] = {}
    for row in (*tokens, *posts):
        told = {name: value for name, value in row.items() if name != "commune_id"}
        found[row["commune_id"]] = found.get(row["commune_id"], {}) | told
    return [Reporting(commune=one, **found.get(one.pk, {})) for one in wanted]  # type: ignore[arg-type]


def commands(address: str, insee: str) -> list[Installation]:
    """The lines for each agent, with the address of the commune and its INSEE code as the tag."""
    return [
        Installation(
            title,
            text,
            [line.format(address=address, tag=insee, never=NEVER_SENT) for line in lines],
        )
        for title, text, lines in AGENTS
    ]


NEVER_SENT = "environment,process,local_user"
AGENTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Windows : GLPI Agent",
        "Le fichier MSI vient du site de l’éditeur. À lancer dans une invite d’administrateur.",
        (
            (
                'msiexec /i GLPI-Agent-1.12-x64.msi /quiet RUNNOW=1 EXECMODE=Service SERVER="{address}" TAG={tag}'
                ' NO_CATEGORY="{never}"'
                " NO_TASK=Deploy,Collect,ESX,NetDiscovery,NetInventory,WakeOnLan,RemoteInventory"
            ),
        ),
    ),
    (
        "Debian et Ubuntu : FusionInventory",
        "Le paquet est dans la distribution ; le premier relevé part tout de suite.",
        (
            "apt install fusioninventory-agent",
            "fusioninventory-agent --server={address} --tag={tag} --no-category={never}",
            "echo 'server = {address}' > /etc/fusioninventory/conf.d/commune.cfg",
            "echo 'tag = {tag}' >> /etc/fusioninventory/conf.d/commune.cfg",
            "echo 'no-category = {never}' >> /etc/fusioninventory/conf.d/commune.cfg",
        ),
    ),
    (
        "Debian et Ubuntu : OCS Inventory",
        "Pour une machine qui a déjà cet agent.",
        (
            "apt install ocsinventory-agent",
            "echo 'server={address}' > /etc/ocsinventory/ocsinventory-agent.cfg",
            "echo 'tag={tag}' >> /etc/ocsinventory/ocsinventory-agent.cfg",
            "ocsinventory-agent --nolocal --force --server={address} --tag={tag}",
        ),
    ),
    (
        "Linux et macOS : GLPI Agent",
        "Le paquet vient du site de l’éditeur ; la configuration est la même partout.",
        (
            "apt install ./glpi-agent_1.12-1_all.deb",
            "echo 'server = {address}' > /etc/glpi-agent/conf.d/commune.cfg",
            "echo 'tag = {tag}' >> /etc/glpi-agent/conf.d/commune.cfg",
            "echo 'no-category = {never}' >> /etc/glpi-agent/conf.d/commune.cfg",
            "systemctl restart glpi-agent",
        ),
    ),
)
"""What to type, agent by agent; `never` are the categories that none sends, whatever its server asks."""
