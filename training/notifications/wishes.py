"""The mails of the wishes: to a town hall, when they are collected, received, answered, and when a session comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from portal.mail.digest import still_useful
from portal.mail.notifications import Notification
from training.queries.needs import still_awaited

if TYPE_CHECKING:
    from datetime import date, datetime

AWAITED = "training.needsanswer"
still_useful(AWAITED)(still_awaited)


@dataclass(frozen=True, slots=True)
class WishTold:
    """« Préparer le budget en M57 : Solange Ferrand et 2 agents »; why it was answered so."""

    wish: str
    who: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesOpened(Notification):
    """To each town hall, once, when its wishes are asked for."""

    template: ClassVar[str] = "training/mails/wishes_opened"
    label: ClassVar[str] = "souhaits de formation, ouverture"
    campaign_id: int
    title: str
    year: int
    commune: str
    word: str
    closes_at: datetime
    url: str

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.commune_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesAwaited(Notification):
    """To a town hall that has not answered, when the manager reminds it by hand: once a day at most."""

    template: ClassVar[str] = "training/mails/wishes_awaited"
    label: ClassVar[str] = "souhaits de formation, relance"
    campaign_id: int
    title: str
    commune: str
    closes_at: datetime
    has_draft: bool
    url: str
    day: date

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.commune_id}:{self.day:%Y%m%d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesExtended(Notification):
    """To a town hall that has not answered: the deadline is put off. Once for each new date."""

    template: ClassVar[str] = "training/mails/wishes_extended"
    label: ClassVar[str] = "souhaits de formation, date reportée"
    campaign_id: int
    title: str
    commune: str
    closes_at: datetime
    has_draft: bool
    url: str

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.commune_id}:{self.closes_at.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesReceived(Notification):
    """To a town hall: what it has sent, line by line, or that it has no wish. `caller`: who said it by telephone."""

    template: ClassVar[str] = "training/mails/wishes_received"
    label: ClassVar[str] = "souhaits de formation, accusé de réception"
    answer_id: int
    title: str
    commune: str
    closes_at: datetime
    answered_at: datetime
    caller: str
    visa: str
    """« visa attendu », where the mayor is asked; empty else."""
    lines: tuple[WishTold, ...]
    url: str

    @property
    def once(self) -> str:
        return f"{self.answer_id}:{self.answered_at.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisaAsked(Notification):
    """To the mayor: a link that opens the page of the answer; empty for the town hall's shared address.

    `version`: that of the link, another at each sending.
    """

    template: ClassVar[str] = "training/mails/visa_asked"
    label: ClassVar[str] = "souhaits de formation à viser par le maire"
    answer_id: int
    version: int
    title: str
    year: int
    commune: str
    sender: str
    lines: tuple[WishTold, ...]
    link: str
    url: str

    @property
    def once(self) -> str:
        return f"{self.answer_id}:{self.version}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisaAskedAgain(VisaAsked):
    """To the mayor, two days after."""

    template: ClassVar[str] = "training/mails/visa_asked_again"
    label: ClassVar[str] = "souhaits de formation à viser, rappel au maire"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisaGiven(Notification):
    """To the town hall: the mayor approves its wishes, which now count."""

    template: ClassVar[str] = "training/mails/visa_given"
    label: ClassVar[str] = "souhaits de formation visés par le maire"
    answer_id: int
    version: int
    title: str
    commune: str
    decided_as: str
    url: str

    @property
    def once(self) -> str:
        return f"{self.answer_id}:{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisaRefused(VisaGiven):
    """To the town hall: the mayor says no, and why; its wishes are a draft again. `until`: None once too late."""

    template: ClassVar[str] = "training/mails/visa_refused"
    label: ClassVar[str] = "souhaits de formation rendus par le maire"
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesDecided(Notification):
    """To a town hall: wishes postponed, or not kept, each with its reason. `day`: one mail a decision."""

    template: ClassVar[str] = "training/mails/wishes_decided"
    label: ClassVar[str] = "souhaits de formation, suite donnée"
    title: str
    commune: str
    refused: bool
    decided_at: datetime
    lines: tuple[WishTold, ...]
    url: str

    @property
    def once(self) -> str:
        return f"{self.commune_id}:{self.decided_at.isoformat()}:{self.refused}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishAnnounced(Notification):
    """To a town hall: the session prepared for its wishes is announced, registrations open."""

    template: ClassVar[str] = "training/mails/wish_announced"
    label: ClassVar[str] = "souhaits de formation, session annoncée"
    session_id: int
    course: str
    number: str
    commune: str
    who: str
    halves: tuple[str, ...]
    opens_at: datetime | None
    url: str

    @property
    def once(self) -> str:
        return f"{self.session_id}:{self.commune_id}"
