"""The mails that ask for an opinion: to who came, then two months after to her, and to her mayor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionAsked(Notification):
    """To who came, an hour after the end. `link` serves once; `asked_as`: her registration, or her mayor's commune."""

    template: ClassVar[str] = "training/mails/opinion_asked"
    label: ClassVar[str] = "évaluation à chaud"
    session_id: int
    asked_as: int
    course: str
    day: date
    closes_on: date
    link: str

    @property
    def once(self) -> str:
        return f"{self.session_id}:{self.asked_as}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionAskedLater(OpinionAsked):
    """To who came, sixty days after."""

    template: ClassVar[str] = "training/mails/opinion_asked_later"
    label: ClassVar[str] = "évaluation à froid"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionAskedOfMayor(OpinionAsked):
    """To the mayor of who came, sixty days after. `people`: those of the commune."""

    template: ClassVar[str] = "training/mails/opinion_asked_mayor"
    label: ClassVar[str] = "évaluation à froid, au maire"
    people: tuple[str, ...]
