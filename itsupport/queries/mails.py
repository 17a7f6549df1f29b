"""A received mail as the desk reads it, and how the mailbox is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from itsupport import inbound
from itsupport.models import MailboxVisit
from itsupport.queries.links import portal_domain
from itsupport.states.mail import InboundState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from itsupport.inbound import InboundMessage
    from itsupport.models import InboundEmail
    from portal.accounts.models import User

LATE = timedelta(minutes=15)
"""The mailbox is visited each minute: beyond, nobody does."""
_S = InboundState
_FILED = {
    "list": "Une lettre d’information ou une liste : personne n’attend de réponse.",
    "own": "Un courriel du portail lui-même, revenu dans la boîte.",
}
_WHY = {
    _S.RECEIVED: "Le courriel vient d’arriver : il est lu dans la minute.",
    _S.TICKET: "Son expéditeur est connu : une demande est ouverte.",
    _S.FOLLOW_UP: "Il répond à une demande, et s’y trouve.",
    _S.NOTICE: "Un serveur dit qu’un de nos courriels n’est pas arrivé.",
    _S.AUTOMATIC: "Une machine l’a écrit (absence, accusé) : on ne lui répond pas.",
    _S.DISCARDED: "Quelqu’un de l’équipe l’a écarté.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The mail read again for the page; `message` is None when its file cannot be read."""

    why: str
    message: InboundMessage | None


@dataclass(frozen=True, slots=True)
class Visit:
    """How a mailbox is: `tone` is « late » when it cannot be read, « warn » when nobody tries."""

    visit: MailboxVisit
    tone: str


def shown(row: InboundEmail) -> Shown:
    try:
        with row.raw.open("rb") as file:
            message = inbound.parse(file.read(), own_domain=portal_domain())
    except OSError:
        return Shown(why_of(row), None)
    return Shown(why_of(row), message)


def why_of(row: InboundEmail) -> str:
    """Why it is where it is, in a sentence."""
    if row.error:
        return row.error
    if row.twin_of_id:
        return "Le même courriel est arrivé deux fois : le premier seul compte."
    if row.state == _S.IGNORED:
        return _FILED.get(row.kind, "Il n’appelle aucune réponse.")
    return _WHY.get(_S(row.state), "")


def last_visits(user: User) -> QuerySet[MailboxVisit]:
    """The mailbox that was visited last; none when the portal reads no mailbox."""
    rows = MailboxVisit.objects.visible_to(user).order_by("-tried_at")[:1]
    return rows if settings.SUPPORT_IMAP_URL else MailboxVisit.objects.none()


def visits(user: User, *, at: datetime) -> list[Visit]:
    return judged(last_visits(user), at=at)


def judged(rows: Iterable[MailboxVisit], *, at: datetime) -> list[Visit]:
    """How these mailboxes are."""
    return [Visit(row, _tone(row, at=at)) for row in rows]


def _tone(row: MailboxVisit, *, at: datetime) -> str:
    if row.failing_since is not None:
        return "late"
    return "warn" if at - row.tried_at > LATE else ""
