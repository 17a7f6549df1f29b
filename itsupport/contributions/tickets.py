"""What requests give: the entry of the menu, what waits for somebody, search, figures, stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from communes.rules import is_town_hall
from itsupport.models import Ticket
from itsupport.queries.news import unread_news
from itsupport.queries.search import found_tickets
from itsupport.queries.tickets import own_tickets
from itsupport.rules import is_desk, may_read_help
from itsupport.states.tickets import OPEN_STATES, TicketState
from portal.database.together import HowMany
from portal.home import registry
from portal.lib.dates import end_of_day, paris_date
from portal.lib.text import NBSP, count
from portal.web import navigation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.journal.models import Entry

navigation.register("Informatique", "itsupport:help_home", order=20, allow=may_read_help)

navigation.register_work(
    "informatique",
    "Demandes d’assistance",
    "itsupport:inbox",
    text="Ce qui est ouvert, par échéance ; prendre, répondre, noter un appel.",
    allow=is_desk,
    order=10,
)
navigation.register_work(
    "informatique",
    "Registre des demandes",
    "itsupport:desk_list",
    text="Toutes les demandes, ouvertes ou closes, avec leurs exports.",
    allow=is_desk,
    order=20,
)

SAID = {
    "open": "Demande d’aide envoyée",
    "solve": "Demande résolue",
    "reopen": "Demande rouverte",
    "message_out": "Le service informatique a répondu",
}


@registry.due
def waiting_for_the_commune(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """A request that waits for a word of the town hall."""
    if not is_town_hall(user):
        return
    waiting = _own(user).filter(state=TicketState.WAITING_COMMUNE).order_by("changed_at")
    (rows,) = yield registry.Asked(waiting[:20])
    for ticket in rows:
        yield registry.Due(
            on=ticket.changed_at,
            title=ticket.title,
            text="Le service informatique attend une précision de votre part.",
            url=reverse("itsupport:ticket_detail", args=(ticket.pk,)),
            button="Répondre",
            minutes=2,
            commune=ticket.commune.name if ticket.commune else "",
            icon="message-circle-question-mark",
        )


@registry.due
def news_to_read(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """What spoke beyond the notices of the day: seen here at once, and said by mail the next morning."""
    if not is_desk(user):
        return
    (number,) = yield registry.Asked(HowMany(unread_news(user.email)))
    if number:
        words = count(number, "demande a parlé", "demandes ont parlé")
        yield registry.Due(
            on=end_of_day(paris_date(at)),
            title="Du nouveau dans vos demandes",
            text=f"{words} depuis le dernier avis par courriel de la journée.",
            url=reverse("itsupport:inbox"),
            button="Lire",
            minutes=5,
            icon="mails",
        )


@registry.events
def visits(user: User, *, at: datetime) -> registry.Told[registry.Event]:
    """When the service comes."""
    if not is_town_hall(user):
        return
    planned = _own(user).filter(state=TicketState.PLANNED, planned_for__gte=at)
    (rows,) = yield registry.Asked(planned.order_by("planned_for")[:10])
    for ticket in rows:
        assert ticket.planned_for is not None
        yield registry.Event(
            on=ticket.planned_for.date(),
            title="Passage du service informatique",
            text=f"{ticket.commune}, {ticket.title}",
            url=reverse("itsupport:ticket_detail", args=(ticket.pk,)),
        )


@registry.search
def tickets_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    if not may_read_help(user):
        return
    page = "itsupport:desk_ticket" if is_desk(user) else "itsupport:ticket_detail"
    (rows,) = yield registry.Asked(found_tickets(user, query, limit=limit))
    for ticket in rows:
        yield registry.Hit(
            kind="Demande d’assistance",
            title=ticket.title,
            text=f"{ticket.ref}, {ticket.commune or 'commune à préciser'}, {ticket.get_state_display()}",
            url=reverse(page, args=(ticket.pk,)),
        )


@registry.figures
def open_requests(
    user: User, commune_ids: Iterable[int], *, at: datetime
) -> registry.Told[tuple[int, registry.Figure]]:
    """How many requests of each commune are open."""
    del at
    rows = Ticket.objects.visible_to(user).filter(
        commune_id__in=list(commune_ids), state__in=OPEN_STATES
    )
    (counted,) = yield registry.Asked(
        rows.order_by().values_list("commune_id").annotate(Count("pk"))
    )
    for commune_id, number in counted:
        yield (
            commune_id,
            registry.Figure(label="Demandes d’aide", value=str(number), note="en cours"),
        )


@registry.running
def requests_running(
    user: User, commune_id: int, *, at: datetime
) -> registry.Told[registry.Running]:
    del at
    if not may_read_help(user):
        return
    page = "itsupport:ticket_detail" if is_town_hall(user) else "itsupport:desk_ticket"
    running = Ticket.objects.visible_to(user).filter(commune_id=commune_id, state__in=OPEN_STATES)
    (rows,) = yield registry.Asked(running.order_by("-changed_at")[:5])
    for ticket in rows:
        yield registry.Running(
            title=ticket.title,
            text=f"Demande {ticket.ref}, {ticket.get_state_display()}",
            url=reverse(page, args=(ticket.pk,)),
        )


def _own(user: User) -> QuerySet[Ticket]:
    return own_tickets(user, user.acting.communes if user.acting else ())


def _told(entry: Entry) -> registry.Story:
    return registry.Story(
        text=f"{SAID[entry.verb]}{NBSP}: {entry.subject_label}.",
        url=reverse("itsupport:ticket_detail", args=(entry.subject_id,)),
        link="Voir la demande",
    )


for _verb in SAID:
    registry.story("itsupport.ticket", _verb)(_told)
