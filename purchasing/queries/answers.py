"""A commune's answer as it is read: figures by item and site, amounts, what is proposed, who wrote."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection

from communes.queries.addresses import town_hall_addresses
from portal.documents.models import Document
from portal.lib.money import Line, Totals, line_ht, totals
from portal.lib.text import NBSP, amount_of_cents, count, decimal_number
from purchasing.models import LotItem, NeedLine, NeedRevision
from purchasing.queries.costs import Share, share_of
from purchasing.queries.prefill import last_year, proposals
from purchasing.states import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from communes.models import Site
    from portal.accounts.models import User
    from purchasing.models import Participation

ZERO = Decimal(0)
FEW, MOST_BOXES = 3, 20
UNUSUAL = 3
"""Times last year's figure: beyond it, the page asks whether it is meant."""


def small(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins with a sigle."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCell:
    """One figure; version 0 when it is proposed and not stored yet."""

    site: Site
    quantity: Decimal
    version: int
    before: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One item: its figures by site, its amount HT in cents (None when no price is known)."""

    item: LotItem
    cells: tuple[SheetCell, ...]
    quantity: Decimal
    before: Decimal
    cents: int | None
    complement: Decimal
    justification: str

    @property
    def unusual(self) -> bool:
        return bool(self.before) and self.quantity > UNUSUAL * self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The pack begun by all communes together: how full it is, what is missing, at what price (cents HT)."""

    item: LotItem
    filled: int
    missing: int
    cents: int | None
    accepted: Decimal

    @property
    def offered(self) -> int:
        """The complement that the page proposes, or that is accepted already."""
        return int(self.accepted) or self.missing

    @property
    def boxes(self) -> list[bool]:
        """One box a unit, full or missing; none for large packs."""
        size = self.filled + self.missing
        return [n < self.filled for n in range(size)] if size <= MOST_BOXES else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole answer. `stored`: False while its figures are only proposed."""

    answer: Participation
    sites: tuple[Site, ...]
    rows: tuple[SheetRow, ...]
    share: Share | None
    totals: Totals
    stored: bool
    had_last_year: bool
    from_register: bool

    @property
    def asked(self) -> list[SheetRow]:
        return [row for row in self.rows if row.quantity]

    @property
    def last_year(self) -> str:
        """« 9 × vérification annuelle, 1 × panneau : 64,95 € HT », at this year's prices."""
        rows = [row for row in self.rows if row.before]
        words = [f"{decimal_number(row.before)}{NBSP}× {small(row.item.label)}" for row in rows]
        if len(words) > FEW:
            words = [count(len(words), "article")]
        cents = sum(line_ht(row.before, row.item.price) for row in rows if row.item.price)
        return f"{', '.join(words)}{NBSP}: {amount_of_cents(cents, 'HT')}"


def sheet(answer: Participation) -> Sheet:
    """Read an answer (its campaign and commune selected with it)."""
    lines = list(NeedLine.objects.filter(participation=answer).select_related("site"))
    before = last_year(answer)
    proposed = [] if lines else proposals(answer)
    figures = {proposal.key: (proposal.quantity, 0) for proposal in proposed}
    figures |= {(row.lot_item_id, row.site_id): (row.quantity, row.version) for row in lines}
    known = _Known(
        sites=_sites(answer, lines),
        figures=figures,
        before=before,
        complements={r.lot_item_id: x for r in lines if (x := r.quantity_max - r.quantity)},
        reasons={row.lot_item_id: row.justification for row in lines if row.justification},
    )
    items = LotItem.objects.filter(lot__campaign_id=answer.campaign_id).select_related("lot")
    rows = tuple(_row(item, known) for item in items.order_by("lot__number", "position", "pk"))
    share = share_of(answer)
    return Sheet(
        answer=answer,
        sites=known.sites,
        rows=rows,
        share=share,
        totals=_totals(answer, rows, share),
        stored=bool(lines),
        had_last_year=bool(before),
        from_register=any(proposal.origin == Origin.REGISTER for proposal in proposed),
    )


def packs(found: Sheet) -> list[Pack]:
    """What is missing in the packs begun, over the whole campaign: one figure an item, nobody's own."""
    sold = [row for row in found.rows if row.item.pack_size > 1]
    if not sold:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select lot_item_id, remainder from purchasing_pack_remainders(%s, %s)",
            [found.answer.campaign_id, found.answer.pk],
        )
        others = dict(cursor.fetchall())
    return [pack for row in sold if (pack := _pack(row, others.get(row.item.pk, ZERO)))]


