"""What the manager makes of the wishes: a course found for words, a need taken up, later, no, or looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from communes.models import Need
from communes.queries.addresses import town_hall_addresses
from communes.states import NEED_FLOW, NeedState, NeedTheme
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue
from training.domain.need_outcomes import tell_need
from training.domain.wish_mails import lines_of
from training.models import Course, NeedsAnswer, NeedsCampaign, Wish
from training.notifications.wishes import WishesDecided
from training.queries.needs import with_what_is_said
from training.states.wishes import WISH_FLOW, NeedsState, Priority, WishState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from portal.accounts.models import User

NOTHING_PLANNED = {"cluster": None, "session": None, "announced_at": None}


@transaction.atomic
def attach_wish(wish_id: int, course_id: int, *, by: User, at: datetime) -> Wish:
    """A wish in words is that course of the catalogue. Refusal when it was asked for already, or decided."""
    wish = Wish.objects.locked(wish_id)
    if wish.state != WishState.SUBMITTED or not wish.subject:
        raise Refusal("Seul un souhait en mots, à l’étude, se rattache à une formation.")
    twins = Wish.objects.filter(
        campaign=wish.campaign_id, person=wish.person_id, course=course_id
    ).exclude(pk=wish.pk)
    if wish.person_id and twins.exists():
        raise Refusal("Cet agent demande déjà cette formation.")
    course = Course.objects.get(pk=course_id)
    wish.course, wish.theme = course, course.theme
    wish.save(update_fields=["course", "theme"])
    record("attach", wish, by=by, at=at, course=course.title, subject=wish.subject)
    return wish


@transaction.atomic
def take_need(
    need_id: int, campaign_id: int, *, course_id: int, people: int, by: User, at: datetime
) -> Wish:
    """A need of training that a commune noted becomes a wish of the campaign: its outcome will be told there."""
    need = Need.objects.locked(need_id)
    campaign = NeedsCampaign.objects.locked(campaign_id)
    if need.theme != NeedTheme.TRAINING or need.state not in (
        NeedState.TO_STUDY,
        NeedState.RETAINED,
    ):
        raise Refusal("Ce besoin n’est pas un besoin de formation à l’étude.")
    if campaign.state == NeedsState.DRAFT or Wish.objects.filter(need=need).exists():
        raise Refusal("Ce besoin est déjà repris, ou le recueil n’est pas ouvert.")
    answer, _new = NeedsAnswer.objects.get_or_create(campaign=campaign, commune_id=need.commune_id)
    course = Course.objects.get(pk=course_id)
    wish = Wish.objects.create(
        campaign=campaign,
        answer=answer,
        commune_id=need.commune_id,
        people=people,
        theme=course.theme,
        course=course,
        subject=need.label[:160],
        priority=Priority(need.priority),
        state=WishState.SUBMITTED,
        need=need,
    )
    if need.state == NeedState.TO_STUDY:
        NEED_FLOW.apply("retain", need, by=by, at=at)
    record("take_need", wish, by=by, at=at, need=need.label)
    return wish


@transaction.atomic
def postpone_wishes(
    wish_ids: Collection[int], *, reason: str, by: User, at: datetime
) -> list[Wish]:
    """Not this year: the reason is written to each town hall, and the wish proposed again the next."""
    return _decide("postpone", wish_ids, reason, by=by, at=at)


@transaction.atomic
def refuse_wishes(wish_ids: Collection[int], *, reason: str, by: User, at: datetime) -> list[Wish]:
    """No, and why: written to each town hall."""
    return _decide("refuse", wish_ids, reason, by=by, at=at)


@transaction.atomic
def resume_wishes(wish_ids: Collection[int], *, by: User | None, at: datetime) -> list[Wish]:
    """Looked at again, as if nothing had been decided."""
    wishes = _held(wish_ids)
    for wish in wishes:
        WISH_FLOW.apply(
            "resume", wish, by=by, at=at, reason="", decided_at=None, **NOTHING_PLANNED
        )
        tell_need(wish, by=by, at=at)
    return wishes


def _decide(
    verb: str, wish_ids: Collection[int], reason: str, *, by: User, at: datetime
) -> list[Wish]:
    said = reason.strip()
    if not said:
        raise Refusal("Dites pourquoi : la mairie le lira.")
    wishes = _held(wish_ids)
    for wish in wishes:
        WISH_FLOW.apply(verb, wish, by=by, at=at, reason=said, decided_at=at, **NOTHING_PLANNED)
        tell_need(wish, by=by, at=at)
    enqueue(*_results(wishes, refused=verb == "refuse", at=at), at=at)
    return wishes


def _held(wish_ids: Collection[int]) -> list[Wish]:
    """Held in the order of their keys. Refusal when there is none."""
    rows = Wish.objects.select_for_update(of=("self",)).filter(pk__in=wish_ids)
    wishes = list(with_what_is_said(rows).select_related("need").order_by("pk"))
    if not wishes:
        raise Refusal("Choisissez au moins un souhait.")
    return wishes


def _results(wishes: Iterable[Wish], *, refused: bool, at: datetime) -> Iterable[WishesDecided]:
    by_commune: dict[int, list[Wish]] = {}
    for wish in wishes:
        by_commune.setdefault(wish.commune_id, []).append(wish)
    emails = town_hall_addresses(list(by_commune), on=paris_date(at))
    for commune_id, some in by_commune.items():
        if commune_id in emails:
            yield WishesDecided(
                to=emails[commune_id],
                commune_id=commune_id,
                title=some[0].campaign.title,
                commune=some[0].commune.name,
                refused=refused,
                decided_at=at,
                lines=lines_of(some),
                url=settings.PORTAL_BASE_URL + reverse("training:wish_list"),
            )
