"""With whom somebody may change sessions, and what was proposed: both town halls' sides, without the other's names.

They read the registrations of every commune, behind an opened wall; what they give of another commune is its name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from portal.lib.text import NBSP
from portal.walls.acting import wall_for_all
from training.models import Registration, Session, SlotHolding, SwapProposal
from training.queries.boards import refused_people
from training.queries.session_page import listed_rows
from training.queries.travel import drive_to, town_hall_point
from training.queries.wording import days_in_words, places_in_words
from training.states.registrations import RegistrationState
from training.states.sessions import TAKING_SESSIONS
from training.states.swaps import SwapState
from training.swaps import Traveller, swaps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from training.swaps import Swap

_R = RegistrationState
SHOWN = 3
"""A choice, not a list: those that save most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A swap as one of both sides reads it: where she would go, and what each would save."""

    key: int
    """Of the other registration, or of the proposal once there is one."""
    commune: str
    session: Session
    saves: int
    other_saves: int
    until: datetime | None = None

    @property
    def gain(self) -> str:
        return gain_in_words(self.saves, self.other_saves)

    @property
    def when(self) -> str:
        return days_in_words(self.session)

    @property
    def where(self) -> str:
        return places_in_words(self.session)


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapPage:
    """What a town hall may propose, what it proposed, what it is asked."""

    offers: list[Exchange]
    asking: Exchange | None = None
    asked: Exchange | None = None


def gain_in_words(saves: int, other_saves: int) -> str:
    """« vous feriez 18 km de moins à l’aller, elle 12 km », « elle autant qu’aujourd’hui »."""
    mine = (
        f"vous feriez {saves}{NBSP}km de moins à l’aller"
        if saves
        else "vous feriez autant de route"
    )
    hers = f"elle {other_saves}{NBSP}km de moins" if other_saves else "elle autant qu’aujourd’hui"
    return f"{mine}, {hers}"


def changes_end(session: Session) -> datetime | None:
    """Until when a seat may be changed for another: the last hour to leave, else the beginning."""
    return session.cancel_until or session.starts_at


def may_change(session: Session, *, at: datetime) -> bool:
    """Still ahead, and open for changes."""
    ends = [end for end in (changes_end(session), session.starts_at) if end is not None]
    return session.state in TAKING_SESSIONS and bool(ends) and at < min(ends)


def swap_page(one: Registration, *, at: datetime) -> SwapPage | None:
    """`one` comes from `with_what_is_shown`. None for who has no seat to change."""
    if one.state != _R.CONFIRMED:
        return None
    with wall_for_all():
        rows = SwapProposal.objects.waiting(at=at).filter(Q(asker=one) | Q(asked=one))
        proposals = list(
            rows.select_related("commune", "asked_commune", "asker", "asked").defer(
                "commune__outline", "asked_commune__outline"
            )
        )
        others = {row.asked.session_id for row in proposals} | {
            row.asker.session_id for row in proposals
        }
        sessions = {row.pk: row for row in listed_rows().filter(pk__in=others)} if others else {}
        found = possible_swaps(one, at=at)
        taken = _taken(found) if found else set()
    asking = next((_asking(row, sessions) for row in proposals if row.asker_id == one.pk), None)
    asked = next((_asked(row, sessions) for row in proposals if row.asked_id == one.pk), None)
    offers = [] if asking or asked else _choice(found, taken)
    return SwapPage(offers=offers, asking=asking, asked=asked)


def possible_swaps(one: Registration, *, at: datetime) -> dict[int, tuple[Registration, Swap]]:
    """By registration, those of the same course, as long, who may change places with her now, the best first.

    Each has a seat alone, the word of her mayor where the other session asks for it and none against it, a free seat
    for her commune there, and nothing else at those hours. The wall is open.
    """
    here = listed_rows().get(pk=one.session_id)
    if one.state != _R.CONFIRMED or one.together or not may_change(here, at=at):
        return {}
    rows = listed_rows().filter(course=here.course_id, starts_at__gt=at).exclude(pk=here.pk)
    there = {row.pk: row for row in rows if may_change(row, at=at) and _lasts(row) == _lasts(here)}
    if not there:
        return {}
    people = _seated_alone(there)
    sessions = {here.pk: here, **there}
    found = swaps_of(_traveller(one, sessions), [_traveller(row, sessions) for row in people])
    by_pk = {row.pk: row for row in people}
    pairs = {swap.key: (by_pk[swap.key], swap) for swap in found}
    return _without_obstacle(one, pairs, sessions) if pairs else {}


def _lasts(session: Session) -> int:
    return len(session.slots.all())


def _seated_alone(sessions: Iterable[int]) -> list[Registration]:
    rows = Registration.objects.filter(session__in=sessions, state=_R.CONFIRMED, together=None)
    return list(rows.select_related("commune").defer("commune__outline").order_by("pk"))


def _traveller(one: Registration, sessions: Mapping[int, Session]) -> Traveller:
    start = town_hall_point(one.commune)
    ways = {pk: drive_to(session, start) for pk, session in sessions.items()}
    return Traveller(one.pk, one.session_id, ways)


def _without_obstacle(
    one: Registration,
    pairs: Mapping[int, tuple[Registration, Swap]],
    sessions: Mapping[int, Session],
) -> dict[int, tuple[Registration, Swap]]:
    """Four questions, whatever the number of pairs."""
    everybody = [one.person_id, *(other.person_id for other, _ in pairs.values())]
    seats = Registration.objects.seated().filter(session__in=sessions)
    held = Counter(seats.values_list("session_id", "commune_id"))
    live = Registration.objects.live().filter(session__in=sessions, person__in=everybody)
    kept_out = set(live.values_list("session_id", "person_id"))
    kept_out |= refused_people(everybody, sessions)
    busy = list(
        SlotHolding.objects.filter(person__in=everybody).values_list(
            "person_id", "registration_id", "starts_at", "ends_at"
        )
    )

    def may_go(who: Registration, session: Session) -> bool:
        is_full = session.quota is not None and held[session.pk, who.commune_id] >= session.quota
        agreed = who.approved and (not session.needs_approval or bool(who.decided_at))
        clashes = any(
            person == who.person_id
            and registration != who.pk
            and any(slot.starts_at < end and start < slot.ends_at for slot in session.slots.all())
            for person, registration, start, end in busy
        )
        return (
            agreed and not is_full and not clashes and (session.pk, who.person_id) not in kept_out
        )

    return {
        key: (other, swap)
        for key, (other, swap) in pairs.items()
        if may_go(one, sessions[other.session_id]) and may_go(other, sessions[one.session_id])
    }


def _taken(found: Iterable[int]) -> set[int]:
    """Those of them who are asked already."""
    rows = SwapProposal.objects.filter(asked__in=list(found), state=SwapState.WAITING)
    return set(rows.values_list("asked_id", flat=True))


def _choice(found: Mapping[int, tuple[Registration, Swap]], taken: set[int]) -> list[Exchange]:
    """One a commune and session: who exactly does not matter to who proposes."""
    chosen: dict[tuple[int, int], Exchange] = {}
    for key, (other, swap) in found.items():
        if key not in taken:
            chosen.setdefault(
                (other.commune_id, other.session_id),
                Exchange(
                    key=key,
                    commune=other.commune.name,
                    session=other.session,
                    saves=swap.saves,
                    other_saves=swap.other_saves,
                ),
            )
    return list(chosen.values())[:SHOWN]


def _asking(row: SwapProposal, sessions: Mapping[int, Session]) -> Exchange:
    return Exchange(
        key=row.pk,
        commune=row.asked_commune.name,
        session=sessions[row.asked.session_id],
        saves=row.asker_saves,
        other_saves=row.asked_saves,
        until=row.until,
    )


def _asked(row: SwapProposal, sessions: Mapping[int, Session]) -> Exchange:
    return Exchange(
        key=row.pk,
        commune=row.commune.name,
        session=sessions[row.asker.session_id],
        saves=row.asked_saves,
        other_saves=row.asker_saves,
        until=row.until,
    )
