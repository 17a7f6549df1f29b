"""The life of a campaign: opened to the communes, extended, closed, open again, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from communes.models import Need
from communes.queries.addresses import team_addresses, town_hall_addresses
from communes.states import NEED_FLOW, NeedState
from portal.documents.asking import ask_for
from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.lib.text import amount_of_cents
from portal.mail.notifications import enqueue
from purchasing.models import Campaign, Participation
from purchasing.notifications.campaigns import (
    CampaignCancelled,
    CampaignClosed,
    CampaignOpened,
    CampaignResult,
    DeadlineChanged,
)
from purchasing.notifications.reminders import ClosingHeld
from purchasing.queries.campaigns import (
    communes_to_invite,
    declared_lines,
    missing_before_opening,
    without_answer_nor_contact,
)
from purchasing.queries.consolidation import declared_need, total_cents
from purchasing.queries.links import answer_link
from purchasing.states import CAMPAIGN_FLOW, FINAL_STATES, ParticipationState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def open_campaign(campaign_id: int, *, by: User | None, at: datetime) -> None:
    """Invite the communes of the day's perimeter and write to each town hall."""
    campaign = Campaign.objects.locked(campaign_id)
    CAMPAIGN_FLOW.check("open", campaign)
    if missing := missing_before_opening(campaign, at=at):
        raise Refusal(" ".join(missing))
    communes = communes_to_invite(campaign, on=localdate(at))
    Participation.objects.bulk_create(
        Participation(campaign=campaign, commune=commune) for commune in communes
    )
    CAMPAIGN_FLOW.apply("open", campaign, by=by, at=at, opened_at=at)
    _plan_needs(campaign, by=by, at=at)
    _invite(campaign, at=at)
    invited = [commune.pk for commune in communes]
    ask_for(
        "purchasing.campaign_notice",
        campaign.pk,
        by=by,
        at=at,
        awaited=False,
        readers=invited,
    )


@transaction.atomic
def extend_campaign(
    campaign_id: int, *, declare_by: datetime, by: User, at: datetime, reason: str = ""
) -> None:
    """Give the communes more time; all are told."""
    campaign = Campaign.objects.locked(campaign_id)
    CAMPAIGN_FLOW.check("extend", campaign)
    if campaign.declare_by is not None and declare_by <= campaign.declare_by:
        raise Refusal("La nouvelle date limite vient après la date actuelle.")
    _check_future(declare_by, at=at)
    before = campaign.declare_by
    CAMPAIGN_FLOW.apply(
        "extend",
        campaign,
        by=by,
        at=at,
        told={"from": f"{before:%Y-%m-%d %H:%M}", "to": f"{declare_by:%Y-%m-%d %H:%M}"},
        declare_by=declare_by,
    )
    _tell_deadline(campaign, reopened=False, reason=reason, at=at)


@transaction.atomic
def close_campaign(campaign_id: int, *, by: User | None, at: datetime) -> None:
    """No answer may change any more. Every commune has answered, or somebody tried to reach it."""
    campaign = Campaign.objects.locked(campaign_id)
    CAMPAIGN_FLOW.check("close", campaign)
    if silent := [p.commune.name for p in without_answer_nor_contact(campaign)]:
        raise Refusal(
            f"Sans réponse ni contact noté : {', '.join(silent)}."
            " Notez un appel, même sans réponse, avant de clore."
        )
    CAMPAIGN_FLOW.apply("close", campaign, by=by, at=at, closed_at=at)
    _send_recaps(campaign, at=at)
    _send_result(campaign, at=at)


@transaction.atomic
def reopen_campaign(
    campaign_id: int, *, declare_by: datetime, by: User, at: datetime, reason: str = ""
) -> None:
    """Receive answers again until a new deadline; all are told."""
    campaign = Campaign.objects.locked(campaign_id)
    CAMPAIGN_FLOW.check("reopen", campaign)
    _check_future(declare_by, at=at)
    CAMPAIGN_FLOW.apply("reopen", campaign, by=by, at=at, closed_at=None, declare_by=declare_by)
    _tell_deadline(campaign, reopened=True, reason=reason, at=at)


@transaction.atomic
def cancel_campaign(campaign_id: int, *, reason: str, by: User, at: datetime) -> None:
    """Give the campaign up; the town halls are told, the needs go back to study."""
    campaign = Campaign.objects.locked(campaign_id)
    if not reason.strip():
        raise Refusal("Dites pourquoi la campagne est annulée : les communes le liront.")
    CAMPAIGN_FLOW.apply(
        "cancel", campaign, by=by, at=at, cancelled_at=at, cancel_reason=reason.strip()
    )
    _release_needs(campaign, by=by, at=at)
    enqueue(
        *(
            CampaignCancelled(
                to=email,
                commune_id=participation.commune_id,
                campaign_id=campaign.pk,
                title=campaign.title,
                commune=participation.commune.name,
                reason=campaign.cancel_reason,
            )
            for participation, email in _with_addresses(campaign, at=at)
        ),
        at=at,
    )


def close_due(*, at: datetime) -> list[int]:
    """Close what must close by itself; return those that a silent commune holds open."""
    held = []
    for campaign in Campaign.objects.due_to_close(at=at).order_by("pk"):
        try:
            close_campaign(campaign.pk, by=None, at=at)
        except Refusal:
            held.append(campaign.pk)
            _tell_held(campaign, at=at)
    return held


