"""The columns of the lists of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from portal.tables.columns import Column

if TYPE_CHECKING:
    from itsupport.models import Ticket


def detail_url(ticket: Ticket) -> str:
    return reverse("itsupport:ticket_detail", args=(ticket.pk,))


def desk_url(ticket: Ticket) -> str:
    return reverse("itsupport:desk_ticket", args=(ticket.pk,))


OWN_COLUMNS = (
    Column(
        name="objet",
        label="Demande",
        value="title",
        sort=("title",),
        few=True,
        note="ref",
        link=detail_url,
    ),
    Column(
        name="commune",
        label="Commune",
        value="commune.name",
        sort=("commune__name_sort",),
        few=True,
    ),
    Column(name="lieu", label="Bâtiment", value="site.name", shown=False),
    Column(name="demandeur", label="Demandée par", value="requester_name", shown=False),
    Column(
        name="ouverte",
        label="Ouverte le",
        value="opened_at",
        kind="moment",
        sort=("opened_at",),
        few=True,
    ),
    Column(
        name="mouvement",
        label="Dernier mouvement",
        value="changed_at",
        kind="moment",
        sort=("changed_at",),
    ),
    Column(name="resolue", label="Résolue le", value="solved_at", kind="moment", shown=False),
    Column(name="etat", label="État", value="state", kind="state", sort=("state",), few=True),
)
DESK_COLUMNS = (
    Column(
        name="objet",
        label="Demande",
        value="title",
        sort=("title",),
        few=True,
        note="ref",
        link=desk_url,
    ),
    Column(
        name="commune",
        label="Commune",
        value="commune.name",
        sort=("commune__name_sort",),
        few=True,
    ),
    Column(
        name="categorie",
        label="Catégorie",
        value="category.name",
        sort=("category__name",),
        few=True,
    ),
    Column(
        name="priorite",
        label="Priorité",
        value="get_priority_display",
        sort=("priority", "due_at"),
    ),
    Column(
        name="agent", label="Suivie par", value="assignee", sort=("assignee__last_name",), few=True
    ),
    Column(name="demandeur", label="Demandée par", value="requester_name", shown=False),
    Column(name="canal", label="Arrivée par", value="get_channel_display", shown=False),
    Column(
        name="ouverte",
        label="Ouverte le",
        value="opened_at",
        kind="moment",
        sort=("opened_at",),
        few=True,
        shown=False,
    ),
    Column(
        name="echeance", label="À résoudre avant", value="due_at", kind="moment", sort=("due_at",)
    ),
    Column(
        name="mouvement",
        label="Dernier mouvement",
        value="changed_at",
        kind="moment",
        sort=("changed_at",),
        shown=False,
    ),
    Column(name="resolue", label="Résolue le", value="solved_at", kind="moment", shown=False),
    Column(name="avis", label="Avis", value="satisfaction", kind="number", shown=False),
    Column(name="etat", label="État", value="state", kind="state", sort=("state",), few=True),
)
