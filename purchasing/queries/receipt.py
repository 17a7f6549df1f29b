"""An answer said in words, with its figures: what its mail, its document and its page show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.lib.dates import instant_in_words
from portal.lib.text import amount_of_cents, commune_of, decimal_number, of, percent
from purchasing.models import Participation
from purchasing.queries.answers import author_of, sheet
from purchasing.states import ParticipationState

if TYPE_CHECKING:
    from purchasing.queries.answers import SheetRow

OUTCOMES = {
    ParticipationState.NONE_NEEDED: "aucun besoin cette année",
    ParticipationState.DECLINED: "ne rejoint pas l’achat groupé",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """An item asked for: by how many, where, at what price and amount HT, in words."""

    label: str
    quantity: str
    where: str
    price: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a commune answered, when, by whom, and until when it may change its mind."""

    title: str
    participation_id: int
    version: int
    campaign_id: int
    campaign: str
    ref: str
    commune: str
    commune_of: str
    outcome: str
    who: str
    when: str
    until: str
    channel: str
    word: str
    reason: str
    lines: tuple[ReceiptLine, ...]
    share: str
    share_why: str
    total_ht: str
    vat: tuple[tuple[str, str], ...]
    total_ttc: str


def receipt(participation_id: int) -> Receipt:
    answer = Participation.objects.select_related("campaign", "commune", "answered_by").get(
        pk=participation_id
    )
    found = sheet(answer)
    campaign = answer.campaign
    asked = [] if answer.state in OUTCOMES else found.asked
    share = found.share if asked else None
    rates = found.totals.by_rate if asked else ()
    return Receipt(
        title=f"Réponse {of(answer.commune.name)} : {campaign}",
        participation_id=answer.pk,
        version=answer.version,
        campaign_id=campaign.pk,
        campaign=campaign.title,
        ref=campaign.ref,
        commune=answer.commune.name,
        commune_of=commune_of(answer.commune.name),
        outcome=OUTCOMES.get(ParticipationState(answer.state), ""),
        who=author_of(answer),
        when=instant_in_words(answer.answered_at, year=True) if answer.answered_at else "",
        until=instant_in_words(campaign.declare_by) if campaign.declare_by else "",
        channel=answer.get_channel_display(),
        word=answer.word,
        reason=answer.decline_reason,
        lines=tuple(_line(row) for row in asked),
        share=amount_of_cents(share.cents) if share else "",
        share_why=share.why if share else "",
        total_ht=amount_of_cents(found.totals.ht) if asked else "",
        vat=tuple((f"TVA {percent(one.rate)}", amount_of_cents(one.vat)) for one in rates),
        total_ttc=amount_of_cents(found.totals.ttc) if asked else "",
    )


def _line(row: SheetRow) -> ReceiptLine:
    where = [
        f"{cell.site.name} {decimal_number(cell.quantity)}" for cell in row.cells if cell.quantity
    ]
    beyond = f", jusqu’à {decimal_number(row.complement)} de plus pour compléter un lot"
    price = row.item.price
    return ReceiptLine(
        label=row.item.label,
        quantity=decimal_number(row.quantity),
        where=", ".join(where) + (beyond if row.complement else ""),
        price="–" if price is None else f"{decimal_number(price, places=2)} €",
        amount=amount_of_cents(row.cents),
    )
