"""One commune's answer as the manager reads it: figures, who wrote them, what was said and sent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from communes.models import Position
from communes.states import Role
from portal.documents.models import Document
from portal.journal.models import Entry
from portal.lib.money import Line, Totals, totals
from portal.mail.models import OutboxEmail
from purchasing.models import Contact, NeedLine, NeedRevision
from purchasing.states import FINAL_STATES

if TYPE_CHECKING:
    from datetime import date

    from purchasing.models import Participation


ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Everything the portal knows of a commune in a campaign."""

    answer: Participation
    lines: list[NeedLine]
    totals: Totals
    revisions: list[NeedRevision]
    contacts: list[Contact]
    mails: list[OutboxEmail]
    history: list[Entry]
    documents: list[Document]
    people: list[Position]

    @property
    def final(self) -> bool:
        return self.answer.state in FINAL_STATES


def file_of(answer: Participation, *, on: date) -> File:
    lines = list(
        NeedLine.objects.filter(participation=answer, quantity__gt=0)
        .select_related("lot_item__lot", "site", "changed_by")
        .order_by("lot_item__lot__number", "lot_item__position", "site__pk")
    )
    return File(
        answer=answer,
        lines=lines,
        totals=totals(
            Line(one.quantity, one.lot_item.price or ZERO, one.lot_item.vat_rate) for one in lines
        ),
        revisions=revisions_of(Q(line__participation=answer))[:30],
        contacts=list(answer.contacts.select_related("by")[:20]),
        mails=_mails(answer),
        history=list(Entry.objects.about(answer).select_related("by")[:20]),
        documents=list(
            Document.objects.filter(
                kind="purchasing.answer_receipt", subject_id=answer.pk
            ).order_by("-asked_at")[:5]
        ),
        people=list(
            Position.objects.on(on)
            .filter(commune_id=answer.commune_id, role__in=(Role.SECRETARY, Role.MAYOR))
            .select_related("person")
        ),
    )


def revisions_of(which: Q) -> list[NeedRevision]:
    """Who typed which figure and when, newest first."""
    return list(
        NeedRevision.objects.filter(which)
        .select_related("by", "line__lot_item", "line__site")
        .order_by("-at", "-pk")
    )


def _mails(answer: Participation) -> list[OutboxEmail]:
    about = Q(key__contains=f":{answer.campaign_id}:{answer.commune_id}")
    rows = OutboxEmail.objects.filter(about, commune_id=answer.commune_id)
    return list(rows.filter(kind__startswith="purchasing/").order_by("-written_at")[:15])
