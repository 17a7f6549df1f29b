"""What becomes of one received mail: a request, its follow-up, a notice, an automatic answer, nothing, quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.html import strip_tags

from communes.models import Commune, Person, Position
from communes.states import Role
from itsupport import inbound
from itsupport.domain.caps import may_answer_by_itself
from itsupport.domain.files import Given
from itsupport.domain.log import touch
from itsupport.domain.telling import tell_received
from itsupport.domain.tickets import (
    NewTicket,
    Said,
    keep_message,
    note,
    open_ticket,
    say,
    solve_for_commune,
)
from itsupport.inbound.commands import verb_of
from itsupport.inbound.threading import candidate_of
from itsupport.models import InboundEmail, Ticket, TicketMessage
from itsupport.queries.linked import communes_of_address
from itsupport.queries.links import mail_domain, mail_key
from itsupport.states.mail import INBOUND_FLOW
from itsupport.states.tickets import Direction, TicketChannel
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.inbound import InboundMessage
    from portal.accounts.models import User

SUBJECT, SENDER, IDENTIFIER = 400, 320, 998


def settle(row: InboundEmail, *, at: datetime) -> None:
    """Read a mail that the caller holds and put it in its place. Refusal when a person must look at it."""
    message = read(row)
    row.message_id = message.message_id[:IDENTIFIER]
    row.sender = message.from_address[:SENDER]
    row.subject = message.subject[:SUBJECT]
    row.save(update_fields=["message_id", "sender", "subject"])
    if twin := _twin(row):
        _end("ignore", row, at=at, twin_of=twin)
    elif message.kind == "human":
        _settle_human(row, message, at=at)
    elif message.kind == "bounce":
        _note_bounce(row, message, at=at)
    elif message.kind == "auto_reply":
        _end("file_automatic", row, at=at, ticket=_ticket_of(message, at=at))
    else:  # a list, or our own mail come back
        _end("ignore", row, at=at)


def read(row: InboundEmail) -> InboundMessage:
    """The stored bytes, read again: what was kept is the mail itself."""
    with row.raw.open("rb") as file:
        return inbound.parse(file.read(), own_domain=mail_domain())


@transaction.atomic
def retry_mail(row_id: int, *, by: User, at: datetime) -> None:
    """Read a mail in quarantine once more."""
    row = InboundEmail.objects.locked(row_id)
    INBOUND_FLOW.apply("retry", row, by=by, at=at, error="", attempts=0, claimed_until=None)


@transaction.atomic
def discard_mail(row_id: int, *, by: User, at: datetime) -> None:
    row = InboundEmail.objects.locked(row_id)
    INBOUND_FLOW.apply("discard", row, by=by, at=at, settled_at=at)


@transaction.atomic
def attach_mail(row_id: int, ticket: Ticket, *, by: User, at: datetime) -> Ticket:
    """By hand: the mail is a word on this request."""
    row = InboundEmail.objects.locked(row_id)
    INBOUND_FLOW.check("follow_up", row)
    message = read(row)
    spoken = say(ticket.pk, _said(message), by=None, at=at)
    _end("follow_up", row, at=at, by=by, ticket=spoken, ticket_message=_last(spoken))
    return spoken


@transaction.atomic
def open_from_mail(row_id: int, commune: Commune, *, by: User, at: datetime) -> Ticket:
    """By hand: the mail is a request of this commune."""
    row = InboundEmail.objects.locked(row_id)
    INBOUND_FLOW.check("open_ticket", row)
    message = read(row)
    ticket = open_ticket(_new(message, commune.pk), by=by, at=at)
    _end("open_ticket", row, at=at, by=by, ticket=ticket, ticket_message=_last(ticket))
    return ticket


def _settle_human(row: InboundEmail, message: InboundMessage, *, at: datetime) -> None:
    if not message.from_address:
        raise Refusal("Le courriel ne dit pas qui l’envoie.")
    ticket = _ticket_of(message, at=at)
    if ticket is not None:
        spoken = _follow_up(ticket, message, at=at)
        _end("follow_up", row, at=at, ticket=spoken, ticket_message=_last(spoken))
        return
    found = communes_of_address(message.from_address, on=paris_date(at))
    if not found:
        raise Refusal(
            f"{message.from_address} n’est l’adresse d’aucune commune ni d’aucune personne connue."
        )
    commune_id = next(iter(found)) if len(found) == 1 else None
    ticket = open_ticket(_new(message, commune_id), by=None, at=at)
    if may_answer_by_itself(message.from_address, ticket, at=at):
        tell_received(ticket, at=at)
    _end("open_ticket", row, at=at, ticket=ticket, ticket_message=_last(ticket))


def _follow_up(ticket: Ticket, message: InboundMessage, *, at: datetime) -> Ticket:
    """A word of the commune; « résolu » alone solves; a word of an agent is a note that the team reads."""
    said = _said(message)
    agent = _agent(message.from_address)
    if agent is not None:
        note(ticket.pk, said, by=agent, at=at)
        return ticket
    if verb_of(message.reply_text) == "solve":
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
    bounced = message.bounced
    sent = TicketMessage.objects.filter(message_id=bounced.message_id) if bounced else None
    found = sent.select_related("ticket").first() if sent is not None else None
    ticket = found.ticket if found else _ticket_of(message, at=at)
    if ticket is not None:
        whom = (
            ", ".join(bounced.recipients) if bounced and bounced.recipients else "son destinataire"
        )
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


def _ticket_of(message: InboundMessage, *, at: datetime) -> Ticket | None:
    """The request that a mail goes on with. A number in a subject counts only from somebody who takes part in it."""
    candidate = candidate_of(
        message, key=mail_key(), domain=mail_domain(), mailbox=settings.SUPPORT_ADDRESS
    )
    if candidate is None:
        return None
    if candidate.ticket_id is not None:
        return Ticket.objects.filter(pk=candidate.ticket_id).first()
    ticket = Ticket.objects.filter(ref=candidate.reference).first()
    return ticket if ticket and _takes_part(message.from_address, ticket, at=at) else None


def _takes_part(address: str, ticket: Ticket, *, at: datetime) -> bool:
    if address == ticket.requester_email.lower() or _agent(address) is not None:
        return True
    if ticket.watchers.filter(email__iexact=address).exists():
        return True
    return ticket.commune_id in communes_of_address(address, on=paris_date(at))


def _agent(address: str) -> User | None:
    """Somebody of the desk who writes from her own address."""
    held = Position.objects.filter(role=Role.IT_AGENT, ended_on=None)
    found = held.filter(person__user__email__iexact=address).select_related("person__user").first()
    return found.person.user if found else None


def _twin(row: InboundEmail) -> InboundEmail | None:
    """The same bytes under the same Message-ID, already in its place."""
    if not row.message_id:
        return None
    same = InboundEmail.objects.filter(message_id=row.message_id, sha256=row.sha256)
    return same.filter(pk__lt=row.pk, twin_of=None).order_by("pk").first()


def _said(message: InboundMessage) -> Said:
    return Said(
        text=message.reply_text or message.text or "(sans texte)",
        author=message.from_name or message.from_address,
        html=message.html,
        files=_files(message),
        message_id=message.message_id[:IDENTIFIER],
    )


def _new(message: InboundMessage, commune_id: int | None) -> NewTicket:
    person = Person.objects.filter(email__iexact=message.from_address).first()
    return NewTicket(
        commune_id=commune_id,
        title=strip_tags(message.subject),
        text=message.reply_text or message.text or message.subject or "(sans texte)",
        channel=TicketChannel.MAIL,
        requester_id=person.pk if person else None,
        name=(message.from_name or (str(person) if person else ""))[:120],
        email=message.from_address,
        phone=person.phone if person else "",
        files=_files(message),
        html=message.html,
        message_id=message.message_id[:IDENTIFIER],
        acknowledge=False,
    )


def _files(message: InboundMessage) -> tuple[Given, ...]:
    return tuple(
        Given(
            name=one.filename or "sans nom", content=one.content, content_id=one.content_id or ""
        )
        for one in message.attachments
        if one.content
    )


def _last(ticket: Ticket) -> TicketMessage | None:
    return ticket.messages.order_by("-pk").first()


def _end(
    verb: str, row: InboundEmail, *, at: datetime, by: User | None = None, **changes: Any
) -> None:
    INBOUND_FLOW.apply(verb, row, by=by, at=at, settled_at=at, error="", **changes)
