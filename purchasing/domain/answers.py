"""What a town hall says of its need: read, draft, answer, take back. Silence is never an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.documents.asking import ask_for
from portal.journal.record import record
from portal.lib.dates import instant_in_words as moment, paris_date
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue
from purchasing.domain.lines import Cell, Conflict, Hand, Lines
from purchasing.models import Campaign, Participation
from purchasing.notifications.answers import AnswerReceived
from purchasing.queries import answers as questions
from purchasing.queries.prefill import last_year, proposals
from purchasing.states import (
    FINAL_STATES,
    PARTICIPATION_FLOW,
    CampaignState,
    Channel,
    Origin,
    ParticipationState,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from portal.accounts.models import User


class Changed(Refusal):
    """Someone of the same commune changed the answer since it was shown."""


class Incomplete(Refusal):
    """The answer lacks something before it can be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was typed: figures, complements accepted and reasons by item, a word to the manager."""

    cells: tuple[Cell, ...] = ()
    complements: Mapping[int, Decimal] = field(default_factory=dict)
    justifications: Mapping[int, str] = field(default_factory=dict)
    word: str | None = None
    origin: Origin = Origin.MANUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The version that the answer has now, and the figures that were left as someone else wrote them."""

    version: int
    conflicts: tuple[Conflict, ...] = ()


@transaction.atomic
def read_invitation(participation_id: int, *, by: User | None, at: datetime) -> None:
    """Someone opened the invitation. Only a click or the page's own script says so, never a GET."""
    answer = Participation.objects.locked(participation_id)
    if answer.state == ParticipationState.INVITED:
        PARTICIPATION_FLOW.apply("read", answer, by=by, at=at, opened_at=at)


@transaction.atomic
def save_draft(
    participation_id: int,
    draft: Draft,
    *,
    by: User | None,
    at: datetime,
    channel: Channel = Channel.WEB,
    answered_as: str = "",
) -> Saved:
    """Keep what was typed. A figure that a colleague changed meanwhile is left, and told.

    Refusal when the campaign is over, the answer already sent, or a figure impossible.
    """
    hand = Hand(by=by, at=at, channel=channel, answered_as=answered_as)
    answer = _held(participation_id, hand)
    if answer.state in FINAL_STATES:
        since = f" depuis {moment(answer.answered_at)}" if answer.answered_at else ""
        raise Refusal(
            f"Cette réponse est envoyée{since}. Choisissez « Modifier » pour la reprendre."
        )
    lines = _begun(answer, hand)
    conflicts = [lines.merge(cell, origin=draft.origin) for cell in draft.cells]
    for lot_item_id, extra in draft.complements.items():
        lines.accept_more(lot_item_id, extra)
    for lot_item_id, text in draft.justifications.items():
        lines.justify(lot_item_id, text)
    lines.write()
    _keep_draft(answer, lines, hand, word=draft.word)
    return Saved(version=answer.version, conflicts=tuple(c for c in conflicts if c))


@transaction.atomic
def submit(
    participation_id: int,
    *,
    by: User | None,
    at: datetime,
    channel: Channel = Channel.WEB,
    answered_as: str = "",
    expected_version: int | None = None,
) -> None:
    """Send the answer as it stands. `expected_version` is the one that was read before sending.

    Changed when a colleague changed it meanwhile; Incomplete when nothing is asked for.
    """
    hand = Hand(by=by, at=at, channel=channel, answered_as=answered_as)
    answer = _held(participation_id, hand)
    if not _is_news(answer, ParticipationState.SUBMITTED, hand, expected_version):
        return
    lines = _begun(answer, hand)
    _ensure_complete(lines)
    _conclude("submit", answer, hand, version=lines.version)


@transaction.atomic
def answer_as_last_year(
    participation_id: int,
    *,
    by: User | None,
    at: datetime,
    channel: Channel = Channel.WEB,
    answered_as: str = "",
    expected_version: int | None = None,
) -> None:
    """Answer the figures of the previous campaign, and send. Refusal when there were none."""
    hand = Hand(by=by, at=at, channel=channel, answered_as=answered_as)
    answer = _held(participation_id, hand)
    if not _is_news(answer, ParticipationState.SUBMITTED, hand, expected_version):
        return
    figures = last_year(answer)
    if not figures:
        raise Refusal("La commune n’avait rien demandé l’an dernier : choisissez « Je complète ».")
    lines = _begun(answer, hand)
    version = lines.version
    lines.replace(figures, origin=Origin.LAST_YEAR)
    lines.write()
    _conclude("submit", answer, hand, version=version)


@transaction.atomic
def need_nothing(
    participation_id: int,
    *,
    by: User | None,
    at: datetime,
    channel: Channel = Channel.WEB,
    answered_as: str = "",
    expected_version: int | None = None,
) -> None:
    """The commune says that it needs nothing: an answer, that silence is not."""
    hand = Hand(by=by, at=at, channel=channel, answered_as=answered_as)
    answer = _held(participation_id, hand)
    if _is_news(answer, ParticipationState.NONE_NEEDED, hand, expected_version):
        _conclude("need_nothing", answer, hand, version=_emptied(answer, hand))


@transaction.atomic
def decline(
    participation_id: int,
    reason: str,
    *,
    by: User | None,
    at: datetime,
    channel: Channel = Channel.WEB,
    answered_as: str = "",
    expected_version: int | None = None,
) -> None:
    """The commune will not buy with the others this time, and says why."""
    hand = Hand(by=by, at=at, channel=channel, answered_as=answered_as)
    answer = _held(participation_id, hand)
    if not reason.strip():
        raise Refusal("Dites en un mot pourquoi la commune n’achète pas avec les autres.")
    if _is_news(answer, ParticipationState.DECLINED, hand, expected_version):
        version = _emptied(answer, hand)
        _conclude("decline", answer, hand, version=version, decline_reason=reason.strip()[:300])


