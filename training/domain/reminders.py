"""What the calendar says to people: a week and a day before, the last call of an offer, the manager's morning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.urls import reverse

from communes.queries.addresses import team_addresses
from portal.lib.calendar import is_sending_time
from portal.lib.dates import in_paris, paris_date
from portal.lib.text import NBSP
from portal.mail.notifications import enqueue
from training.domain.telling import address_of
from training.models import Registration
from training.notifications.reminders import (
    OfferLastCall,
    SessionAtRisk,
    SessionGivenUp,
    SessionSoon,
    TrainingDay,
)
from training.queries.morning import morning_lines
from training.queries.wording import dates_in_words, tasks_in_words
from training.states.registrations import CANCELLABLE, EventKind, RegistrationState
from training.states.sessions import TAKING_SESSIONS

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from training.models import Session

_R = RegistrationState
DAYS_BEFORE = (7, 1)
FIRST_HOUR, LAST_HOUR = 8, 20
"""Nobody is written to at night; any window of twelve hours has some of these."""
LAST_CALL, A_DAY = timedelta(hours=12), timedelta(days=1)


@transaction.atomic
def remind_people(*, at: datetime) -> int:
    """By day, calendar days of Paris: who has a confirmed seat in a session that begins in seven days, or tomorrow."""
    if not _by_day(at):
        return 0
    mails = []
    today = paris_date(at)
    for days in DAYS_BEFORE:
        first = today + timedelta(days=days)
        rows = _people(Q(state=_R.CONFIRMED)).filter(session__state__in=TAKING_SESSIONS)
        wide = rows.filter(
            session__starts_at__gt=at, session__starts_at__lt=at + timedelta(days=days + 2)
        )
        for one in wide:
            assert one.session.starts_at is not None
            to = address_of(one, at=at)
            if to and paris_date(one.session.starts_at) == first:
                mails.append(_soon(one, to, days))
    enqueue(*mails, at=at)
    return len(mails)


@transaction.atomic
def call_last(*, at: datetime) -> int:
    """By day, twelve hours before an offer ends: who has not answered, when she had a day at least."""
    if not _by_day(at):
        return 0
    rows = (
        _people(Q(state=_R.OFFERED))
        .filter(offer_until__gt=at, offer_until__lte=at + LAST_CALL)
        .annotate(offered_at=Max("events__at", filter=Q(events__kind=EventKind.OFFERED)))
        .filter(offered_at__lte=F("offer_until") - A_DAY)
    )
    mails = [
        OfferLastCall(
            to=to,
            commune_id=one.commune_id,
            registration_id=one.pk,
            person=str(one.person),
            course=one.session.course.title,
            halves=dates_in_words(one.session),
            until=one.offer_until,
            url=_page("training:registration_detail", one.pk),
        )
        for one in rows
        if one.offer_until is not None and (to := address_of(one, at=at))
    ]
    enqueue(*mails, at=at)
    return len(mails)


@transaction.atomic
def tell_risk(session: Session, *, at: datetime) -> None:
    """To the managers: the session has too few people, and they decide."""
    assert session.starts_at is not None
    rows = Registration.objects.filter(session=session)
    facts = {
        "session_id": session.pk,
        "first_day": paris_date(session.starts_at),
        "course": session.course.title,
        "number": session.number,
        "held": rows.filter(state=_R.CONFIRMED).count(),
        "minimum": session.minimum,
        "waiting_for_mayor": rows.filter(state=_R.TO_VALIDATE).count(),
        "url": _page("trainingdesk:session_follow", session.pk),
    }
    mails = [SessionAtRisk(to=to, **facts) for to in team_addresses(on=paris_date(at))]  # type: ignore[arg-type]
    enqueue(*mails, at=at)


@transaction.atomic
def tell_given_up(session: Session, *, reason: str, others: tuple[str, ...], at: datetime) -> None:
    """To the managers: a session is about to cancel itself; who was registered, and whom they must tell.

    `others`: the dates to come of the course. To be called before the registrations end.
    """
    assert session.starts_at is not None
    rows = _people(Q(session=session, state__in=CANCELLABLE))
    facts = {
        "session_id": session.pk,
        "first_day": paris_date(session.starts_at),
        "course": session.course.title,
        "number": session.number,
        "reason": reason,
        "people": tuple(
            f"{one.person} ({one.commune}){NBSP}: {one.get_state_display()}" for one in rows
        ),
        "others": others,
        "tasks": tuple(tasks_in_words(session)),
        "url": _page("trainingdesk:session_follow", session.pk),
    }
    mails = [SessionGivenUp(to=to, **facts) for to in team_addresses(on=paris_date(at))]  # type: ignore[arg-type]
    enqueue(*mails, at=at)


@transaction.atomic
def tell_managers(*, at: datetime) -> int:
    """On working hours, once a day: what waits in training; nothing is written when nothing does."""
    if not is_sending_time(at, good_friday=True):
        return 0
    lines = tuple(morning_lines(at=at))
    if not lines:
        return 0
    on = paris_date(at)
    url = settings.PORTAL_BASE_URL + reverse("trainingdesk:session_list")
    mails = [TrainingDay(to=to, on=on, lines=lines, url=url) for to in team_addresses(on=on)]
    enqueue(*mails, at=at)
    return len(mails)


def _soon(one: Registration, to: str, days: int) -> SessionSoon:
    session = one.session
    assert session.starts_at is not None
    material = [line.strip() for line in session.course.material.splitlines()]
    return SessionSoon(
        to=to,
        commune_id=one.commune_id,
        registration_id=one.pk,
        days_left=days,
        first_day=paris_date(session.starts_at),
        person=str(one.person),
        course=session.course.title,
        halves=dates_in_words(session),
        material=tuple(line for line in material if line),
        cancel_until=session.cancel_until,
        url=_page("training:registration_detail", one.pk),
    )


def _people(which: Q) -> QuerySet[Registration]:
    rows = Registration.objects.filter(which)
    return rows.select_related("session__course", "commune", "person__user").order_by("pk")


def _by_day(at: datetime) -> bool:
    return FIRST_HOUR <= in_paris(at).hour < LAST_HOUR


def _page(name: str, pk: int) -> str:
    return settings.PORTAL_BASE_URL + reverse(name, args=(pk,))
