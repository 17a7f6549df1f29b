"""A fortnight of requests for help, told through the verbs of both sides."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from communes.models import Commune, Person, Position
from communes.states import Role
from itsupport.domain.sorting import Sorting, move_ticket, sort_ticket, take
from itsupport.domain.tickets import (
    NewTicket,
    Said,
    close_solved,
    note,
    open_ticket,
    reply,
    say,
    solve_for_commune,
)
from itsupport.domain.votes import vote
from itsupport.domain.working import Spent, add_to_checklist, spend
from itsupport.models import Article, Category
from itsupport.states.tickets import Audience, Level, TicketChannel, TicketKind
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import PARIS, paris_date

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from itsupport.models import Ticket


@dataclass(frozen=True, slots=True)
class Scene:
    """One request of the story: who, what, how many working hours ago, and what follows."""

    insee: str
    title: str
    text: str
    category: str
    hours: float
    then: str
    urgency: Level
    channel: TicketChannel


DATA = Path(__file__).resolve().parent / "data" / "tickets.csv"
ARTICLES = DATA.with_name("articles.toml")


def read_scenes() -> list[Scene]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return [
            Scene(
                insee=row["insee"],
                title=row["title"],
                text=row["text"],
                category=row["category"],
                hours=float(row["hours"]),
                then=row["then"],
                urgency=Level(int(row["urgency"])),
                channel=TicketChannel(row["channel"]),
            )
            for row in csv.DictReader(file, delimiter=";")
        ]


def load_tickets(*, at: datetime) -> None:
    """The oldest first, so that numbers follow dates."""
    agent = User.objects.get(email="informatique@example.org")
    for scene in sorted(read_scenes(), key=lambda one: -one.hours):
        opened = _hours_before(at, scene.hours)
        ticket = open_ticket(_new(scene), by=_asker(scene), at=opened)
        _THEN.get(scene.then, _nothing)(ticket, agent, opened)
    close_solved(at=at)


def load_articles(*, at: datetime) -> None:
    agent = User.objects.get(email="informatique@example.org")
    for row in tomllib.loads(ARTICLES.read_text(encoding="utf-8"))["article"]:
        Article.objects.create(
            slug=row["slug"],
            title=row["title"],
            summary=row["summary"],
            body=row["body"].strip(),
            category=Category.objects.get(name=row["category"]),
            audience=row.get("audience", Audience.COMMUNES),
            published=True,
            written_at=at,
            written_by=agent,
        )


def _new(scene: Scene) -> NewTicket:
    commune = Commune.objects.get(insee=scene.insee)
    person = _secretary(commune)
    category = Category.objects.get(name=scene.category)
    return NewTicket(
        commune_id=commune.pk,
        title=scene.title,
        text=scene.text,
        channel=scene.channel,
        kind=TicketKind(category.kind),
        category_id=category.pk,
        urgency=scene.urgency,
        impact=category.impact,
        site_id=commune.sites.order_by("pk").values_list("pk", flat=True).first(),
        requester_id=person.pk,
        name=str(person),
        email=person.user.email if person.user else person.email,
        phone=commune.phone,
    )


def _secretary(commune: Commune) -> Person:
    held = Position.objects.filter(commune=commune, role=Role.SECRETARY, ended_on=None)
    position = held.select_related("person__user").first()
    assert position is not None
    return position.person


def _asker(scene: Scene) -> User | None:
    if scene.channel == TicketChannel.PHONE:
        return User.objects.get(email="informatique@example.org")
    return _secretary(Commune.objects.get(insee=scene.insee)).user


def _said(agent: User, text: str) -> Said:
    return Said(text=text, author=str(agent))


def _nothing(ticket: Ticket, agent: User, opened: datetime) -> None:
    """Nobody has looked at it yet."""


def _taken(ticket: Ticket, agent: User, opened: datetime) -> None:
    take(ticket.pk, by=agent, at=opened + timedelta(minutes=12))
    note(
        ticket.pk,
        _said(agent, "Vu avec l’éditeur, je rappelle la mairie."),
        by=agent,
        at=opened + timedelta(minutes=20),
    )
    add_to_checklist(
        ticket.pk,
        "Rappeler la mairie\nVérifier sur les autres postes",
        by=agent,
        at=opened + timedelta(minutes=21),
    )


def _asked(ticket: Ticket, agent: User, opened: datetime) -> None:
    text = "Bonjour,\n\nSur quel poste essayez-vous, et quel message lisez-vous exactement ?"
    reply(ticket.pk, _said(agent, text), by=agent, at=opened + timedelta(hours=1), then="ask")


def _part(ticket: Ticket, agent: User, opened: datetime) -> None:
    text = "Bonjour,\n\nLa batterie est en fin de vie. J’en commande une, elle arrive sous huit jours."
    reply(
        ticket.pk, _said(agent, text), by=agent, at=opened + timedelta(hours=2), then="await_part"
    )
    spend(
        ticket.pk,
        Spent(on=paris_date(opened), minutes=25, note="diagnostic par téléphone"),
        by=agent,
        at=opened + timedelta(hours=2),
    )


def _quoted(ticket: Ticket, agent: User, opened: datetime) -> None:
    text = "Bonjour,\n\nJe demande un devis à notre fournisseur et je vous le transmets."
    reply(
        ticket.pk,
        _said(agent, text),
        by=agent,
        at=opened + timedelta(hours=3),
        then="await_supplier",
    )


def _planned(ticket: Ticket, agent: User, opened: datetime) -> None:
    take(ticket.pk, by=agent, at=opened + timedelta(minutes=30))
    day = add_working_days(paris_date(opened), 4, good_friday=False)
    moment = opened.astimezone(PARIS).replace(
        year=day.year, month=day.month, day=day.day, hour=9, minute=30
    )
    move_ticket(ticket.pk, "plan", by=agent, at=opened + timedelta(minutes=40), planned_for=moment)


def _solved(ticket: Ticket, agent: User, opened: datetime) -> None:
    text = "Bonjour,\n\nLa cartouche avait gardé sa languette de protection. C’est enlevé, tout imprime."
    reply(ticket.pk, _said(agent, text), by=agent, at=opened + timedelta(hours=4), then="solve")
    spend(
        ticket.pk,
        Spent(on=paris_date(opened), minutes=40, kilometres=26, on_site=True),
        by=agent,
        at=opened + timedelta(hours=4),
    )


def _voted(ticket: Ticket, agent: User, opened: datetime) -> None:
    sorting = Sorting(
        kind="incident",
        category_id=ticket.category_id,
        urgency=2,
        impact=1,
        site_id=ticket.site_id,
    )
    sort_ticket(ticket.pk, sorting, by=agent, at=opened + timedelta(minutes=5))
    text = "Bonjour,\n\nLa sortie son était réglée sur l’écran. Un essai avec vous : tout va bien."
    reply(ticket.pk, _said(agent, text), by=agent, at=opened + timedelta(hours=2), then="solve")
    vote(
        ticket.pk,
        3,
        word="Réponse en deux heures, merci.",
        by=ticket.opened_by,
        at=opened + timedelta(hours=3),
    )


def _closed(ticket: Ticket, agent: User, opened: datetime) -> None:
    text = "Bonjour,\n\nEssayez de rebrancher la petite clé USB de la souris, à l’arrière."
    reply(ticket.pk, _said(agent, text), by=agent, at=opened + timedelta(hours=1), then="ask")
    said = Said(text="Ça remarche, merci !", author=ticket.requester_name)
    say(ticket.pk, said, by=ticket.opened_by, at=opened + timedelta(hours=2))
    solve_for_commune(ticket.pk, by=ticket.opened_by, at=opened + timedelta(hours=2, minutes=1))


_THEN: dict[str, Callable[[Ticket, User, datetime], None]] = {
    "taken": _taken,
    "asked": _asked,
    "part": _part,
    "quoted": _quoted,
    "planned": _planned,
    "solved": _solved,
    "voted": _voted,
    "closed": _closed,
}


def _hours_before(at: datetime, hours: float) -> datetime:
    """So many worked hours ago, eight a day, in the hours of the service."""
    days, rest = divmod(hours, 8)
    moment = at.astimezone(PARIS)
    day = add_working_days(moment.date(), -int(days), good_friday=False) if days else moment.date()
    back = moment.replace(year=day.year, month=day.month, day=day.day) - timedelta(hours=rest)
    return min(back, at - timedelta(minutes=50))
