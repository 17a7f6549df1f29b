"""The mail of a round: to each commune it goes through, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Coming:
    """One stop, as its commune reads it; `closed`: its town hall is not open then."""

    place: str
    at: datetime
    tasks: tuple[str, ...]
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundAnnounced(Notification):
    """« Nous passons chez vous »: when, where, for what, who comes."""

    template: ClassVar[str] = "itsupport/mails/round_announced"
    label: ClassVar[str] = "passage du service informatique"

    round_id: int
    commune: str
    agents: str
    stops: tuple[Coming, ...]

    @property
    def once(self) -> str:
        return f"{self.round_id}:{self.commune_id}"

    @property
    def first(self) -> Coming:
        return self.stops[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCancelled(Notification):
    """« Nous ne passons plus »: what was announced does not hold."""

    template: ClassVar[str] = "itsupport/mails/round_cancelled"
    label: ClassVar[str] = "passage annulé"

    round_id: int
    at: datetime

    @property
    def once(self) -> str:
        return f"{self.round_id}:{self.commune_id}"
