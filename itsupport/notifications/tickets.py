"""The mails of a request: to the town hall that asked, and to the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from itsupport.queries.news import NEWS, still_spoken
from portal.mail.digest import still_useful
from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import datetime


SILENT = {"X-Auto-Response-Suppress": "All"}
"""No answer of a machine is wanted: read by Exchange, and by our own parser when a mail comes back."""


still_useful(NEWS)(still_spoken)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMail(Notification):
    """About one request. Its headers say that it is ours, and whether a program wrote it (RFC 3834, 5)."""

    submitted: ClassVar[str] = "auto-generated"

    ticket_id: int
    ref: str
    title: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Auto-Submitted": self.submitted, "X-Portal-Ticket": self.ref, **SILENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReceived(TicketMail):
    """« Votre demande est reçue »: its number, when it should be solved, how to add a word.

    `which`: the communes that the sender may write for, when she has to say which one it is.
    """

    template: ClassVar[str] = "itsupport/mails/ticket_received"
    label: ClassVar[str] = "demande reçue"
    submitted: ClassVar[str] = "auto-replied"

    due_at: datetime | None
    link: str
    which: tuple[str, ...] = ()

    @property
    def once(self) -> str:
        return f"{self.ticket_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAnswered(TicketMail):
    """The desk's answer, as it was written; when it solves the request, how to say that it does not.

    A person wrote it: RFC 3834 wants « no ».
    """

    template: ClassVar[str] = "itsupport/mails/ticket_answered"
    label: ClassVar[str] = "réponse à une demande"
    submitted: ClassVar[str] = "no"

    serial: int
    text: str
    author: str
    solved: bool
    files: int
    link: str

    @property
    def once(self) -> str:
        return f"{self.ticket_id}:{self.serial}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMoved(TicketMail):
    """To the desk: a request arrived, or its commune said a word."""

    template: ClassVar[str] = "itsupport/mails/ticket_moved"
    label: ClassVar[str] = "demande, pour l’équipe"

    serial: int
    commune: str
    author: str
    text: str
    due_at: datetime | None
    last: bool = False
    """The last one of the day to this address."""

    @property
    def once(self) -> str:
        return f"{self.ticket_id}:{self.serial}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWarned(Notification):
    """To the desk: this one will soon be late."""

    template: ClassVar[str] = "itsupport/mails/ticket_warned"
    label: ClassVar[str] = "délai bientôt dépassé"

    ticket_id: int
    ref: str
    title: str
    commune: str
    agent: str
    due_at: datetime
    late: bool

    @property
    def once(self) -> str:
        return f"{self.ticket_id}:{self.due_at:%Y%m%d%H%M}:{self.to}"
