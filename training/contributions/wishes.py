"""What the wishes give: to a town hall its answer that is awaited, to the manager what she closes and studies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse

from communes.rules import communes_held
from portal.home import registry
from portal.lib.dates import instant_in_words, paris_date
from portal.lib.text import NBSP, count
from portal.web import navigation
from training import rules
from training.models import NeedsAnswer, NeedsCampaign
from training.queries.visas import awaiting_visas
from training.states.wishes import AnswerState, NeedsState, Visa, WishState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.journal.models import Entry

SECTION = "formation"
MOST = 10

navigation.register_work(
    SECTION,
    "Besoins de formation",
    "trainingdesk:needs_list",
    text="Recueillir les souhaits des mairies, les regrouper, choisir les salles, répondre.",
    allow=rules.may_collect_wishes,
    order=30,
)


@registry.due
def wishes_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """To who answers for a commune: a card for each answer that is awaited."""
    rows = NeedsAnswer.objects.visible_to(user).awaited()
    rows = rows.filter(
        commune__in=communes_held(user, *rules.REGISTERING),
        campaign__state=NeedsState.OPEN,
        campaign__closes_at__gt=at,
    )
    found = rows.select_related("campaign", "commune").defer("commune__outline")
    (answers,) = yield registry.Asked(found.order_by("campaign__closes_at", "pk")[:MOST])
    for one in answers:
        begun = one.state == AnswerState.DRAFT
        yield registry.Due(
            on=one.campaign.closes_at,
            title=f"Qu’aimeriez-vous apprendre en {one.campaign.year}\u202f?",
            text="Votre brouillon est gardé : il reste à l’envoyer."
            if begun
            else "Cochez les formations et les agents, ou dites que vous n’avez pas de souhait.",
            url=reverse("training:wish_form", args=(one.pk,)),
            button="Reprendre" if begun else "Dire nos souhaits",
            minutes=2 if begun else 5,
            commune=one.commune.name,
            sign=one.get_state_display() if begun else "",
            icon="list-checks",
            second_url=reverse("training:wish_none", args=(one.pk,)),
            second_button="Pas de souhait",
        )


@registry.due
def visas_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """To a mayor or a deputy: the wishes of her commune that wait for her visa."""
    (answers,) = yield registry.Asked(awaiting_visas(user)[:MOST])
    for one in answers:
        yield registry.Due(
            on=one.campaign.closes_at,
            title=f"Souhaits de formation {one.campaign.year} à viser",
            text="Ils comptent une fois que vous les avez visés. Sans réponse, ils ne comptent pas.",
            url=reverse("training:wish_visa", args=(one.pk,)),
            button="Lire et décider",
            minutes=1,
            commune=one.commune.name,
            sign=Visa.AWAITED.label,
            icon="stamp",
            tone="warn",
        )


@registry.due
def campaigns_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """To the manager: campaigns whose deadline has passed, and wishes of closed ones that wait for an answer."""
    if not rules.may_collect_wishes(user):
        return
    rows = NeedsCampaign.objects.filter(
        Q(state=NeedsState.OPEN, closes_at__lte=at)
        | Q(state=NeedsState.CLOSED, year__gte=paris_date(at).year)
    ).annotate(
        unmet=Count("wishes", filter=Q(wishes__state=WishState.SUBMITTED), distinct=True),
        silent=Count("answers", filter=Q(answers__state=AnswerState.SILENT), distinct=True),
    )
    (campaigns,) = yield registry.Asked(rows.order_by("closes_at")[:MOST])
    for one in campaigns:
        if one.state == NeedsState.OPEN:
            yield _to_close(one)
        elif one.unmet:
            yield _to_study(one)


def _to_close(campaign: NeedsCampaign) -> registry.Due:
    silent = count(campaign.silent, "commune n’a", "communes n’ont")  # type: ignore[attr-defined]
    return registry.Due(
        on=campaign.closes_at,
        title=f"Recueil à clore{NBSP}: {campaign}",
        text=f"La date limite est passée depuis {instant_in_words(campaign.closes_at)}. {silent} rien dit.",
        url=reverse("trainingdesk:needs_follow", args=(campaign.pk,)),
        button="Appeler ou clore",
        minutes=10,
        icon="lock",
        tone="warn",
    )


def _to_study(campaign: NeedsCampaign) -> registry.Due:
    unmet = count(campaign.unmet, "souhait attend", "souhaits attendent")  # type: ignore[attr-defined]
    return registry.Due(
        on=campaign.closed_at or campaign.closes_at,
        title=f"Demande de formation{NBSP}: {campaign.year}",
        text=f"{unmet} une session, un report ou une réponse.",
        url=reverse("trainingdesk:demand_board", args=(campaign.pk,)),
        button="Lire la demande",
        minutes=20,
        icon="table-2",
    )


@registry.events
def deadlines_ahead(user: User, *, at: datetime) -> registry.Told[registry.Event]:
    """The deadline of the campaigns that are open."""
    if not (rules.may_read_wishes(user) or rules.may_collect_wishes(user)):
        return
    rows = NeedsCampaign.objects.filter(state=NeedsState.OPEN, closes_at__gt=at)
    (campaigns,) = yield registry.Asked(rows.order_by("closes_at")[:MOST])
    for one in campaigns:
        url = (
            reverse("trainingdesk:needs_follow", args=(one.pk,))
            if rules.may_collect_wishes(user)
            else reverse("training:wish_list")
        )
        yield registry.Event(
            on=paris_date(one.closes_at),
            title=str(one),
            text=f"réponse avant {instant_in_words(one.closes_at)}",
            url=url,
        )


def _said(verb: str, words: str) -> None:
    def told(entry: Entry) -> registry.Story:
        return registry.Story(
            text=words, url=reverse("training:wish_list"), link="Voir nos souhaits"
        )

    registry.story("training.needsanswer", verb)(told)


for _verb, _words in {
    "send_wishes": "Les souhaits de formation sont envoyés.",
    "say_none": "La commune n’a pas de souhait de formation.",
    "give_visa": "Le maire a visé les souhaits de formation.",
    "refuse_visa": "Le maire n’a pas visé les souhaits de formation : ils sont à revoir.",
}.items():
    _said(_verb, _words)


def _decided(verb: str, words: str) -> None:
    def told(entry: Entry) -> registry.Story:
        return registry.Story(
            text=f"{words}{NBSP}: {entry.subject_label}.",
            url=reverse("training:wish_list"),
            link="Voir nos souhaits",
        )

    registry.story("training.wish", verb)(told)


for _verb, _words in {
    "cluster": "Un souhait de formation a sa session en préparation",
    "satisfy": "Un souhait de formation est satisfait",
    "postpone": "Un souhait de formation est reporté",
    "refuse": "Un souhait de formation n’est pas retenu",
}.items():
    _decided(_verb, _words)
