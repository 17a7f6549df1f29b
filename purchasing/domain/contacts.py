"""Reaching a town hall about a campaign, and asking it to complete what it sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from communes.queries.addresses import town_hall_addresses
from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue
from purchasing.models import Campaign, Contact, Participation
from purchasing.notifications.campaigns import AnswerReturned
from purchasing.queries.links import answer_link
from purchasing.states import PARTICIPATION_FLOW, CampaignState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def note_contact(
    participation_id: int,
    *,
    means: str,
    reached: bool,
    by: User,
    at: datetime,
    who: str = "",
    note: str = "",
) -> Contact:
    """Write that somebody was called, written to or visited; without an answer, it lets one close."""
    participation = Participation.objects.get(pk=participation_id)
    contact = Contact.objects.create(
        participation=participation,
        commune_id=participation.commune_id,
        at=at,
        by=by,
        means=means,
        reached=reached,
        who=who.strip(),
        note=note.strip(),
    )
    record("note_contact", participation, by=by, at=at, means=means, reached=reached)
    return contact


@transaction.atomic
def return_answer(participation_id: int, *, reason: str, by: User, at: datetime) -> None:
    """Ask a town hall to complete an answer it has sent, while the campaign is open."""
    pk = Participation.objects.values_list("campaign_id", flat=True).get(pk=participation_id)
    campaign = Campaign.objects.shared(pk)
    participation = Participation.objects.locked(participation_id)
    if campaign.state != CampaignState.OPEN:
        raise Refusal("La campagne n’est plus ouverte : rouvrez-la pour demander un complément.")
    if not reason.strip():
        raise Refusal("Dites ce qu’il manque : la mairie le lira.")
    PARTICIPATION_FLOW.apply(
        "return", participation, by=by, at=at, return_reason=reason.strip()[:300]
    )
    address = town_hall_addresses([participation.commune_id], on=localdate(at))
    enqueue(
        *(
            AnswerReturned(
                to=email,
                commune_id=participation.commune_id,
                campaign_id=campaign.pk,
                version=participation.version,
                title=campaign.title,
                commune=participation.commune.name,
                reason=participation.return_reason,
                declare_by=campaign.declare_by,
                answer_url=answer_link(participation),
            )
            for email in address.values()
        ),
        at=at,
    )
