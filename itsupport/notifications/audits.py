"""The mails of an audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDelivered(Notification):
    """To the town hall and its mayor: the letter, what to begin with, and the page as a PDF."""

    template: ClassVar[str] = "itsupport/mails/audit_delivered"
    label: ClassVar[str] = "audit rendu"

    audit_id: int
    commune: str
    visit_on: date
    headline: str
    letter: str
    low: int
    high: int
    first_actions: tuple[str, ...]

    @property
    def once(self) -> str:
        return f"{self.audit_id}:{self.to}"
