"""What the clock brings: offers and holds that end, mayors to remind, sessions that open, begin and end."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from portal.lib.calendar import add_working_days
from portal.lib.dates import paris_date
from training.domain import sessions
from training.domain.decisions import lapse, remind_mayor
from training.domain.offers import expire_offer
from training.domain.seating import call_next, hold_session
from training.domain.swapping import lapse_swap
from training.domain.trainer_links import invite_trainers
from training.models import Registration, Session, SwapProposal
from training.states.registrations import Decision, RegistrationState
from training.states.sessions import TAKING_SESSIONS, SessionState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

_R, _S = RegistrationState, SessionState
BEFORE_START = timedelta(days=15)
"""When a session without enough people is said to be at risk."""
REMIND_AFTER = timedelta(hours=48)


def sweep(*, at: datetime) -> Counter[str]:
    """Everything that is due, each in its own transaction, by the verbs that people use; what was done, counted."""
    done: Counter[str] = Counter()
    for pk in _pks(Registration.objects.filter(offer_until__lte=at)):
        done["expired"] += expire_offer(pk, at=at)
    for pk in _pks(Registration.objects.filter(hold_until__lte=at)):
        done["lapsed"] += lapse(pk, at=at)
    for pk in _pks(SwapProposal.objects.over(at=at)):
        done["swaps"] += lapse_swap(pk, at=at)
    for pk in _pks(_to_remind(at=at)):
        done["reminded"] += remind_mayor(pk, by=None, at=at)
    done += move_sessions(at=at)
    done["invited"] += invite_trainers(at=at)
    waiting = Session.objects.taking().filter(
        registrations__state=_R.WAITING, count__held__lt=F("maximum")
    )
    for pk in sorted(set(waiting.values_list("pk", flat=True))):
        with transaction.atomic():
            call_next(hold_session(pk, by=None), at=at)
    return done


def move_sessions(*, at: datetime) -> Counter[str]:
    """Open, confirm or warn a fortnight before, begin, end."""
    done: Counter[str] = Counter()
    rows = Session.objects.order_by("starts_at", "pk")
    for pk in _pks(rows.filter(state=_S.PUBLISHED, opens_at__lte=at)):
        sessions.open_session(pk, by=None, at=at)
        done["opened"] += 1
    near = rows.filter(state__in=(_S.OPEN, _S.AT_RISK), starts_at__lte=at + BEFORE_START)
    for one in near.select_related("count"):
        if one.count.confirmed >= one.minimum:
            sessions.confirm_session(one.pk, by=None, at=at)
            done["confirmed"] += 1
        elif one.state == _S.OPEN:
            sessions.warn(one.pk, by=None, at=at)
            done["warned"] += 1
    for pk in _pks(rows.filter(state__in=TAKING_SESSIONS, starts_at__lte=at)):
        sessions.start(pk, by=None, at=at)
        done["started"] += 1
    for pk in _pks(rows.filter(state=_S.RUNNING, ends_at__lte=at)):
        sessions.end(pk, by=None, at=at)
        done["ended"] += 1
    return done


def _to_remind(*, at: datetime) -> QuerySet[Registration]:
    """Asked two days ago, on a day of work, and still without answer."""
    if add_working_days(paris_date(at) - timedelta(days=1), 1, good_friday=True) != paris_date(at):
        return Registration.objects.none()
    return Registration.objects.filter(
        state=_R.TO_VALIDATE,
        decision=Decision.NONE,
        registered_at__lte=at - REMIND_AFTER,
        session__starts_at__gt=at,
        session__state__in=TAKING_SESSIONS,
    ).exclude(events__kind="reminded")


def _pks(rows: QuerySet) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))
