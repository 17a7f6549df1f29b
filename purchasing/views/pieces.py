"""The sentences and small parts of the follow page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html

from portal.lib import text
from portal.lib.dates import instant_in_words, paris_date, short_date
from portal.lib.money import from_cents
from portal.lib.outlines import draw
from portal.lib.text import amount, amount_of_cents, count, in_words
from portal.web.maps import Map, Mark
from purchasing import rules
from purchasing.arithmetic.consolidation import Oddity as Kind
from purchasing.queries.consolidation import by_family
from purchasing.queries.procedures import estimated_cents, procedure_for
from purchasing.queries.rhythm import Rhythm, rhythm
from purchasing.states import CAMPAIGN_FLOW, CampaignState

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from django.utils.safestring import SafeString

    from portal.accounts.models import User
    from purchasing.models import Campaign
    from purchasing.queries.follow import Follow

_C = CampaignState


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One station in the life of a campaign."""

    label: str
    note: str = ""
    done: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing to look at, with where to see it."""

    tone: str
    icon: str
    title: str
    words: str
    url: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    url: str
    label: str
    icon: str
    main: bool = False


def sentence(found: Follow) -> SafeString:
    """Where things stand, with its two or three facts in bold."""
    campaign = found.campaign
    head = format_html(
        "<b>{} sur {}</b> {} répondu.",
        count(found.final, "commune"),
        len(found.places),
        text.plural(found.final, "a", "ont"),
    )
    if campaign.state == _C.OPEN and campaign.declare_by:
        return format_html(
            "{} {} <b>{}</b>{}{}",
            head,
            "Clôture" if campaign.declare_by > found.at else "L’échéance est passée depuis",
            instant_in_words(campaign.declare_by),
            f", dans {count(found.days_left, 'jour ouvré', 'jours ouvrés')}"
            if found.days_left > 0
            else "",
            _who_is_missing(found),
        )
    if campaign.state == _C.LOCKED and campaign.locked_at:
        return format_html(
            "{} Besoin arrêté <b>{}</b>, pour <b>{}</b>.",
            head,
            instant_in_words(campaign.locked_at),
            amount_of_cents(found.total, "HT"),
        )
    if campaign.state == _C.CANCELLED:
        return format_html("Campagne <b>annulée</b> : {}", campaign.cancel_reason)
    closed = instant_in_words(campaign.closed_at) if campaign.closed_at else ""
    return format_html(
        "{} Recensement clos <b>{}</b>{} Le besoin reste à arrêter.",
        head,
        closed,
        _who_is_missing(found),
    )


def _who_is_missing(found: Follow) -> str:
    missing = len(found.waiting)
    if not missing:
        return "\u202f; aucune ne manque."
    words = f"\u202f; {in_words(missing, feminine=True)} {text.plural(missing, 'commune manque', 'communes manquent')}"
    if found.unread == missing:
        return f"{words}, sans avoir rien ouvert."
    if found.unread:
        unread = in_words(found.unread, feminine=True)
        return f"{words}, dont {unread} {text.plural(found.unread, 'n’a', 'n’ont')} rien ouvert."
    return f"{words}."


def steps(campaign: Campaign) -> list[Step]:
    order = [_C.DRAFT, _C.OPEN, _C.CLOSED, _C.LOCKED]
    here = order.index(_C(campaign.state)) if campaign.state in order else -1
    rows = (
        ("Préparée", ""),
        ("Ouverte", _since(campaign.opened_at)),
        ("Close", _since(campaign.closed_at) or _until(campaign.declare_by)),
        ("Besoin arrêté", _since(campaign.locked_at)),
        ("Consultation", short_date(campaign.consult_by) if campaign.consult_by else ""),
    )
    return [
        Step(label=label, note=note, done=n < here, current=n == here)
        for n, (label, note) in enumerate(rows)
    ]


def _since(when: datetime | None) -> str:
    return f"le {short_date(paris_date(when))}" if when else ""


def _until(when: datetime | None) -> str:
    return instant_in_words(when) if when else ""


def map_of(found: Follow) -> Map:
    """Who answered, on the outlines of the communes."""
    return Map(
        drawing=draw(
            {
                place.commune.pk: (place.commune.name, place.commune.outline)
                for place in found.places
            }
        ),
        title=f"Réponse des {len(found.places)} communes",
        marks={
            place.commune.pk: Mark(
                fill=place.fill.name,
                word=place.word,
                href=f"#c{place.number}",
                detail=amount_of_cents(place.cents) if place.cents is not None else "",
            )
            for place in found.places
        },
        legend={
            fill.name: fill.several if number > 1 else fill.one for fill, number in found.counts
        },
        detail_label="Montant HT",
    )


def need_ledger(found: Follow) -> list[tuple[str, Decimal]]:
    return list(by_family(found.now).items())


def procedure(campaign: Campaign, found: Follow, *, at: datetime) -> str:
    """« Sous 60 000 € HT : … Seuil du 1er avril 2026. »"""
    estimate = estimated_cents(campaign, found.total)
    known = procedure_for(campaign, estimate, on=paris_date(at))
    if known is None:
        return ""
    if known.following is None:
        return f"{known.name}."
    ceiling = amount(from_cents(known.following.amount_cents), "HT", places=0)
    since = short_date(known.following.valid_from)
    check = " (seuil à vérifier)" if known.to_check else ""
    return (
        f"Sous {ceiling}\u00a0: {known.name[0].lower()}{known.name[1:]}. Seuil du {since}{check}."
    )


def rhythm_of(found: Follow) -> Rhythm | None:
    campaign, previous = found.campaign, found.campaign.previous
    if campaign.opened_at is None or campaign.declare_by is None:
        return None
    before = None
    if previous and previous.opened_at and previous.declare_by:
        before = (previous.opened_at, previous.declare_by)
    return rhythm(
        found.answered,
        found.answered_before,
        invited=len(found.places),
        span=(campaign.opened_at, campaign.declare_by),
        span_before=before,
        at=found.at,
    )


def alerts(found: Follow) -> list[Alert]:
    return [*_unreachable(found), *_quantities(found), *_words(found), *_adhesions(found)]


def _unreachable(found: Follow) -> list[Alert]:
    """Said while mails may still leave."""
    missing = found.unreachable if found.campaign.state == _C.OPEN else []
    if not missing:
        return []
    first = missing[0].commune
    return [
        Alert(
            tone="warn",
            icon="mail-x",
            title=count(len(missing), "commune sans adresse", "communes sans adresse"),
            words=f"{text.join([one.commune.name for one in missing])} : aucun courriel n’y arrive.",
            url=reverse("communes:mailbox_create", args=[first.insee]),
            link=f"Donner une adresse à {first.name}",
        )
    ]


def _quantities(found: Follow) -> list[Alert]:
    odd = [one for one in found.odd if one.kind in (Kind.MUCH_MORE, Kind.OFF_STEP)]
    if not odd:
        return []
    worst = max(odd, key=lambda one: one.quantity - one.before)
    return [
        Alert(
            tone="warn",
            icon="triangle-alert",
            title=count(len(odd), "quantité inhabituelle", "quantités inhabituelles"),
            words=(
                f"{worst.commune} demande {text.decimal_number(worst.quantity)}"
                f" × {worst.label}, contre {text.decimal_number(worst.before)} l’an dernier."
            ),
            url=reverse("campaigns:need_detail", args=[found.campaign.pk]) + "#a-regarder",
            link="Vérifier",
        )
    ]


def _words(found: Follow) -> list[Alert]:
    said = [place for place in found.places if place.answer.word]
    if not said:
        return []
    return [
        Alert(
            tone="info",
            icon="message-square-text",
            title=count(len(said), "mot d’une mairie", "mots de mairies"),
            words=f"{said[0].commune.name} : « {text.sentence(said[0].answer.word[:120])} »",
            url=reverse(
                "campaigns:participation_detail", args=[found.campaign.pk, said[0].answer.pk]
            ),
            link="Lire",
        )
    ]


def _adhesions(found: Follow) -> list[Alert]:
    missing = found.missing_adhesions
    if not missing:
        return []
    dated = [
        f"{one.commune.name} vote le {short_date(one.council_on)}"
        for one in missing
        if one.council_on
    ]
    words = (
        text.sentence(text.join(dated))
        if dated
        else text.join([m.commune.name for m in missing[:4]])
    )
    return [
        Alert(
            tone="info",
            icon="file-clock",
            title=count(
                len(missing), "adhésion pas encore en vigueur", "adhésions pas encore en vigueur"
            ),
            words=f"{words}.",
            url=reverse("campaigns:convention_detail", args=[found.campaign.convention_id]),
            link="Voir",
        )
    ]


ICONS = {
    "extend": "calendar-plus",
    "close": "door-closed",
    "reopen": "door-open",
    "lock": "lock",
    "cancel": "ban",
}


def buttons(user: User, found: Follow) -> list[Button]:
    """What she may do now; one of them is the main one."""
    campaign = found.campaign
    drawn = [
        Button(
            url=reverse("campaigns:campaign_move", args=[campaign.pk, one.verb]),
            label=one.label,
            icon=ICONS[one.verb],
            main=one.verb == _main_verb(found),
        )
        for one in CAMPAIGN_FLOW.possible(campaign.state)
        if one.verb in ICONS and rules.may_move(user, campaign, one.verb)
    ]
    waiting = len(found.waiting) - len(found.unreachable)
    if campaign.state == _C.OPEN and waiting:
        remind = Button(
            url=reverse("campaigns:campaign_remind", args=[campaign.pk]),
            label=f"Relancer {text.plural(waiting, 'la commune', f'les {waiting} communes')}",
            icon="send",
            main=True,
        )
        drawn.insert(0, remind)
    if campaign.state == _C.LOCKED:
        need = reverse("campaigns:need_detail", args=[campaign.pk])
        drawn.insert(0, Button(url=need, label="Voir le besoin arrêté", icon="table-2", main=True))
    return drawn


def _main_verb(found: Follow) -> str:
    if found.campaign.state == _C.CLOSED:
        return "lock"
    return "close" if found.campaign.state == _C.OPEN and not found.waiting else ""
