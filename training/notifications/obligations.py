"""The mail that says how many days of training are still due, three months before the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationAlert(Notification):
    """To the agent, and to her town hall. `own`: it is hers; `planned`: what is booked, empty when nothing is."""

    template: ClassVar[str] = "training/mails/obligation_alert"
    label: ClassVar[str] = "obligation de formation, échéance proche"
    obligation_id: int
    own: bool
    person: str
    kind: str
    legal_ref: str
    left: str
    done: str
    planned: str
    due_on: date
    url: str

    @property
    def once(self) -> str:
        return f"{self.obligation_id}:{self.due_on}:{'agent' if self.own else 'mairie'}"