def last_change(answer: Participation) -> Author | None:
    """Who touched the answer last, and when."""
    found = answer_changes(answer, since=answer.version - 1)
    if found:
        return Author(who=found[0].by_label or str(found[0].by or "Quelqu’un"), at=found[0].at)
    if answer.answered_at:
        return Author(who=author_of(answer), at=answer.answered_at)
    return None


@dataclass(frozen=True, slots=True)
class Author:
    who: str
    at: datetime


def author_of(answer: Participation) -> str:
    """The name of who answered: said by herself on a link, or her account's."""
    return answer.answered_as or str(answer.answered_by or "Quelqu’un")


def answer_changes(answer: Participation, *, since: int) -> list[NeedRevision]:
    """The figures changed after a version of the answer, newest first."""
    return list(
        NeedRevision.objects.filter(line__participation=answer, answer_version__gt=since)
        .select_related("by", "line__lot_item", "line__site")
        .order_by("-at", "-pk")
    )


def documents_of(user: User, answer: Participation) -> QuerySet[Document]:
    """The last receipts of the answer, newest first; none for someone without account."""
    if not user.is_authenticated:
        return Document.objects.none()
    return (
        Document.objects.visible_to(user)
        .filter(
            kind="purchasing.answer_receipt", subject_id=answer.pk, commune_id=answer.commune_id
        )
        .order_by("-asked_at", "-pk")[:3]
    )


def addresses(answer: Participation, *, by: User | None, on: date) -> list[str]:
    """Where the receipt goes: the town hall's address, and the one of its people who answered."""
    found = [*town_hall_addresses([answer.commune_id], on=on).values()]
    mine = by is not None and by.acting is not None and answer.commune_id in by.acting.communes
    if by is not None and mine and by.email not in found:
        found.append(by.email)
    return found


def _sites(answer: Participation, lines: list[NeedLine]) -> tuple[Site, ...]:
    """The commune's live buildings, and those closed since that still carry a figure."""
    live = list(answer.commune.sites.active().order_by("pk"))
    known = {site.pk for site in live}
    closed = {row.site_id: row.site for row in lines if row.quantity and row.site_id not in known}
    return (*live, *closed.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was read of an answer, by (item, site) and by item."""

    sites: tuple[Site, ...]
    figures: Mapping[tuple[int, int], tuple[Decimal, int]]
    before: Mapping[tuple[int, int], Decimal]
    complements: Mapping[int, Decimal]
    reasons: Mapping[int, str]


def _row(item: LotItem, known: _Known) -> SheetRow:
    cells = []
    for site in known.sites:
        quantity, version = known.figures.get((item.pk, site.pk), (ZERO, 0))
        before = known.before.get((item.pk, site.pk), ZERO)
        cells.append(SheetCell(site=site, quantity=quantity, version=version, before=before))
    quantity = sum((cell.quantity for cell in cells), ZERO)
    return SheetRow(
        item=item,
        cells=tuple(cells),
        quantity=quantity,
        before=sum((cell.before for cell in cells), ZERO),
        cents=None if item.price is None else line_ht(quantity, item.price),
        complement=known.complements.get(item.pk, ZERO),
        justification=known.reasons.get(item.pk, ""),
    )


def _totals(answer: Participation, rows: tuple[SheetRow, ...], share: Share | None) -> Totals:
    asked = [row for row in rows if row.quantity]
    lines = [
        Line(row.quantity, row.item.price, row.item.vat_rate)
        for row in asked
        if row.item.price is not None
    ]
    if asked and share and share.cents:
        part = Decimal(share.cents).scaleb(-2)
        lines.append(Line(Decimal(1), part, answer.campaign.shared_cost_vat_rate))
    return totals(lines)


def _pack(row: SheetRow, others: Decimal) -> Pack | None:
    size = row.item.pack_size
    filled = int((others + row.quantity) % size)
    if not filled and not row.complement:
        return None
    missing = size - filled if filled else 0
    cents = None if row.item.price is None else line_ht(Decimal(missing), row.item.price)
    return Pack(
        item=row.item, filled=filled, missing=missing, cents=cents, accepted=row.complement
    )