def _check_future(declare_by: datetime, *, at: datetime) -> None:
    if declare_by <= at:
        raise Refusal("La date limite de réponse est passée : choisissez-en une autre.")


def _invite(campaign: Campaign, *, at: datetime) -> None:
    answered_before: set[int] = set()
    if campaign.previous_id:
        answered_before = set(
            Participation.objects.filter(
                campaign_id=campaign.previous_id, lines__quantity__gt=0
            ).values_list("commune_id", flat=True)
        )
    assert campaign.declare_by is not None
    enqueue(
        *(
            CampaignOpened(
                to=email,
                commune_id=participation.commune_id,
                campaign_id=campaign.pk,
                ref=campaign.ref,
                title=campaign.title,
                question=campaign.question,
                purpose=campaign.purpose,
                commune=participation.commune.name,
                declare_by=campaign.declare_by,
                minutes=campaign.minutes,
                answer_url=answer_link(participation),
                same_url=answer_link(participation, "idem")
                if participation.commune_id in answered_before
                else "",
                nothing_url=answer_link(participation, "aucun"),
            )
            for participation, email in _with_addresses(campaign, at=at)
        ),
        at=at,
    )


def _tell_deadline(campaign: Campaign, *, reopened: bool, reason: str, at: datetime) -> None:
    assert campaign.declare_by is not None
    enqueue(
        *(
            DeadlineChanged(
                to=email,
                commune_id=participation.commune_id,
                campaign_id=campaign.pk,
                title=campaign.title,
                commune=participation.commune.name,
                declare_by=campaign.declare_by,
                reopened=reopened,
                final=participation.state in FINAL_STATES,
                reason=reason.strip(),
                answer_url=answer_link(participation),
            )
            for participation, email in _with_addresses(campaign, at=at)
        ),
        at=at,
    )


def _send_recaps(campaign: Campaign, *, at: datetime) -> None:
    lines = declared_lines(campaign)
    states = dict(ParticipationState.choices)
    enqueue(
        *(
            CampaignClosed(
                to=email,
                commune_id=participation.commune_id,
                campaign_id=campaign.pk,
                title=campaign.title,
                commune=participation.commune.name,
                state=str(states[participation.state])
                if participation.state in FINAL_STATES
                else "aucune réponse",
                lines=tuple(lines.get(participation.pk, ()))
                if participation.state == ParticipationState.SUBMITTED
                else (),
                closed_at=at,
            )
            for participation, email in _with_addresses(campaign, at=at)
        ),
        at=at,
    )


@transaction.atomic
def _tell_held(campaign: Campaign, *, at: datetime) -> None:
    """Once for a deadline: who holds the campaign open."""
    assert campaign.declare_by is not None
    communes = tuple(one.commune.name for one in without_answer_nor_contact(campaign))
    enqueue(
        *(
            ClosingHeld(
                to=email,
                campaign_id=campaign.pk,
                title=campaign.title,
                declare_by=campaign.declare_by,
                communes=communes,
                follow_url=follow_url(campaign),
            )
            for email in team_addresses(on=localdate(at))
        ),
        at=at,
    )


def _send_result(campaign: Campaign, *, at: datetime) -> None:
    states = list(campaign.participations.values_list("state", flat=True))
    enqueue(
        *(
            CampaignResult(
                to=email,
                campaign_id=campaign.pk,
                title=campaign.title,
                answered=sum(state in FINAL_STATES for state in states),
                invited=len(states),
                total=amount_of_cents(total_cents(declared_need(campaign)), "HT"),
                closed_at=at,
                follow_url=follow_url(campaign),
            )
            for email in team_addresses(on=localdate(at))
        ),
        at=at,
    )


def follow_url(campaign: Campaign) -> str:
    return settings.PORTAL_BASE_URL + reverse("campaigns:campaign_follow", args=[campaign.pk])


def _with_addresses(campaign: Campaign, *, at: datetime) -> Iterable[tuple[Participation, str]]:
    """Each invited commune that has an address, with it."""
    invited = list(campaign.participations.select_related("commune"))
    emails = town_hall_addresses([p.commune_id for p in invited], on=localdate(at))
    return [(p, emails[p.commune_id]) for p in invited if p.commune_id in emails]


def _plan_needs(campaign: Campaign, *, by: User | None, at: datetime) -> None:
    url = reverse("purchasing:answer_campaign", args=[campaign.pk])
    for need in _gathered(campaign):
        if need.state in (NeedState.TO_STUDY, NeedState.RETAINED):
            NEED_FLOW.apply(
                "plan",
                need,
                by=by,
                at=at,
                outcome=f"Campagne d’achat groupé « {campaign.title} »",
                outcome_url=url,
            )


def _release_needs(campaign: Campaign, *, by: User, at: datetime) -> None:
    for need in _gathered(campaign):
        if need.state == NeedState.PLANNED:
            NEED_FLOW.apply("release", need, by=by, at=at, outcome="", outcome_url="")
    record("release_needs", campaign, by=by, at=at)


def _gathered(campaign: Campaign) -> Iterable[Need]:
    chosen = campaign.gathered_needs.values("need_id")
    return Need.objects.select_for_update(of=("self",)).filter(pk__in=chosen).order_by("pk")


CAMPAIGN_VERBS: dict[str, Callable[..., None]] = {
    "open": open_campaign,
    "extend": extend_campaign,
    "close": close_campaign,
    "reopen": reopen_campaign,
    "cancel": cancel_campaign,
}
