"""What the campaigns and the adhesions await from the manager, as cards of her home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.urls import reverse

from communes.models import Commune
from communes.queries.addresses import without_address
from portal.database.together import totals
from portal.home.registry import Asked, Due, Told
from portal.lib.dates import end_of_day, instant_in_words, paris_date
from portal.lib.text import NBSP, count, join, plural
from purchasing.models import Campaign, Convention
from purchasing.states import WAITING_STATES, AdhesionState, CampaignState, ParticipationState

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

MINUTES_A_CALL, LONGEST = 3, 45
MANY = 6
"""From here on, communes are counted and no longer named."""
_WAITING = Q(participations__state__in=WAITING_STATES)
_SILENT = Q(participations__state=ParticipationState.INVITED)


def campaigns_in_hand() -> QuerySet[Campaign]:
    """The campaigns that are not over, with how many communes are invited, awaited and silent."""
    return Campaign.objects.filter(
        state__in=(CampaignState.DRAFT, CampaignState.OPEN, CampaignState.CLOSED)
    ).annotate(
        invited=Count("participations"),
        waiting=Count("participations", filter=_WAITING),
        silent=Count("participations", filter=_SILENT),
    )


def campaign_cards(*, at: datetime) -> Told[Due]:
    """One card a campaign in hand: finish it, call the silent, close it, or lock its need."""
    card = {
        CampaignState.DRAFT: _draft,
        CampaignState.OPEN: _open,
        CampaignState.CLOSED: _closed,
    }
    (campaigns,) = yield Asked(campaigns_in_hand())
    for campaign in campaigns:
        yield card[CampaignState(campaign.state)](campaign, at=at)


def address_cards(*, today: date) -> Told[Due]:
    """The town halls that no mail reaches, before a campaign forgets them."""
    members = Commune.objects.members(on=today).defer("outline")
    (missing,) = yield Asked(without_address(members, on=today))
    if missing:
        number = len(missing)
        named = f"{NBSP}: {join([str(commune) for commune in missing])}" if number < MANY else ""
        yield Due(
            on=end_of_day(today),
            title=f"{count(number, 'mairie')} sans adresse électronique",
            text=f"Ni invitation ni rappel ne {'les atteint' if number > 1 else 'l’atteint'}{named}."
            " Inscrivez les adresses une à une, ou toutes par un tableau.",
            url=reverse("tables:import_list"),
            button="Importer les adresses",
            second_url=reverse("admin:communes_commune_changelist"),
            second_button="Une à une",
            minutes=min(2 * number, 20),
        )


def adhesion_cards(*, today: date, at: datetime) -> Told[Due]:
    """One card a convention in force whose adhesions are not all there: what each still lacks."""
    voted = Q(adhesions__state__in=(AdhesionState.VOTED, AdhesionState.SIGNED))
    sent = Q(adhesions__transmitted_on__isnull=False)
    conventions = Convention.objects.filter(Q(ended_on=None) | Q(ended_on__gte=today)).annotate(
        to_vote=Count("adhesions", filter=Q(adhesions__state=AdhesionState.PENDING)),
        to_send=Count("adhesions", filter=voted & ~sent),
        to_note=Count("adhesions", filter=voted & sent),
    )
    declaring = Campaign.objects.filter(
        state__in=(CampaignState.OPEN, CampaignState.CLOSED), declare_by__gte=at
    )
    rows, [soonest] = yield Asked(conventions, totals(declaring, on=Min("declare_by")))
    for row in rows:
        number = row.to_vote + row.to_send + row.to_note
        if number:
            yield Due(
                on=soonest["on"] or end_of_day(today),
                title=f"{count(number, 'adhésion')} à suivre",
                text=f"{row.title}{NBSP}: {_adhesions(row)}.",
                url=reverse("campaigns:convention_detail", args=(row.pk,)),
                button="Suivre les adhésions",
                minutes=min(2 * number, LONGEST),
            )


def _adhesions(row: Convention) -> str:
    """« 2 à délibérer, 1 à transmettre au contrôle de légalité et 1 à constater »."""
    counted: tuple[tuple[int, str], ...] = (
        (row.to_vote, "à délibérer"),  # type: ignore[attr-defined]
        (row.to_send, "à transmettre au contrôle de légalité"),  # type: ignore[attr-defined]
        (row.to_note, "à constater"),  # type: ignore[attr-defined]
    )
    return join([f"{number}{NBSP}{what}" for number, what in counted if number])


def _draft(campaign: Campaign, *, at: datetime) -> Due:
    until = campaign.declare_by
    when = f"La clôture est prévue {instant_in_words(until)}" if until else "Sans date de clôture"
    return Due(
        on=until or end_of_day(paris_date(at)),
        title=f"{campaign.title}{NBSP}: à finir de préparer",
        text=f"{when}. Les communes ne voient rien avant l’ouverture.",
        url=reverse("campaigns:campaign_edit", args=(campaign.pk,)),
        button="Continuer",
        minutes=15,
        sign="en préparation",
        icon="pen-line",
    )


def _open(campaign: Campaign, *, at: datetime) -> Due:
    waiting: int = campaign.waiting  # type: ignore[attr-defined]
    assert campaign.declare_by is not None
    if not waiting or campaign.declare_by <= at:
        return _to_close(campaign)
    return Due(
        on=campaign.declare_by,
        title=f"{campaign.title}{NBSP}: {count(waiting, 'commune')} à appeler",
        text=f"{_answered(campaign)} {_unread(campaign)}".strip(),
        url=reverse("campaigns:campaign_follow", args=(campaign.pk,)) + "#appels",
        button="Voir qui appeler",
        minutes=min(MINUTES_A_CALL * waiting, LONGEST),
        second_url=reverse("campaigns:campaign_remind", args=(campaign.pk,)),
        second_button="Écrire à toutes",
    )


def _to_close(campaign: Campaign) -> Due:
    assert campaign.declare_by is not None
    return Due(
        on=campaign.declare_by,
        title=f"{campaign.title}{NBSP}: le recensement peut être clos",
        text=_answered(campaign),
        url=reverse("campaigns:campaign_move", args=(campaign.pk, "close")),
        button="Clore le recensement",
        minutes=2,
        second_url=reverse("campaigns:campaign_follow", args=(campaign.pk,)),
        second_button="Voir les réponses",
    )


def _closed(campaign: Campaign, *, at: datetime) -> Due:
    return Due(
        on=campaign.closed_at or at,
        title=f"{campaign.title}{NBSP}: le besoin est à arrêter",
        text=f"{_answered(campaign)} Relisez les quantités avant de les arrêter.",
        url=reverse("campaigns:need_detail", args=(campaign.pk,)),
        button="Relire le besoin",
        minutes=10,
        sign="recensement clos",
        icon="door-closed",
    )


def _answered(campaign: Campaign) -> str:
    invited: int = campaign.invited  # type: ignore[attr-defined]
    answered = invited - campaign.waiting  # type: ignore[attr-defined]
    if answered == invited:
        return "Toutes les communes ont répondu."
    have = plural(answered, "a", "ont")
    return f"{count(answered, 'commune')} sur {invited} {have} répondu."


def _unread(campaign: Campaign) -> str:
    silent: int = campaign.silent  # type: ignore[attr-defined]
    if not silent:
        return ""
    return f"{count(silent, 'commune')} {plural(silent, 'n’a', 'n’ont')} pas ouvert le message."
