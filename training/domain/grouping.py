"""From wishes to sessions: the manager keeps a proposal, drafts are made, the wishes know theirs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.journal.record import record
from portal.lib.refusal import Refusal
from training.domain.need_outcomes import tell_need
from training.domain.sessions import create_session
from training.models import Course, DemandCluster, NeedsCampaign, Wish
from training.queries.needs import with_what_is_said
from training.states.wishes import UNMET_WISHES, WISH_FLOW

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from portal.accounts.models import User
    from training.domain.sessions import SessionPlan
    from training.models import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """One session of a proposal. `people`: how many of each commune, by its key, are expected there."""

    plan: SessionPlan
    people: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the manager keeps: kilometres one way, in all, and those to the one central room."""

    campaign_id: int
    course_id: int
    wish_ids: tuple[int, ...]
    rooms: int
    kilometres: float
    central_kilometres: float
    sessions: tuple[Prepared, ...]


@transaction.atomic
def prepare_sessions(proposal: Proposal, *, by: User, at: datetime) -> DemandCluster:
    """Drafts of sessions for the wishes of a course; each wish is told its own, nearest first.

    Refusal: a wish was decided meanwhile, a room or a trainer is taken at those hours.
    """
    campaign = NeedsCampaign.objects.locked(proposal.campaign_id)
    wishes = _held(proposal.wish_ids, proposal.course_id)
    made = [create_session(one.plan, by=by, at=at) for one in proposal.sessions]
    cluster = DemandCluster.objects.create(
        campaign=campaign,
        course=Course.objects.get(pk=proposal.course_id),
        rooms=proposal.rooms,
        people=sum(wish.people for wish in wishes),
        kilometres=round(proposal.kilometres),
        central_kilometres=round(proposal.central_kilometres),
        kept_at=at,
        kept_by=by,
    )
    cluster.sessions.set(made)
    for wish, session in _shared(wishes, made, [one.people for one in proposal.sessions]):
        WISH_FLOW.apply(
            "cluster", wish, by=by, at=at,
            cluster=cluster, session=session, decided_at=at, reason="",
        )  # fmt: skip
        tell_need(wish, by=by, at=at)
    record("prepare", cluster, by=by, at=at, sessions=[one.number for one in made])
    return cluster


def _held(wish_ids: Collection[int], course_id: int) -> list[Wish]:
    """Held in the order of their keys, given in that of their priority."""
    rows = Wish.objects.select_for_update(of=("self",)).filter(
        pk__in=wish_ids, course=course_id, state__in=UNMET_WISHES
    )
    held = with_what_is_said(rows).select_related("need").order_by("pk")
    wishes = sorted(held, key=lambda one: (one.priority, one.pk))
    if not wishes or len(wishes) < len(set(wish_ids)):
        raise Refusal("Des souhaits ont changé entre-temps : relisez la demande.")
    return wishes


def _shared(
    wishes: Sequence[Wish], sessions: Sequence[Session], people: Sequence[Mapping[int, int]]
) -> list[tuple[Wish, Session]]:
    """Each wish with a session where its commune is expected, as long as places are left for it there.

    Several agents of one wish may be expected in two sessions: the wish names the one that takes most of them.
    """
    left = [Counter(one) for one in people]
    found = []
    for wish in wishes:
        rank = max(range(len(sessions)), key=lambda n: (left[n][wish.commune_id], -n))
        left[rank][wish.commune_id] -= wish.people
        found.append((wish, sessions[rank]))
    return found
