"""What a campaign awaits from a town hall, as a card: title, one sentence, minutes, deadline, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Sum
from django.urls import reverse

from portal.home.registry import Asked, Due, Told
from portal.lib.dates import paris_date, relative_day
from portal.lib.money import line_ht
from portal.lib.opening import openings_left, parse_hours
from portal.lib.text import NBSP, NNBSP, amount_of_cents, count, count_in_words, decimal_number
from purchasing.models import LotItem, NeedLine, Participation
from purchasing.queries.answers import FEW, small
from purchasing.queries.register import devices_counted
from purchasing.rules import answered_for
from purchasing.states import CampaignState, ParticipationState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User

NEAR_DAYS = 3


def awaited(user: User, *, at: datetime) -> QuerySet[Participation]:
    """The answers that she has still to give for her communes, soonest first."""
    items = LotItem.objects.filter(lot__campaign=OuterRef("campaign"))
    before = NeedLine.objects.filter(
        participation__campaign=OuterRef("campaign__previous"),
        commune=OuterRef("commune"),
        quantity__gt=0,
    )
    return (
        Participation.objects.visible_to(user)
        .waiting()
        .filter(
            commune_id__in=answered_for(user),
            campaign__state=CampaignState.OPEN,
            campaign__declare_by__gt=at,
        )
        .annotate(
            has_lines=Exists(NeedLine.objects.filter(participation=OuterRef("pk"))),
            had_lines=Exists(before),
            from_register=Exists(items.exclude(asset_rule="")),
        )
        .select_related("campaign", "commune")
        .order_by("campaign__declare_by", "commune__name_sort")
    )


def cards(user: User, *, at: datetime) -> Told[Due]:
    """One card an answer awaited; three questions in two steps, however many answers."""
    (rows,) = yield Asked(awaited(user, at=at))
    if not rows:
        return
    counted, lines = yield Asked(
        devices_counted({row.commune_id for row in rows}),
        _drafted(row.pk for row in rows if row.has_lines),
    )
    devices, drafts = dict(counted), _drafts(lines)
    for row in rows:
        yield _card(row, devices.get(row.commune_id, 0), drafts.get(row.pk, ""), at=at)


def _card(row: Any, devices: int, draft: str, *, at: datetime) -> Due:
    campaign, commune = row.campaign, row.commune
    assert campaign.declare_by is not None
    url = reverse("purchasing:answer_edit", args=(campaign.pk, commune.insee))
    sign, tone, icon = _sign(row, bool(devices), at=at)
    second = (
        ("?choix=idem", "Comme l’an dernier")
        if row.had_lines
        else ("?choix=aucun", "Aucun besoin")
    )
    title = "votre brouillon est prêt" if draft else f"de quoi avez-vous besoin{NNBSP}?"
    return Due(
        on=campaign.declare_by,
        title=f"{campaign.title}{NBSP}: {title}",
        text=" ".join(s for s in _sentences(row, devices, draft, at=at) if s),
        url=f"{url}relire/" if draft else url,
        button="Relire et envoyer" if draft else "Répondre",
        minutes=campaign.minutes,
        commune=commune.name,
        sign=sign,
        tone=tone,
        icon=icon,
        second_url=url if draft else url + second[0],
        second_button="Compléter" if draft else second[1],
    )


def _sentences(row: Any, devices: int, draft: str, *, at: datetime) -> Iterator[str]:
    if row.return_reason:
        yield f"Le service demande un complément{NBSP}: {row.return_reason}"
    if draft:
        began = relative_day(paris_date(row.drafted_at), paris_date(at)) if row.drafted_at else ""
        costs = " hors frais communs" if row.campaign.shared_cost else ""
        yield f"Commencé {began}{NBSP}: {draft}{costs}."
    elif devices and row.from_register:
        are = "est déjà inscrit" if devices == 1 else "sont déjà inscrits"
        the = "L’extincteur" if devices == 1 else f"Les {count(devices, 'extincteur')}"
        yield f"{the} de votre registre {are}."
    elif row.had_lines:
        yield "Les quantités de l’an dernier sont déjà inscrites."
    yield openings_sentence(row, at=at)


def openings_sentence(row: Any, *, at: datetime) -> str:
    """« Il reste trois permanences avant la clôture. », nothing when the hours are not known."""
    commune, deadline = row.commune, row.campaign.declare_by
    try:
        hours = parse_hours(commune.opening_hours)
    except ValueError:
        hours = ()
    if not hours or deadline is None:
        return ""
    left = len(openings_left(hours, at, deadline, good_friday=commune.good_friday_off))
    if not left:
        return "La mairie n’ouvre plus d’ici la clôture."
    return f"Il reste {count_in_words(left, 'permanence', feminine=True)} avant la clôture."


def _sign(row: Any, devices: bool, *, at: datetime) -> tuple[str, str, str]:  # noqa: FBT001
    assert row.campaign.declare_by is not None
    if row.state == ParticipationState.RETURNED:
        return "à compléter", "warn", "triangle-alert"
    days = (paris_date(row.campaign.declare_by) - paris_date(at)).days
    if days < NEAR_DAYS:
        left = "dernier jour" if days == 0 else f"il reste {count(days, 'jour')}"
        return left, "warn", "hourglass"
    if row.has_lines:
        return "brouillon", "info", "pencil"
    prefilled = row.had_lines or (devices and row.from_register)
    return ("prérempli", "info", "pencil") if prefilled else ("", "", "")


def _drafted(answer_ids: Iterable[int]) -> QuerySet[NeedLine, tuple[Any, ...]]:
    return (
        NeedLine.objects.filter(participation_id__in=list(answer_ids), quantity__gt=0)
        .values_list("participation_id", "lot_item__label", "lot_item__price")
        .annotate(Sum("quantity"))
        .order_by("lot_item__lot__number", "lot_item__position")
    )


def _drafts(rows: Iterable[tuple[Any, ...]]) -> dict[int, str]:
    """What each draft asks for, in words: « 14 × vérification, 2 × panneau, 233,40 € HT »."""
    words: dict[int, list[str]] = {}
    cents: dict[int, int] = {}
    for pk, label, price, quantity in rows:
        words.setdefault(pk, []).append(f"{decimal_number(quantity)}{NBSP}× {small(label)}")
        cents[pk] = cents.get(pk, 0) + (line_ht(quantity, price) if price else 0)
    return {
        pk: f"{', '.join(some) if len(some) <= FEW else count(len(some), 'article')},"
        f" {amount_of_cents(cents[pk], 'HT')}"
        for pk, some in words.items()
    }
