"""What the manager finds on her pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from portal.home import registry
from portal.lib.dates import paris_date
from portal.lib.text import NBSP
from portal.web import navigation
from purchasing.models import Adhesion, Campaign
from purchasing.queries.desk import address_cards, adhesion_cards, campaign_cards
from purchasing.queries.reminders import plan_of
from purchasing.rules import may_run_campaigns
from purchasing.states import AdhesionState, CampaignState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.accounts.models import User
    from portal.journal.models import Entry

SECTION = "achats groupés"

navigation.register("Achats groupés", "campaigns:campaign_list", order=10, allow=may_run_campaigns)
for _order, _label, _url, _text in (
    (
        10,
        "Campagnes",
        "campaigns:campaign_list",
        "Préparer un achat, suivre les réponses, arrêter le besoin.",
    ),
    (
        20,
        "Nouvelle campagne",
        "campaigns:campaign_create",
        "D’après l’an dernier, d’après des besoins notés, ou à partir de rien.",
    ),
    (
        30,
        "Groupement de commandes",
        "campaigns:convention_list",
        "La convention, les délibérations des communes et leurs adhésions.",
    ),
):
    navigation.register_work(
        SECTION, _label, _url, text=_text, allow=may_run_campaigns, order=_order
    )


@registry.due
def campaigns_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    if may_run_campaigns(user):
        yield from campaign_cards(at=at)


@registry.due
def adhesions_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    if may_run_campaigns(user):
        yield from adhesion_cards(today=paris_date(at), at=at)


@registry.due
def addresses_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    if may_run_campaigns(user):
        yield from address_cards(today=paris_date(at))


@registry.events
def dates_ahead(user: User, *, at: datetime) -> registry.Told[registry.Event]:
    """The next reminder and the closing of each open campaign, and the councils that will vote."""
    if not may_run_campaigns(user):
        return
    today = paris_date(at)
    councils = Adhesion.objects.filter(state=AdhesionState.PENDING, council_on__gte=today)
    receiving, voting = yield registry.Asked(
        Campaign.objects.receiving(at=at).prefetch_related("reminder_steps"),
        councils.select_related("commune"),
    )
    for campaign in receiving:
        url = reverse("campaigns:campaign_follow", args=(campaign.pk,))
        assert campaign.declare_by is not None
        yield registry.Event(
            on=paris_date(campaign.declare_by),
            title=f"Clôture{NBSP}: {campaign.title}",
            text=campaign.ref,
            url=url,
        )
        ahead = [(day, step) for step, day in plan_of(campaign) if day and day > today]
        for day, step in ahead[:1]:
            yield registry.Event(
                on=day,
                title=f"Relance{NBSP}: {campaign.title}",
                text=step.get_kind_display(),
                url=reverse("campaigns:campaign_plan", args=(campaign.pk,)),
            )
    for adhesion in voting:
        assert adhesion.council_on is not None
        yield registry.Event(
            on=adhesion.council_on,
            title=f"Conseil municipal{NBSP}: {adhesion.commune}",
            text="vote l’adhésion au groupement",
            url=reverse("campaigns:convention_detail", args=(adhesion.convention_id,)),
        )


@registry.search
def campaigns_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    if not may_run_campaigns(user):
        return
    found = Campaign.objects.filter(Q(title__icontains=query) | Q(ref__icontains=query))
    (campaigns,) = yield registry.Asked(found.order_by("-pk")[:limit])
    for campaign in campaigns:
        page = "campaign_edit" if campaign.state == CampaignState.DRAFT else "campaign_follow"
        yield registry.Hit(
            kind="Campagne",
            title=campaign.title,
            text=f"{campaign.ref}, {campaign.get_state_display()}",
            url=reverse(f"campaigns:{page}", args=(campaign.pk,)),
        )


def _told(sentence: str, url_name: str) -> Callable[[Entry], registry.Story]:
    def tell(entry: Entry) -> registry.Story:
        return registry.Story(
            text=sentence.format(thing=entry.subject_label),
            url=reverse(f"campaigns:{url_name}", args=(entry.subject_id,)),
        )

    return tell


for _verb, _sentence, _page in (
    ("create", "La campagne {thing} est en préparation.", "campaign_edit"),
    ("open", "La campagne {thing} est ouverte aux communes.", "campaign_follow"),
    ("extend", "Le délai de réponse de {thing} est prolongé.", "campaign_follow"),
    ("remind", "Les communes silencieuses sont relancées : {thing}.", "campaign_follow"),
    ("close", "Le recensement de {thing} est clos.", "campaign_follow"),
    ("reopen", "Le recensement de {thing} est rouvert.", "campaign_follow"),
    ("lock", "Le besoin de {thing} est arrêté.", "need_detail"),
    ("revise", "Le besoin arrêté de {thing} a été révisé.", "need_detail"),
    ("cancel", "La campagne {thing} est annulée.", "campaign_follow"),
):
    registry.story("purchasing.campaign", _verb)(_told(_sentence, _page))
