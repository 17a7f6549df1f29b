"""What the clock brings: offers and holds that end, mayors to ask, sessions that open, begin and end."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F

from portal.lib.refusal import Refusal
from portal.walls.acting import wall_for_all
from training.domain import sessions
from training.domain.asking_mayors import ask_mayor, mayors_to_ask
from training.domain.decisions import lapse
from training.domain.offers import expire_offer
from training.domain.seating import call_freed
from training.domain.swapping import lapse_swap
from training.domain.trainer_links import send_link, trainers_to_invite
from training.models import Registration, Session, SwapProposal
from training.states.registrations import RegistrationState
from training.states.sessions import TAKING_SESSIONS, SessionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

_R, _S = RegistrationState, SessionState
BEFORE_START = timedelta(days=15)
"""When a session without enough people is said to be at risk."""


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of thing that is due: the keys of those that are, at an hour; the verb that does one of them.

    The verb gives False when there was nothing to do.
    """

    name: str
    due: Callable[[datetime], Iterable[Any]]
    act: Callable[[Any, datetime], object]


def sweep(*, at: datetime, durable: bool = True) -> Counter[str]:
    """Everything that is due, each in a transaction of its own, by the verbs that people use; what was done, counted.

    One that fails stops none of the others, and holds nothing any more when the next begins. `durable=False`: within
    the caller's transaction.
    """
    return _walk(STEPS, at=at, durable=durable)


def move_sessions(*, at: datetime) -> Counter[str]:
    """Open, confirm or warn a fortnight before, begin, end; within the caller's transaction."""
    return _walk(OF_SESSIONS, at=at, durable=False)


def _walk(steps: Sequence[Step], *, at: datetime, durable: bool) -> Counter[str]:
    done: Counter[str] = Counter()
    for step in steps:
        with wall_for_all(durable=durable):
            due = list(step.due(at))
        done[step.name] += sum(_is_done(step, key, at=at, durable=durable) for key in due)
    return done


def _is_done(step: Step, key: object, *, at: datetime, durable: bool) -> bool:
    try:
        with wall_for_all(durable=durable):
            return step.act(key, at) is not False
    except Refusal as refusal:  # somebody did it meanwhile
        logger.info(
            "training.not_swept", extra={"step": step.name, "row": key, "why": f"{refusal}"}
        )
    except Exception:  # a fault of this one alone must not stop the others
        logger.exception("training.not_swept", extra={"step": step.name, "row": key})
    return False


def _sessions(*states: SessionState, **which: Any) -> list[int]:
    rows = Session.objects.filter(state__in=states, **which)
    return list(rows.order_by("starts_at", "pk").values_list("pk", flat=True))


def _near(at: datetime, *states: SessionState) -> QuerySet[Session]:
    rows = Session.objects.filter(state__in=states, starts_at__lte=at + BEFORE_START)
    return rows.order_by("starts_at", "pk")


def _enough(at: datetime) -> list[int]:
    rows = _near(at, _S.OPEN, _S.AT_RISK).filter(count__confirmed__gte=F("minimum"))
    return list(rows.values_list("pk", flat=True))


def _too_few(at: datetime) -> list[int]:
    rows = _near(at, _S.OPEN).filter(count__confirmed__lt=F("minimum"))
    return list(rows.values_list("pk", flat=True))


def _to_call(_at: datetime) -> list[int]:
    """Sessions with a free seat and somebody who waits."""
    rows = Session.objects.taking().filter(
        registrations__state=_R.WAITING, count__held__lt=F("maximum")
    )
    return sorted(set(rows.values_list("pk", flat=True)))


def _pks(rows: QuerySet) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


OF_SESSIONS = (
    Step(
        "opened",
        lambda at: _sessions(_S.PUBLISHED, opens_at__lte=at),
        lambda pk, at: sessions.open_session(pk, by=None, at=at),
    ),
    Step("confirmed", _enough, lambda pk, at: sessions.confirm_session(pk, by=None, at=at)),
    Step("warned", _too_few, lambda pk, at: sessions.warn(pk, by=None, at=at)),
    Step(
        "started",
        lambda at: _sessions(*TAKING_SESSIONS, starts_at__lte=at),
        lambda pk, at: sessions.start(pk, by=None, at=at),
    ),
    Step(
        "ended",
        lambda at: _sessions(_S.RUNNING, ends_at__lte=at),
        lambda pk, at: sessions.end(pk, by=None, at=at),
    ),
)
STEPS = (
    Step(
        "expired",
        lambda at: _pks(Registration.objects.filter(offer_until__lte=at)),
        lambda pk, at: expire_offer(pk, at=at),
    ),
    Step(
        "lapsed",
        lambda at: _pks(Registration.objects.filter(hold_until__lte=at)),
        lambda pk, at: lapse(pk, at=at),
    ),
    Step(
        "swaps",
        lambda at: _pks(SwapProposal.objects.over(at=at)),
        lambda pk, at: lapse_swap(pk, at=at),
    ),
    Step("asked", lambda at: mayors_to_ask(at=at), lambda pk, at: ask_mayor(pk, at=at)),
    *OF_SESSIONS,
    Step(
        "invited",
        lambda at: trainers_to_invite(at=at),
        lambda pair, at: send_link(*pair, by=None, at=at),
    ),
    Step("called", _to_call, lambda pk, at: call_freed(pk, at=at)),
)
