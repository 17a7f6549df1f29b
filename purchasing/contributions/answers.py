"""What a town hall finds on its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse

from communes.rules import is_town_hall
from portal.home import registry
from portal.lib.dates import instant_in_words, paris_date
from portal.lib.text import NBSP
from portal.web import navigation
from purchasing.models import Campaign, Participation
from purchasing.queries.cards import cards
from purchasing.queries.register import devices_counted
from purchasing.states import FINAL_STATES, CampaignState, ParticipationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.accounts.models import User
    from portal.journal.models import Entry

navigation.register("Achats groupés", "purchasing:answer_list", order=10, allow=is_town_hall)

SAID = {
    "submit": "La réponse est enregistrée",
    "need_nothing": "Aucun besoin cette année, c’est noté",
    "decline": "La commune n’achète pas avec les autres, c’est noté",
}


@registry.due
def answers_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    yield from cards(user, at=at)


@registry.events
def closings(user: User, *, at: datetime) -> registry.Told[registry.Event]:
    """The end of the campaigns that her communes have answered: until then they may change their mind."""
    rows = Participation.objects.visible_to(user).filter(
        commune_id__in=user.acting.communes if user.acting else (),
        state__in=FINAL_STATES,
        campaign__state=CampaignState.OPEN,
        campaign__declare_by__gt=at,
    )
    (answered,) = yield registry.Asked(rows.select_related("campaign", "commune"))
    for row in answered:
        deadline = row.campaign.declare_by
        assert deadline is not None
        yield registry.Event(
            on=paris_date(deadline),
            title=f"Clôture{NBSP}: {row.campaign}",
            text=f"{row.commune}, {row.get_state_display()}",
            url=reverse("purchasing:answer_edit", args=(row.campaign_id, row.commune.insee)),
        )


@registry.search
def campaigns_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    if not is_town_hall(user):
        return
    found = Campaign.objects.visible_to(user).filter(
        Q(title__icontains=query) | Q(ref__icontains=query)
    )
    (campaigns,) = yield registry.Asked(found[:limit])
    for campaign in campaigns:
        yield registry.Hit(
            kind="Achat groupé",
            title=campaign.title,
            text=f"{campaign.ref}, {campaign.get_state_display()}",
            url=reverse("purchasing:answer_campaign", args=(campaign.pk,)),
        )


@registry.figures
def joint_purchases(
    user: User, commune_ids: Iterable[int], *, at: datetime
) -> registry.Told[tuple[int, registry.Figure]]:
    """How many joint purchases each commune takes part in this year."""
    (counted,) = yield registry.Asked(
        Participation.objects.visible_to(user)
        .filter(
            commune_id__in=list(commune_ids),
            state__in=(ParticipationState.SUBMITTED, ParticipationState.LOCKED),
            answered_at__year=paris_date(at).year,
        )
        .order_by()
        .values_list("commune_id")
        .annotate(Count("pk"))
    )
    for commune_id, number in counted:
        yield (
            commune_id,
            registry.Figure(label="Achats groupés", value=str(number), note="demandés"),
        )


@registry.figures
def extinguishers(
    user: User, commune_ids: Iterable[int], *, at: datetime
) -> registry.Told[tuple[int, registry.Figure]]:
    """How many extinguishers stand in each commune's register."""
    del user, at
    (rows,) = yield registry.Asked(devices_counted(commune_ids))
    for commune_id, number in rows:
        yield (
            commune_id,
            registry.Figure(label="Extincteurs", value=str(number), note="en service"),
        )


@registry.running
def campaigns_running(
    user: User, commune_id: int, *, at: datetime
) -> registry.Told[registry.Running]:
    rows = Participation.objects.visible_to(user).filter(
        commune_id=commune_id, campaign__state=CampaignState.OPEN
    )
    (open_ones,) = yield registry.Asked(rows.select_related("campaign"))
    for row in open_ones:
        until = instant_in_words(row.campaign.declare_by) if row.campaign.declare_by else ""
        yield registry.Running(
            title=row.campaign.title,
            text=f"{row.get_state_display()}, clôture {until}",
            url=reverse("purchasing:answer_campaign", args=(row.campaign_id,)),
        )


def _told(entry: Entry) -> registry.Story:
    campaign = entry.details.get("campaign")
    url = reverse("purchasing:answer_detail", args=(campaign,)) if campaign else ""
    url += f"?reponse={entry.subject_id}" if url else ""
    text = f"{SAID[entry.verb]}{NBSP}: {entry.subject_label}."
    return registry.Story(text=text, url=url, link="Voir la réponse")


for _verb in SAID:
    registry.story("purchasing.participation", _verb)(_told)
