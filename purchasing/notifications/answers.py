"""The mails that a town hall receives about its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from portal.lib.text import NBSP
from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReceived(Notification):
    """« Votre réponse est enregistrée »: what was said, by whom, and until when it may change."""

    template: ClassVar[str] = "purchasing/mails/answer_received"
    label: ClassVar[str] = "accusé de réponse"

    participation_id: int
    version: int
    campaign_id: int
    campaign: str
    ref: str
    commune: str
    outcome: str
    who: str
    when: str
    until: str
    channel: str
    lines: tuple[str, ...]
    total_ht: str
    total_ttc: str

    @property
    def once(self) -> str:
        return f"{self.participation_id}:{self.version}:{self.to}"

    @classmethod
    def of(cls, facts: Mapping[str, Any], *, to: str, commune_id: int, document_id: int) -> Self:
        """The mail that carries a receipt; `facts` are the document's own."""
        same = (
            "participation_id", "version", "campaign_id", "campaign", "ref", "commune", "outcome",
            "who", "when", "until", "channel", "total_ht", "total_ttc",
        )  # fmt: skip
        lines = tuple(
            f"{line['quantity']}{NBSP}× {line['label']}{NBSP}: {line['amount']} HT ({line['where']})"
            for line in facts["lines"]
        )
        return cls(
            to=to,
            commune_id=commune_id,
            document_id=document_id,
            lines=lines,
            **{name: facts[name] for name in same},
        )
