"""The mails of the exchange of practice: an answer has come; questions wait for somebody who knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.mail.notifications import Notification


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Notification):
    """To the author of a question: somebody answered. `signature`: who, or « une mairie »."""

    template: ClassVar[str] = "training/mails/question_answered"
    label: ClassVar[str] = "réponse à une question d’entraide"
    answer_id: int
    title: str
    signature: str
    text: str
    url: str

    @property
    def once(self) -> str:
        return f"{self.answer_id}"


@dataclass(frozen=True, slots=True)
class Line:
    """A question of the digest."""

    title: str
    theme: str
    signature: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredDigest(Notification):
    """To who offers her help: the questions of her themes that nobody has answered. `week`: ISO, « 2027-03 »."""

    template: ClassVar[str] = "training/mails/unanswered_digest"
    label: ClassVar[str] = "questions d’entraide sans réponse"
    user_id: int
    week: str
    number: int
    lines: tuple[Line, ...]
    url: str

    @property
    def once(self) -> str:
        return f"{self.user_id}:{self.week}"
