"""Reminders: to the town halls that have not answered, and to those who run the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.mail.digest import still_useful
from portal.mail.notifications import Notification
from purchasing.queries.reminders import still_awaited

if TYPE_CHECKING:
    from datetime import date, datetime

AWAITED = "purchasing.participation"
still_useful(AWAITED)(still_awaited)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAwaited(Notification):
    """To a town hall that has not answered, when the manager reminds it by hand: once a day at most."""

    template = "purchasing/mails/reminder"
    label = "rappel"
    campaign_id: int
    title: str
    commune: str
    declare_by: datetime
    words: str
    answer_url: str
    nothing_url: str
    day: date

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.commune_id}:{self.day:%Y%m%d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentList(Notification):
    """To each manager, when the deadline is near: whom to call, and when somebody answers."""

    template = "purchasing/mails/silent_list"
    label = "communes à appeler"
    campaign_id: int
    title: str
    declare_by: datetime
    lines: tuple[str, ...]
    follow_url: str

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.to}:{self.declare_by:%Y%m%d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingHeld(Notification):
    """To each manager, when a campaign should close by itself and a silent commune holds it."""

    template = "purchasing/mails/closing_held"
    label = "clôture suspendue"
    campaign_id: int
    title: str
    declare_by: datetime
    communes: tuple[str, ...]
    follow_url: str

    @property
    def once(self) -> str:
        return f"{self.campaign_id}:{self.to}:{self.declare_by:%Y%m%d}"
