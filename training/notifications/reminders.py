"""The mails that the calendar brings: a week and a day before, the last call of an offer, the manager’s morning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSoon(Notification):
    """To who has a confirmed seat, `days_left` before the first day: seven, then one."""

    template: ClassVar[str] = "training/mails/session_soon"
    label: ClassVar[str] = "rappel avant une formation"
    registration_id: int
    days_left: int
    first_day: date
    person: str
    course: str
    halves: tuple[str, ...]
    material: tuple[str, ...]
    cancel_until: datetime | None
    url: str

    @property
    def once(self) -> str:
        return f"{self.registration_id}:{self.first_day}:J-{self.days_left}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLastCall(Notification):
    """To who has not said whether she takes the seat, some hours before it goes to the next."""

    template: ClassVar[str] = "training/mails/offer_last_call"
    label: ClassVar[str] = "place proposée, dernier rappel"
    registration_id: int
    person: str
    course: str
    halves: tuple[str, ...]
    until: datetime
    url: str

    @property
    def once(self) -> str:
        return f"{self.registration_id}:{self.until.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAtRisk(Notification):
    """To the managers, a fortnight before: too few people."""

    template: ClassVar[str] = "training/mails/session_at_risk"
    label: ClassVar[str] = "session qui manque d’inscrits"
    session_id: int
    first_day: date
    course: str
    number: str
    held: int
    minimum: int
    waiting_for_mayor: int
    url: str

    @property
    def once(self) -> str:
        return f"{self.session_id}:{self.first_day}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionGivenUp(Notification):
    """To the managers, when a session cancels itself on its first day for want of people.

    `people`: who was registered without a seat; `others`: dates to come of the course; `tasks`: whom to tell.
    """

    template: ClassVar[str] = "training/mails/session_given_up"
    label: ClassVar[str] = "session annulée faute d’inscrits"
    session_id: int
    first_day: date
    course: str
    number: str
    reason: str
    people: tuple[str, ...]
    others: tuple[str, ...]
    tasks: tuple[str, ...]
    url: str

    @property
    def once(self) -> str:
        return f"{self.session_id}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingDay(Notification):
    """To the managers, each working morning on which something waits. `lines`: one thing each."""

    template: ClassVar[str] = "training/mails/training_day"
    label: ClassVar[str] = "formations, ce qui attend ce matin"
    on: date
    lines: tuple[str, ...]
    url: str

    @property
    def once(self) -> str:
        return f"{self.on}:{self.to}"
