"""What time brings to the wishes: their session is announced, then takes place with those who asked for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from communes.queries.addresses import town_hall_addresses
from portal.lib.dates import paris_date
from portal.lib.text import join
from portal.mail.notifications import enqueue
from training.domain.demand import resume_wishes
from training.domain.need_outcomes import tell_need
from training.models import NeedsCampaign, Registration, Wish
from training.notifications.wishes import WishAnnounced
from training.queries.needs import with_what_is_said
from training.queries.wording import dates_in_words
from training.states.registrations import RegistrationState
from training.states.sessions import COMING_SESSIONS, DEAD_SESSIONS, SessionState
from training.states.wishes import WISH_FLOW, WishState

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from communes.models import Commune
    from training.models import Session

HELD_SESSIONS = (SessionState.TO_CLOSE, SessionState.CLOSED)
"""It has taken place."""
OPEN_WISHES = (WishState.SUBMITTED, WishState.CLUSTERED)
CAME = (RegistrationState.ATTENDED, RegistrationState.PARTIAL)
"""Presence is known, whole or in part: a seat alone may still be given up."""


def settle_wishes(*, at: datetime) -> Counter[str]:
    """Free the wishes of a session given up, tell those whose session is announced, mark those met; how many.

    Last, those whose session was closed without them are to be studied again too.
    """
    done = Counter(freed=free_wishes(DEAD_SESSIONS, at=at), announced=announce_wished(at=at))
    done["satisfied"] = satisfy_wishes(at=at)
    done["freed"] += free_wishes([SessionState.CLOSED], at=at)
    return done


@transaction.atomic
def free_wishes(states: Collection[str], *, at: datetime) -> int:
    """The wishes that wait for a session in one of these states are to be studied again; how many."""
    rows = Wish.objects.select_for_update(of=("self",)).filter(
        state=WishState.CLUSTERED, session__state__in=states
    )
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    return len(resume_wishes(pks, by=None, at=at)) if pks else 0


@transaction.atomic
def announce_wished(*, at: datetime) -> int:
    """One mail a town hall and session, once the session that its wishes wait for is announced."""
    rows = Wish.objects.select_for_update(of=("self",)).filter(
        state=WishState.CLUSTERED, announced_at=None, session__state__in=COMING_SESSIONS
    )
    by_hall: dict[tuple[int, int], list[Wish]] = {}
    for wish in with_what_is_said(rows).order_by("pk"):
        by_hall.setdefault((wish.session_id or 0, wish.commune_id), []).append(wish)
    emails = town_hall_addresses({commune for _pk, commune in by_hall}, on=paris_date(at))
    mails = [
        _announcement(some[0].session, some, emails[commune_id], at=at)
        for (_pk, commune_id), some in by_hall.items()
        if some[0].session and commune_id in emails
    ]
    enqueue(*mails, at=at)
    told = [wish.pk for some in by_hall.values() for wish in some]
    Wish.objects.filter(pk__in=told).update(announced_at=at)
    return len(mails)


def satisfy_wishes(*, at: datetime) -> int:
    """Those of the agents who came to a session of the course, prepared for them or not; how many.

    One without names is met when as many agents of the commune came, besides those who asked by name.
    """
    waiting = NeedsCampaign.objects.filter(wishes__state__in=OPEN_WISHES)
    return sum(_satisfy(campaign, at=at) for campaign in waiting.distinct().order_by("year", "pk"))


@transaction.atomic
def _satisfy(campaign: NeedsCampaign, *, at: datetime) -> int:
    rows = Wish.objects.select_for_update(of=("self",)).filter(
        campaign=campaign, state__in=OPEN_WISHES
    )
    wishes = list(with_what_is_said(rows).select_related("need").order_by("pk"))
    courses = {wish.course_id for wish in wishes if wish.course_id}
    came = _came(courses, campaign)
    met = [wish for wish in wishes if wish.person_id and _named(wish) in came]
    before = list(campaign.wishes.filter(course__in=courses, state=WishState.SATISFIED))
    spoken_for = {_named(wish) for wish in (*met, *before)}
    others = Counter((course, commune) for course, commune, _person in came - spoken_for)
    others.subtract(_unnamed(before))
    for wish in wishes:
        key = (wish.course_id or 0, wish.commune_id)
        if wish.person_id is None and others[key] >= wish.people:
            others[key] -= wish.people
            met.append(wish)
    for wish in met:
        WISH_FLOW.apply("satisfy", wish, by=None, at=at, decided_at=at)
        tell_need(wish, by=None, at=at)
    return len(met)


def _unnamed(wishes: list[Wish]) -> Counter[tuple[int, int]]:
    """By course and commune, the agents without names whose wish is met already."""
    found: Counter[tuple[int, int]] = Counter()
    for wish in wishes:
        if wish.person_id is None:
            found[wish.course_id or 0, wish.commune_id] += wish.people
    return found


def _came(courses: set[int], campaign: NeedsCampaign) -> set[tuple[int, int, int]]:
    """(course, commune, person) of those who came, since the wishes were asked for."""
    rows = Registration.objects.filter(
        session__course__in=courses, session__state__in=HELD_SESSIONS, state__in=CAME
    ).filter(session__starts_at__gt=campaign.opened_at or campaign.closes_at)
    return set(rows.values_list("session__course_id", "commune_id", "person_id"))


def _named(wish: Wish) -> tuple[int, int, int]:
    return wish.course_id or 0, wish.commune_id, wish.person_id or 0


def _announcement(session: Session, wishes: list[Wish], to: str, *, at: datetime) -> WishAnnounced:
    commune: Commune = wishes[0].commune
    assert session.opens_at is not None
    return WishAnnounced(
        to=to,
        commune_id=commune.pk,
        session_id=session.pk,
        course=str(wishes[0].course),
        number=session.number,
        commune=commune.name,
        who=join([wish.who for wish in wishes]),
        halves=dates_in_words(session),
        opens_at=session.opens_at if session.opens_at > at else None,
        url=settings.PORTAL_BASE_URL + reverse("training:session_detail", args=(session.pk,)),
    )
