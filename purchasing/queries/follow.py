"""Where a campaign stands, commune by commune: what the follow page shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from communes.models import Commune
from communes.queries.addresses import without_address
from portal.lib.calendar import working_days_between
from portal.lib.dates import paris_date
from portal.lib.opening import next_opening, opening_in_words, parse_hours
from portal.lib.text import amount_of_cents
from purchasing.models import Adhesion, Participation
from purchasing.queries.consolidation import Figure, Oddity, figures, oddities, total_cents
from purchasing.queries.contacts import last_contacts
from purchasing.states import FINAL_STATES, AdhesionState, CampaignState, ParticipationState

if TYPE_CHECKING:
    from datetime import datetime

    from purchasing.models import Campaign

_P = ParticipationState


@dataclass(frozen=True, slots=True)
class Fill:
    """One of the six fills of the map: its word for one commune, for several, and its states."""

    name: Literal["yes", "none", "out", "draft", "open", "quiet"]
    one: str
    several: str
    states: tuple[str, ...]


FILLS = (
    Fill("yes", "a répondu", "ont répondu", (_P.SUBMITTED, _P.LOCKED)),
    Fill("none", "aucun besoin", "aucun besoin", (_P.NONE_NEEDED,)),
    Fill("out", "hors groupement", "hors groupement", (_P.DECLINED,)),
    Fill("draft", "en brouillon", "en brouillon", (_P.DRAFT, _P.RETURNED)),
    Fill("open", "a lu le message", "ont lu le message", (_P.OPENED,)),
    Fill("quiet", "silencieuse", "silencieuses", (_P.INVITED,)),
)
_FILL_OF = {str(state): fill for fill in FILLS for state in fill.states}
_SILENT_FIRST = {_P.INVITED: 0, _P.OPENED: 1, _P.RETURNED: 2, _P.DRAFT: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A commune on the map, in the tiles and in the call list. `cents` HT, None when nothing was sent."""

    number: int
    answer: Participation
    commune: Commune
    fill: Fill
    cents: int | None
    contact: str
    opening: str
    reachable: bool
    """A mail finds its town hall; always said of those that have answered."""

    @property
    def final(self) -> bool:
        return self.answer.state in FINAL_STATES

    @property
    def amount(self) -> str:
        return amount_of_cents(self.cents, "HT")

    @property
    def word(self) -> str:
        return self.answer.get_state_display()


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A campaign and its communes at one moment."""

    campaign: Campaign
    at: datetime
    places: list[Place]
    now: list[Figure]
    before: list[Figure]
    odd: list[Oddity]
    missing_adhesions: list[Adhesion]
    answered: list[datetime]
    answered_before: list[datetime]
    days_left: int

    @property
    def counts(self) -> list[tuple[Fill, int]]:
        found = Counter(place.fill for place in self.places)
        return [(fill, found[fill]) for fill in FILLS if found[fill]]

    @property
    def final(self) -> int:
        return sum(place.final for place in self.places)

    @property
    def waiting(self) -> list[Place]:
        """Those to call, the most silent first."""
        rest = [place for place in self.places if not place.final]
        return sorted(rest, key=lambda place: _SILENT_FIRST[_P(place.answer.state)])

    @property
    def unreachable(self) -> list[Place]:
        """Those awaited that no mail finds."""
        return [place for place in self.waiting if not place.reachable]

    @property
    def unread(self) -> int:
        return sum(place.answer.state == _P.INVITED for place in self.places)

    @property
    def total(self) -> int:
        return total_cents(self.now)


def follow(campaign: Campaign, *, at: datetime) -> Follow:
    """Everything the page shows, in a number of queries that does not depend on the communes."""
    both = [pk for pk in (campaign.pk, campaign.previous_id) if pk]
    answers = list(Participation.objects.filter(campaign_id__in=both).order_by("pk"))
    mine = [answer for answer in answers if answer.campaign_id == campaign.pk]
    declared = figures(campaign.pk, campaign.previous_id)
    now, before = declared[campaign.pk], declared.get(campaign.previous_id or 0, [])
    return Follow(
        campaign=campaign,
        at=at,
        places=_places(campaign, mine, now, at=at),
        now=now,
        before=before,
        odd=oddities(now, before, first=not before),
        missing_adhesions=_missing_adhesions(campaign, mine),
        answered=_answered(mine),
        answered_before=_answered([a for a in answers if a.campaign_id != campaign.pk]),
        days_left=working_days_between(
            paris_date(at), paris_date(campaign.declare_by or at), good_friday=True
        ),
    )


def _places(
    campaign: Campaign, answers: list[Participation], now: list[Figure], *, at: datetime
) -> list[Place]:
    cents: Counter[int] = Counter()
    for figure in now:
        cents[figure.participation_id] += figure.cents
    by_commune = {answer.commune_id: answer for answer in answers}
    communes = Commune.objects.filter(pk__in=by_commune).order_by("name_sort")
    waiting = [answer for answer in answers if answer.state not in FINAL_STATES]
    contacts = last_contacts(campaign, waiting, at=at)
    awaited = communes.filter(pk__in=[answer.commune_id for answer in waiting])
    unreachable = {one.pk for one in without_address(awaited, on=paris_date(at))}
    return [
        Place(
            number=number,
            answer=(answer := by_commune[commune.pk]),
            commune=commune,
            fill=_FILL_OF[answer.state],
            cents=cents[answer.pk] if answer.state in (_P.SUBMITTED, _P.LOCKED) else None,
            contact=contacts.get(commune.pk, ""),
            opening="" if answer.state in FINAL_STATES else opening_words(commune, at=at),
            reachable=commune.pk not in unreachable,
        )
        for number, commune in enumerate(communes, start=1)
    ]


def opening_words(commune: Commune, *, at: datetime) -> str:
    """When somebody answers the telephone next: « jeudi, 17 h – 19 h »; empty when it is not known."""
    try:
        hours = parse_hours(commune.opening_hours)
    except ValueError:
        return ""
    found = next_opening(hours, at, good_friday=commune.good_friday_off)
    return opening_in_words(found, paris_date(at)) if found else ""


def _answered(answers: list[Participation]) -> list[datetime]:
    """When each final answer came, in order."""
    return sorted(a.answered_at for a in answers if a.state in FINAL_STATES and a.answered_at)


def _missing_adhesions(campaign: Campaign, answers: list[Participation]) -> list[Adhesion]:
    """Communes that declare a need under a convention that does not bind them yet."""
    if campaign.convention_id is None or campaign.state == CampaignState.CANCELLED:
        return []
    return list(
        Adhesion.objects.filter(
            convention_id=campaign.convention_id,
            commune_id__in=[a.commune_id for a in answers if a.state != _P.DECLINED],
        )
        .exclude(state=AdhesionState.EFFECTIVE)
        .exclude(state=AdhesionState.WITHDRAWN)
        .select_related("commune")
        .order_by("council_on", "commune__name_sort")
    )
