"""What the town halls and the team are told about a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOpened(Notification):
    """To each invited town hall, when the manager opens a campaign."""

    template = "purchasing/mails/campaign_opened"
    label = "ouverture d’une campagne"
    campaign_id: int
    ref: str
    title: str
    question: str
    purpose: str
    commune: str
    declare_by: datetime
    minutes: int
    answer_url: str
    same_url: str
    """Empty when the commune has no answer of last year to take again."""
    nothing_url: str

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.commune_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineChanged(Notification):
    """To each invited town hall, when the deadline moves or the campaign is open again."""

    template = "purchasing/mails/deadline_changed"
    label = "date limite déplacée"
    campaign_id: int
    title: str
    commune: str
    declare_by: datetime
    reopened: bool
    final: bool
    reason: str
    answer_url: str

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.commune_id}:{self.declare_by:%Y%m%d%H%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCancelled(Notification):
    """To each invited town hall, when the manager gives a campaign up."""

    template = "purchasing/mails/campaign_cancelled"
    label = "campagne abandonnée"
    campaign_id: int
    title: str
    commune: str
    reason: str

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.commune_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignClosed(Notification):
    """To each invited town hall, when no answer may change any more: what it said."""

    template = "purchasing/mails/campaign_closed"
    label = "fin d’un recensement"
    campaign_id: int
    title: str
    commune: str
    state: str
    lines: tuple[str, ...]
    closed_at: datetime

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.commune_id}:{self.closed_at:%Y%m%d%H%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReturned(Notification):
    """To a town hall, when the manager asks for something missing in its answer."""

    template = "purchasing/mails/answer_returned"
    label = "réponse à revoir"
    campaign_id: int
    version: int
    title: str
    commune: str
    reason: str
    declare_by: datetime | None
    answer_url: str

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.commune_id}:{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignResult(Notification):
    """To each manager, when the census closes: how many answered, for how much."""

    template = "purchasing/mails/campaign_result"
    label = "résultat d’une campagne"
    campaign_id: int
    title: str
    answered: int
    invited: int
    total: str
    closed_at: datetime
    follow_url: str

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.to}:{self.closed_at:%Y%m%d%H%M}"
