"""What the desk decides of a request: whose it is, how urgent, what it goes with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from itsupport.domain.log import check_version, log, move, set_deadlines, touch
from itsupport.models import Ticket, TicketAsset, TicketFile, TicketLink, TicketMessage, Watcher
from itsupport.queries.priority import priority_of
from itsupport.states.tickets import EventKind, LinkKind, Priority, TicketState
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.accounts.models import User

NO_COMMUNE = "Dites d’abord pour quelle commune est la demande."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """How a request is sorted, as the desk's form gives it."""

    kind: str
    category_id: int | None
    urgency: int
    impact: int
    site_id: int | None
    asset_ids: tuple[int, ...] = ()
    title: str = ""


@transaction.atomic
def take(ticket_id: int, *, by: User, at: datetime, assignee: User | None = None) -> None:
    """Take a request up, or give it to a colleague."""
    ticket = Ticket.objects.locked(ticket_id)
    if ticket.commune_id is None:
        raise Refusal(NO_COMMUNE)
    agent = assignee or by
    before = ticket.assignee
    changes: dict[str, object] = {"assignee": agent}
    if before != agent:
        log(
            ticket,
            EventKind.ASSIGNEE,
            by=by,
            at=at,
            before=str(before) if before else None,
            after=str(agent),
        )
    if ticket.state in {TicketState.NEW, TicketState.REOPENED}:
        move("take", ticket, by=by, at=at, **changes)
    else:
        touch(ticket, at=at, **changes)
        record("assign", ticket, by=by, at=at, assignee=str(agent))


@transaction.atomic
def move_ticket(
    ticket_id: int,
    verb: str,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
    planned_for: datetime | None = None,
) -> None:
    """A button of the desk that needs no word: resume, wait, plan, solve, reopen, close, reject."""
    ticket = Ticket.objects.locked(ticket_id)
    check_version(ticket, version)
    if ticket.commune_id is None and verb != "reject":
        raise Refusal(NO_COMMUNE)
    changes: dict[str, object] = {}
    if verb == "plan":
        if planned_for is None or planned_for <= at:
            raise Refusal("Donnez la date et l’heure du passage, à venir.")
        changes["planned_for"] = planned_for
    if verb == "solve":
        changes["solved_at"] = at
    if verb == "reopen":
        changes |= {"solved_at": None, "warned_at": None}
    move(verb, ticket, by=by, at=at, **changes)


@transaction.atomic
def sort_ticket(
    ticket_id: int, sorting: Sorting, *, by: User, at: datetime, version: int | None = None
) -> None:
    """Say what a request is about, how much it matters, where and on which machines. Deadlines follow."""
    ticket = Ticket.objects.locked(ticket_id)
    check_version(ticket, version)
    before = Priority(ticket.priority)
    after = priority_of(sorting.urgency, sorting.impact)
    touch(
        ticket,
        at=at,
        title=sorting.title.strip() or ticket.title,
        kind=sorting.kind,
        category_id=sorting.category_id,
        urgency=sorting.urgency,
        impact=sorting.impact,
        priority=after,
        site_id=sorting.site_id,
    )
    if before != after:
        log(ticket, EventKind.PRIORITY, by=by, at=at, before=before.label, after=after.label)
    _set_assets(ticket, sorting.asset_ids, by=by, at=at)
    record("sort", ticket, by=by, at=at, priority=int(after))
    set_deadlines(ticket)


@transaction.atomic
def merge_tickets(into_id: int, other_ids: Iterable[int], *, by: User, at: datetime) -> Ticket:
    """Bring several requests of one commune together: their messages and files go on in one.

    The others end, saying where; a word on them is a word on the one that stays.
    """
    wanted = {into_id, *other_ids}
    found = {
        ticket.pk: ticket
        for ticket in Ticket.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted)
        .order_by("pk")
    }
    if len(found) < 2 or into_id not in found:  # noqa: PLR2004
        raise Refusal("Choisissez au moins deux demandes à réunir.")
    stays = found.pop(into_id)
    if stays.state in {TicketState.MERGED, TicketState.REJECTED, TicketState.CLOSED}:
        raise Refusal(f"La demande {stays.ref} est finie : choisissez-en une ouverte.")
    for other in found.values():
        if other.commune_id != stays.commune_id:
            raise Refusal(
                f"{other.ref} et {stays.ref} ne sont pas de la même commune : liez-les plutôt."
            )
        _merge_one(stays, other, by=by, at=at)
    touch(stays, at=at)
    return stays


@transaction.atomic
def link_tickets(ticket_id: int, other_id: int, kind: LinkKind, *, by: User, at: datetime) -> None:
    """Note that two requests go together; they may be of two communes."""
    if ticket_id == other_id:
        raise Refusal("Une demande ne se lie pas à elle-même.")
    ticket = Ticket.objects.locked(ticket_id)
    other = Ticket.objects.get(pk=other_id)
    TicketLink.objects.update_or_create(
        ticket=ticket, other=other, defaults={"kind": kind, "made_at": at}
    )
    log(ticket, EventKind.LINK, by=by, at=at, after=f"{kind.label} {other.ref}")


@transaction.atomic
def watch(ticket_id: int, email: str, *, by: User, at: datetime) -> None:
    """Put an address in copy of what the desk answers."""
    ticket = Ticket.objects.locked(ticket_id)
    Watcher.objects.get_or_create(
        ticket=ticket, email=email.lower(), defaults={"commune_id": ticket.commune_id}
    )
    record("watch", ticket, by=by, at=at, email=email.lower())


@transaction.atomic
def unwatch(ticket_id: int, watcher_id: int, *, by: User, at: datetime) -> None:
    ticket = Ticket.objects.locked(ticket_id)
    gone, _ = Watcher.objects.filter(ticket=ticket, pk=watcher_id).delete()
    if gone:
        record("unwatch", ticket, by=by, at=at)


def _merge_one(stays: Ticket, other: Ticket, *, by: User, at: datetime) -> None:
    TicketMessage.objects.filter(ticket=other).update(ticket=stays)
    TicketFile.objects.filter(ticket=other).update(ticket=stays)
    known = set(stays.watchers.values_list("email", flat=True)) | {stays.requester_email}
    others = {*other.watchers.values_list("email", flat=True), other.requester_email}
    Watcher.objects.bulk_create(
        Watcher(ticket=stays, commune_id=stays.commune_id, email=email)
        for email in sorted(others - known - {""})
    )
    held = set(TicketAsset.objects.filter(ticket=stays).values_list("asset_id", flat=True))
    TicketAsset.objects.filter(ticket=other).exclude(asset_id__in=held).update(ticket=stays)
    move("merge", other, by=by, at=at, merged_into=stays)
    log(stays, EventKind.MERGE, by=by, at=at, after=other.ref)


def _set_assets(ticket: Ticket, asset_ids: Iterable[int], *, by: User, at: datetime) -> None:
    wanted = set(asset_ids)
    rows = TicketAsset.objects.filter(ticket=ticket)
    held = set(rows.values_list("asset_id", flat=True))
    if wanted == held or ticket.commune_id is None:
        return
    rows.exclude(asset_id__in=wanted).delete()
    TicketAsset.objects.bulk_create(
        TicketAsset(ticket=ticket, asset_id=pk, commune_id=ticket.commune_id)
        for pk in sorted(wanted - held)
    )
    log(ticket, EventKind.ASSETS, by=by, at=at, before=sorted(held), after=sorted(wanted))
