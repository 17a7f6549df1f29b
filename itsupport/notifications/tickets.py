"""The mails of a request: to the town hall that asked, and to the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReceived(Notification):
    """« Votre demande est reçue »: its number, when it should be solved, how to add a word."""

    template: ClassVar[str] = "itsupport/mails/ticket_received"
    label: ClassVar[str] = "demande reçue"

    ticket_id: int
    ref: str
    title: str
    due_at: datetime | None
    link: str

    @property
    def once(self) -> str:
        return f"{self.ticket_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAnswered(Notification):
    """The desk's answer, as it was written; when it solves the request, how to say that it does not."""

    template: ClassVar[str] = "itsupport/mails/ticket_answered"
    label: ClassVar[str] = "réponse à une demande"

    ticket_id: int
    serial: int
    ref: str
    title: str
    text: str
    author: str
    solved: bool
    files: int
    link: str

    @property
    def once(self) -> str:
        return f"{self.ticket_id}:{self.serial}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMoved(Notification):
    """To the desk: a request arrived, or its commune said a word."""

    template: ClassVar[str] = "itsupport/mails/ticket_moved"
    label: ClassVar[str] = "demande, pour l’équipe"

    ticket_id: int
    serial: int
    ref: str
    title: str
    commune: str
    author: str
    text: str
    due_at: datetime | None

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