@transaction.atomic
def take_back(
    participation_id: int,
    *,
    by: User | None,
    at: datetime,
    channel: Channel = Channel.WEB,
    answered_as: str = "",
) -> None:
    """Undo the answer: it is a draft again, with the figures it had before it was sent."""
    hand = Hand(by=by, at=at, channel=channel, answered_as=answered_as)
    answer = _held(participation_id, hand)
    if answer.state not in FINAL_STATES:
        return
    lines = Lines(answer, hand)
    lines.restore(answer.version)
    version = lines.version
    lines.write()
    PARTICIPATION_FLOW.apply(
        "fill",
        answer,
        by=by,
        at=at,
        told={"as": answered_as},
        drafted_at=at,
        version=version,
        decline_reason="",
    )


@transaction.atomic
def revoke_link(participation_id: int, *, by: User, at: datetime) -> None:
    """The links already sent by mail open nothing any more; the next mails carry a new one."""
    answer = Participation.objects.locked(participation_id)
    answer.link_version += 1
    answer.save(update_fields=["link_version"])
    record("revoke_link", answer, by=by, at=at)


def _held(participation_id: int, hand: Hand) -> Participation:
    """The answer, held against colleagues, its campaign against the closing: wholly before or after it."""
    campaign_id = Participation.objects.values_list("campaign_id", flat=True).get(
        pk=participation_id
    )
    campaign = Campaign.objects.shared(campaign_id)
    answer = Participation.objects.locked(participation_id)
    answer.campaign = campaign
    if campaign.state != CampaignState.OPEN:
        raise Refusal(f"Cette campagne ne reçoit pas de réponse : {campaign.get_state_display()}.")
    by_phone = hand.channel == Channel.PHONE
    if campaign.declare_by and hand.at >= campaign.declare_by and not by_phone:
        raise Refusal(
            f"Le recensement a pris fin {moment(campaign.declare_by)}."
            " Pour un changement, appelez le service de mutualisation."
        )
    return answer


def _begun(answer: Participation, hand: Hand) -> Lines:
    """The figures, the proposed ones stored first when nothing was."""
    lines = Lines(answer, hand)
    if not lines:
        lines.adopt(proposals(answer))
    return lines


def _emptied(answer: Participation, hand: Hand) -> int:
    """Every figure at zero; the version of the answer that this makes."""
    lines = Lines(answer, hand)
    version = lines.version
    lines.replace({}, origin=Origin.MANUAL)
    lines.write()
    return version


def _keep_draft(answer: Participation, lines: Lines, hand: Hand, *, word: str | None) -> None:
    changes: dict[str, Any] = {}
    if word is not None and word != answer.word:
        changes["word"] = word
    if changes or lines.version > answer.version + 1:
        changes |= {"version": max(lines.version - 1, answer.version + 1)}
    if answer.state != ParticipationState.DRAFT:
        PARTICIPATION_FLOW.apply(
            "fill", answer, by=hand.by, at=hand.at, drafted_at=hand.at, **changes
        )
    elif changes:
        for name, value in (changes | {"drafted_at": hand.at}).items():
            setattr(answer, name, value)
        answer.save(update_fields=["drafted_at", *changes])


def _is_news(answer: Participation, wanted: str, hand: Hand, expected: int | None) -> bool:
    """False when the same person said the same just before (a double click)."""
    if expected is None or expected == answer.version:
        return True
    if answer.state == wanted and answer.answered_by == hand.by:
        return False
    last = questions.last_change(answer)
    who = f"{last.who} a changé" if last else "Quelqu’un a changé"
    when = f" {moment(last.at)}" if last else ""
    raise Changed(f"{who} cette réponse{when}. Relisez-la avant d’envoyer.")


def _ensure_complete(lines: Lines) -> None:
    asked = [row for row in lines.rows.values() if row.quantity]
    if not asked:
        raise Incomplete(
            "Aucune quantité n’est inscrite. Si la commune ne prend rien, choisissez « Aucun besoin »."
        )
    for row in asked:
        item = lines.items[row.lot_item_id]
        if item.justification_required and not row.justification:
            raise Incomplete(f"« {item} » demande une justification : une phrase suffit.")


def _conclude(
    verb: str, answer: Participation, hand: Hand, *, version: int, **changes: object
) -> None:
    """The answer is given: dated, told in the journal, acknowledged by a mail with its document."""
    PARTICIPATION_FLOW.apply(
        verb,
        answer,
        by=hand.by,
        at=hand.at,
        told={
            "channel": hand.channel,
            "as": hand.answered_as,
            "campaign": answer.campaign_id,
        },
        answered_at=hand.at,
        answered_by=hand.by,
        answered_as=hand.answered_as,
        channel=hand.channel,
        return_reason="",
        version=version,
        **changes,
    )
    document = ask_for(
        "purchasing.answer_receipt",
        answer.pk,
        by=hand.by,
        at=hand.at,
        commune_id=answer.commune_id,
        awaited=False,  # it leaves by mail
    )
    enqueue(
        *(
            AnswerReceived.of(
                document.facts, to=to, commune_id=answer.commune_id, document_id=document.pk
            )
            for to in questions.addresses(answer, by=hand.by, on=paris_date(hand.at))
        ),
        at=hand.at,
    )
