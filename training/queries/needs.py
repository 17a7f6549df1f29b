"""A campaign of needs, commune by commune: who answered, whom to call, what each is proposed again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from communes.models import Commune
from communes.queries.addresses import without_address
from portal.lib.calendar import working_days_between
from portal.lib.dates import paris_date
from portal.lib.opening import next_opening, opening_in_words, parse_hours
from training.models import NeedsAnswer, NeedsCampaign, Wish
from training.states.wishes import (
    ASKED_WISHES,
    AWAITED_ANSWERS,
    GIVEN_ANSWERS,
    UNMET_WISHES,
    AnswerState,
    NeedsState,
    Visa,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User

_A = AnswerState


def still_awaited(answer_id: int) -> bool:
    """Whether a reminder still has a point: the commune has not answered, and still may."""
    return (
        NeedsAnswer.objects.awaited()
        .filter(pk=answer_id, campaign__state=NeedsState.OPEN)
        .exists()
    )


def read_campaigns(user: User) -> QuerySet[NeedsCampaign]:
    """With `asked`, the communes asked; `answered`; `wishers`, the people of their wishes."""
    return NeedsCampaign.objects.visible_to(user).annotate(
        asked=Count("answers", distinct=True),
        answered=Count("answers", filter=Q(answers__state__in=GIVEN_ANSWERS), distinct=True),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A commune of a campaign. `opening`: when somebody answers the telephone next."""

    answer: NeedsAnswer
    commune: Commune
    wishes: int
    people: int
    opening: str
    reachable: bool

    @property
    def given(self) -> bool:
        return self.answer.state in GIVEN_ANSWERS

    @property
    def word(self) -> str:
        """« a répondu », « visa attendu »."""
        return self.answer.word


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsFollow:
    """A campaign and its communes at one moment, in the order of their names."""

    campaign: NeedsCampaign
    places: list[Asked]
    at: datetime

    @property
    def given(self) -> int:
        return sum(one.given for one in self.places)

    @property
    def people(self) -> int:
        return sum(one.people for one in self.places)

    @property
    def wishes(self) -> int:
        return sum(one.wishes for one in self.places)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many communes in each state, the silent first; where mayors are asked, by what they said."""
        found = Counter(one.word for one in self.places)
        words = [str(one.label) for one in (*AnswerState, *Visa)]
        return [(word, found[word]) for word in words if found[word]]

    @property
    def unapproved(self) -> list[Asked]:
        """Those whose mayor has not said a word yet."""
        return [one for one in self.places if one.answer.visa == Visa.AWAITED]

    @property
    def waiting(self) -> list[Asked]:
        """Those to call, those who have begun last."""
        rest = [one for one in self.places if not one.given]
        return sorted(rest, key=lambda one: one.answer.state == _A.DRAFT)

    @property
    def days_left(self) -> int:
        """Working days until the deadline."""
        return working_days_between(
            paris_date(self.at), paris_date(self.campaign.closes_at), good_friday=True
        )


def follow_of(campaign: NeedsCampaign, *, at: datetime) -> NeedsFollow:
    """Three questions, whatever the number of communes."""
    answers = (
        campaign.answers.select_related("commune")
        .defer("commune__outline")
        .annotate(
            wish_count=Count("wishes", filter=Q(wishes__state__in=ASKED_WISHES)),
            wishers=Sum("wishes__people", filter=Q(wishes__state__in=ASKED_WISHES), default=0),
        )
        .order_by("commune__name_sort")
    )
    rows = list(answers)
    awaited = [one.commune_id for one in rows if one.state in AWAITED_ANSWERS]
    mute = without_address(Commune.objects.filter(pk__in=awaited), on=paris_date(at))
    unreachable = set(mute.values_list("pk", flat=True))
    places = [_asked(one, one.commune_id not in unreachable, at=at) for one in rows]
    return NeedsFollow(campaign=campaign, places=places, at=at)


def unapproved(campaign: NeedsCampaign) -> int:
    """How many communes sent wishes that wait for their mayor's visa."""
    return campaign.answers.filter(visa=Visa.AWAITED).count()


def _asked(answer: NeedsAnswer, reachable: bool, *, at: datetime) -> Asked:  # noqa: FBT001 -- one of two
    return Asked(
        answer=answer,
        commune=answer.commune,
        wishes=answer.wish_count,  # type: ignore[attr-defined]
        people=answer.wishers,  # type: ignore[attr-defined]
        opening="" if answer.state in GIVEN_ANSWERS else opening_words(answer.commune, at=at),
        reachable=reachable,
    )


def opening_words(commune: Commune, *, at: datetime) -> str:
    """« jeudi, 17 h – 19 h »; empty when it is not known."""
    try:
        hours = parse_hours(commune.opening_hours)
    except ValueError:
        return ""
    found = next_opening(hours, at, good_friday=commune.good_friday_off)
    return opening_in_words(found, paris_date(at)) if found else ""


def with_what_is_said(rows: QuerySet[Wish]) -> QuerySet[Wish]:
    """With all that a line of a wish shows."""
    return rows.select_related(
        "person", "commune", "theme", "course__theme", "session", "campaign"
    ).defer("commune__outline")


def unmet_rows(answer: NeedsAnswer) -> QuerySet[Wish]:
    """Of the same commune, last year: sent, and neither met nor refused. Proposed again to it."""
    rows = with_what_is_said(Wish.objects.all()).filter(
        commune=answer.commune_id,
        campaign__year=answer.campaign.year - 1,
        campaign__state=NeedsState.CLOSED,
        state__in=UNMET_WISHES,
    )
    return rows.order_by("priority", "pk")


def told_by_wish(wishes: Iterable[Wish]) -> dict[str, list[Wish]]:
    """By what is wished, in order: one line for several agents."""
    found: dict[str, list[Wish]] = {}
    for wish in wishes:
        found.setdefault(str(wish), []).append(wish)
    return found
