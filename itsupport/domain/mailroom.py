"""What becomes of one received mail: a request, its follow-up, a notice, an automatic answer, nothing, quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from itsupport.domain.letters import left_out, print_of, read, request_of, said_of
from itsupport.domain.log import touch
from itsupport.domain.placing import choose_commune
from itsupport.domain.tickets import Said, keep_message, note, open_ticket, say, solve_for_commune
from itsupport.domain.waking import wake
from itsupport.inbound.commands import verb_of
from itsupport.models import InboundEmail, Ticket, TicketMessage
from itsupport.queries.linked import communes_of_address
from itsupport.queries.threads import (
    agent_of,
    commune_named,
    takes_part,
    ticket_of,
    ticket_of_bounce,
)
from itsupport.states.mail import INBOUND_FLOW, InboundState
from itsupport.states.tickets import Direction
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from communes.models import Commune
    from itsupport.inbound import InboundMessage
    from portal.accounts.models import User

SUBJECT, SENDER, IDENTIFIER = 400, 320, 998


def settle(row: InboundEmail, *, at: datetime) -> None:
    """Read a mail that the caller holds and put it in its place. Refusal when a person must look at it."""
    message = read(row)
    describe(row, message)
    if twin := _twin(row):
        _end("ignore", row, at=at, twin_of=twin)
    elif message.kind == "human":
        _settle_human(row, message, at=at)
    elif message.kind == "bounce":
        _note_bounce(row, message, at=at)
    elif message.kind == "auto_reply":
        _end("file_automatic", row, at=at, ticket=ticket_of(message, at=at))
    else:  # a list, or our own mail come back
        _end("ignore", row, at=at)


def describe(row: InboundEmail, message: InboundMessage) -> None:
    """What its page and its list show, whatever becomes of it."""
    row.kind = message.kind
    row.content_hash = print_of(message)
    row.message_id = message.message_id[:IDENTIFIER]
    row.sender = message.from_address[:SENDER]
    row.subject = message.subject[:SUBJECT]
    row.save(update_fields=["kind", "content_hash", "message_id", "sender", "subject"])


@transaction.atomic
def retry_mail(row_id: int, *, by: User, at: datetime) -> None:
    """Read a mail in quarantine once more."""
    row = InboundEmail.objects.locked(row_id)
    INBOUND_FLOW.apply("retry", row, by=by, at=at, error="", attempts=0, claimed_until=None)
    transaction.on_commit(wake, robust=True)


@transaction.atomic
def set_mail_aside(row_id: int, *, by: User, at: datetime) -> None:
    """It is for nobody. The mail is kept, its cause too."""
    row = InboundEmail.objects.locked(row_id)
    INBOUND_FLOW.apply("set_aside", row, by=by, at=at, settled_at=at)


@transaction.atomic
def attach_mail(row_id: int, ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """By hand: the mail is a word on this request; on one that ended, it opens another."""
    row = InboundEmail.objects.locked(row_id)
    INBOUND_FLOW.check("follow_up", row)
    message = read(row)
    spoken = say(ticket.pk, said_of(message), by=None, at=at)
    _end("follow_up", row, at=at, by=by, **_kept(spoken, message, at=at))
    return spoken


@transaction.atomic
def open_from_mail(row_id: int, commune: Commune, *, by: User, at: datetime) -> Ticket:
    """By hand: the mail is a request of this commune."""
    row = InboundEmail.objects.locked(row_id)
    INBOUND_FLOW.check("open_ticket", row)
    message = read(row)
    ticket = open_ticket(request_of(message, commune.pk), by=by, at=at)
    _end("open_ticket", row, at=at, by=by, **_kept(ticket, message, at=at))
    return ticket


def _settle_human(row: InboundEmail, message: InboundMessage, *, at: datetime) -> None:
    if not message.from_address:
        raise Refusal("Le courriel ne dit pas qui l’envoie.")
    if row.headers_only:
        raise Refusal(
            "Le courriel est trop lourd : seuls ses en-têtes sont gardés ici. "
            "L’original est sur le serveur, dans « Traités »."
        )
    ticket = ticket_of(message, at=at)
    if ticket is not None:
        spoken = _follow_up(ticket, message, at=at)
        _end("follow_up", row, at=at, **_kept(spoken, message, at=at))
        return
    found = communes_of_address(message.from_address, on=paris_date(at))
    if not found:
        raise Refusal(
            f"{message.from_address} n’est l’adresse d’aucune commune ni d’aucune personne connue."
        )
    commune_id = next(iter(found)) if len(found) == 1 else None
    opened = open_ticket(request_of(message, commune_id), by=None, at=at)
    _end("open_ticket", row, at=at, **_kept(opened, message, at=at))


def _follow_up(ticket: Ticket, message: InboundMessage, *, at: datetime) -> Ticket:
    """A word of the commune; « résolu » alone solves; a word of an agent is a note that the team reads.

    Whoever holds one of our mails may say a word; only those who take part may solve, or say for which commune.
    """
    said, words = said_of(message), message.reply_text
    agent = agent_of(message.from_address, at=at)
    if agent is not None:
        note(ticket.pk, said, by=agent, at=at)
        return ticket
    if takes_part(message.from_address, ticket, at=at):
        if ticket.commune_id is None and (commune := commune_named(words, ticket, at=at)):
            _keep_without_moving(ticket, said, at=at)
            choose_commune(ticket.pk, commune, by=None, at=at)
            return Ticket.objects.locked(ticket.pk)
        if verb_of(words) == "solve":
            _keep_without_moving(ticket, said, at=at)
            return solve_for_commune(ticket.pk, by=None, at=at)
    return say(ticket.pk, said, by=None, at=at)


def _keep_without_moving(ticket: Ticket, said: Said, *, at: datetime) -> None:
    """« Résolu » is kept in the conversation, and reopens nothing."""
    held = Ticket.objects.locked(ticket.pk)
    keep_message(held, said, Direction.IN, by=None, at=at)
    touch(held, at=at)


def _note_bounce(row: InboundEmail, message: InboundMessage, *, at: datetime) -> None:
    """Our mail did not arrive: the request says so to the team, and to nobody else."""
    ticket = ticket_of_bounce(message, at=at)
    if ticket is not None:
        failed = message.bounced.recipients if message.bounced else ()
        whom = ", ".join(failed) or "son destinataire"
        text = f"Notre courriel n’a pas été remis à {whom}. Téléphonez, ou corrigez l’adresse."
        _note_from_the_mailroom(ticket, text, at=at)
    _end("note_bounce", row, at=at, ticket=ticket)


def _note_from_the_mailroom(ticket: Ticket, text: str, *, at: datetime) -> None:
    held = Ticket.objects.locked(ticket.pk)
    TicketMessage.objects.create(
        ticket=held,
        commune_id=held.commune_id,
        direction=Direction.NOTE,
        at=at,
        author="Courrier",
        text=text,
        automatic=True,
    )
    touch(held, at=at)


def _twin(row: InboundEmail) -> InboundEmail | None:
    """The same mail, already in its place or in quarantine: same bytes, or same words under the same Message-ID.

    Two workers that read both copies at once wait for each other here, until the end of the first one's transaction.
    """
    keys = sorted({row.sha256, row.content_hash} - {""})
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 1))", [key])
    others = InboundEmail.objects.filter(twin_of=None).exclude(pk=row.pk)
    read_before = others.exclude(state=InboundState.RECEIVED)
    same = read_before.filter(sha256=row.sha256)
    if row.content_hash:
        same |= read_before.filter(content_hash=row.content_hash)
    return same.order_by("pk").first()


def _kept(ticket: Ticket, message: InboundMessage, *, at: datetime) -> dict[str, Any]:
    """Where the mail went; the team is told of the files that stayed out."""
    placed = {"ticket": ticket, "ticket_message": ticket.messages.order_by("-pk").first()}
    if words := left_out(message):
        _note_from_the_mailroom(ticket, words, at=at)
    return placed


def _end(
    verb: str, row: InboundEmail, *, at: datetime, by: User | None = None, **changes: Any
) -> None:
    INBOUND_FLOW.apply(verb, row, by=by, at=at, settled_at=at, error="", **changes)
