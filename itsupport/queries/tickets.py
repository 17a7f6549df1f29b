"""A request as it is read: its conversation, what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.urls import reverse

from itsupport.models import InboundEmail, Ticket, TicketFile, TicketMessage
from itsupport.models.scope import is_of_the_team
from itsupport.states.tickets import OPEN_STATES, TicketState
from portal.database.together import together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from portal.accounts.models import User

SOME, MANY = 5, 50
_T = TicketState
OWN_WORDS = {
    _T.NEW: "Votre demande est reçue. Quelqu’un la lit bientôt.",
    _T.TAKEN: "Le service informatique s’en occupe.",
    _T.PLANNED: "Le service informatique passe chez vous.",
    _T.WAITING_COMMUNE: "Le service informatique attend une précision de votre part.",
    _T.WAITING_SUPPLIER: "Un fournisseur est prévenu : nous attendons sa réponse.",
    _T.WAITING_PART: "Une pièce est commandée : nous l’attendons.",
    _T.SOLVED: "Pour nous, c’est résolu. Si ce n’est pas le cas, dites-le ci-dessous.",
    _T.REOPENED: "La demande est rouverte : nous reprenons.",
    _T.CLOSED: "La demande est close. Un mot de plus en ouvre une autre.",
    _T.MERGED: "Cette demande est réunie à une autre, sur le même sujet.",
    _T.REJECTED: "Cette demande n’a pas été retenue.",
}
"""Where a request stands, as the town hall reads it: one sentence a state."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a person may read of a request, in order."""

    ticket: Ticket
    messages: list[TicketMessage]
    said: str
    files_at: str
    """The address of its files, before their number."""

    @property
    def may_be_solved(self) -> bool:
        return self.ticket.is_open

    @property
    def may_be_voted(self) -> bool:
        return self.ticket.state in {_T.SOLVED, _T.CLOSED}


def conversation(ticket: Ticket, user: User) -> Conversation:
    return told(ticket, list(messages_of(ticket, user)))


def messages_of(ticket: Ticket, user: User) -> QuerySet[TicketMessage]:
    """Those that this person may read, with their files; for the team, the mails that they came by."""
    rows = TicketMessage.objects.visible_to(user).filter(ticket=ticket)
    if is_of_the_team(user):
        origin = InboundEmail.objects.only("pk", "ticket_message_id").order_by("pk")
        rows = rows.prefetch_related(Prefetch("inbound_emails", queryset=origin))
    return _with_files(rows, TicketFile.objects.visible_to(user))


def told(ticket: Ticket, messages: list[TicketMessage]) -> Conversation:
    """These messages as the page of somebody who has an account tells them."""
    files_at = reverse("itsupport:ticket_file", args=(0,)).removesuffix("0/")
    return Conversation(ticket, messages, OWN_WORDS[_T(ticket.state)], files_at)


def conversation_by_link(ticket: Ticket, link: str) -> Conversation:
    """Without an account: the wall of the link shows the commune's part alone."""
    rows = TicketMessage.objects.filter(ticket=ticket).exclude(direction="note")
    files = TicketFile.objects.filter(internal=False)
    said = OWN_WORDS[_T(ticket.state)]
    return Conversation(ticket, list(_with_files(rows, files)), said, f"{link}pieces/")


def own_tickets(user: User, commune_ids: Iterable[int]) -> QuerySet[Ticket]:
    return (
        Ticket.objects.seen_in(user, commune_ids)
        .select_related("commune", "site")
        .defer("commune__outline")
    )


def open_and_lately_ended(
    user: User, commune_ids: Iterable[int]
) -> tuple[list[Ticket], list[Ticket]]:
    """What runs, then the five that ended last."""
    rows = own_tickets(user, commune_ids)
    running, ended = together(
        rows.filter(state__in=OPEN_STATES).order_by("-changed_at")[:MANY],
        rows.exclude(state__in=OPEN_STATES).order_by("-changed_at")[:SOME],
    )
    return running, ended


def _with_files(
    rows: QuerySet[TicketMessage], files: QuerySet[TicketFile]
) -> QuerySet[TicketMessage]:
    prefetch = Prefetch("files", queryset=files.order_by("added_at", "pk"))
    return rows.prefetch_related(prefetch).defer("html", "search").order_by("at", "pk")
