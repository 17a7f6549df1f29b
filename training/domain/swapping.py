"""Two people of two town halls change sessions of the same course: one proposes, the other accepts, both travel less.

Both sessions are held, in the order of their keys, before anything is read again: what was true when it was shown is
true when it is done, or it is refused.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from portal.journal.record import record
from portal.lib.dates import instant_in_words
from portal.lib.refusal import Refusal
from portal.lib.text import commune_of, sentence
from training.domain.log import log
from training.domain.seating import (
    NO_SEAT,
    call_again,
    everybody,
    hold_two,
    leave_seat,
    next_rank,
    take_half_days,
)
from training.domain.telling import tell
from training.models import Registration, Session, SwapProposal
from training.queries.swaps import changes_end, gain_in_words, possible_swaps
from training.queries.wording import dates_in_words
from training.states.registrations import REGISTRATION_FLOW, EventKind, RegistrationState
from training.states.swaps import SWAP_FLOW

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from training.swaps import Swap

TO_ANSWER = timedelta(hours=72)
GONE = "Cet échange n’est plus possible : une place, une date ou une salle a changé."
AGREED = (
    "needs_approval",
    "decision",
    "decided_at",
    "decided_as",
    "decided_via",
    "priority",
    "registered_by",
)
"""What goes with somebody from one session to the other: the word of her mayor, first of all."""


@transaction.atomic
def propose_swap(
    registration_id: int, other_id: int, *, by: User | None, at: datetime
) -> SwapProposal:
    """Ask the other town hall, which has three days, or until the seats may no longer be changed.

    Refusal when they would not both gain, or one of them is asked already.
    """
    one, other = hold_two(registration_id, other_id, by=by)
    with everybody(by):
        swap = _checked(one, other, at=at)
        proposal = _written(one, other, swap, by=by, at=at)
        record("propose_swap", proposal, by=by, at=at)
        log(one, EventKind.SWAP_ASKED, by=by, at=at, commune=other.commune.name)
        reason = f"{sentence(gain_in_words(swap.other_saves, swap.saves))}."
        event = log(other, EventKind.SWAP_OFFERED, by=None, at=at, reason=reason)
        tell(
            event,
            other,
            other=one.commune.name,
            before=dates_in_words(one.session),
            until=proposal.until,
            at=at,
        )
    return proposal


@transaction.atomic
def accept_swap(proposal_id: int, *, by: User | None, at: datetime) -> Registration:
    """The second yes: they change places, each with the seat of the other. Returns her new registration.

    Refusal from the very instant of the deadline, or when anything keeps one of them from going there now.
    """
    proposal, one, other = _held(proposal_id, by=by)
    with everybody(by):
        SWAP_FLOW.check("accept_swap", proposal)
        if proposal.until <= at:
            raise Refusal(f"On pouvait répondre jusqu’au {instant_in_words(proposal.until)}.")
        _checked(one, other, at=at)
        SWAP_FLOW.apply("accept_swap", proposal, by=by, at=at, closed_at=at)
        return _change_places(one, other, by=by, at=at)


@transaction.atomic
def refuse_swap(proposal_id: int, *, by: User | None, at: datetime) -> None:
    """The other town hall keeps its seat; who proposed is told."""
    _close(proposal_id, "refuse_swap", "l’autre mairie garde sa place", by=by, at=at)


@transaction.atomic
def withdraw_swap(proposal_id: int, *, by: User | None, at: datetime) -> None:
    """Who proposed thinks better of it; the other is told."""
    _close(proposal_id, "withdraw_swap", "la proposition est retirée", by=by, at=at)


@transaction.atomic
def lapse_swap(proposal_id: int, *, at: datetime) -> bool:
    """Close a proposal whose hour has come, or of which a seat is gone. False when it may still be answered."""
    proposal, one, other = _held(proposal_id, by=None)
    still = one.state == other.state == RegistrationState.CONFIRMED
    if not SwapProposal.objects.over(at=at).filter(pk=proposal.pk).exists():
        return False
    SWAP_FLOW.apply("lapse_swap", proposal, by=None, at=at, closed_at=at)
    reason = "personne n’a répondu à temps" if still else "l’autre place n’est plus à échanger"
    for who in (one,) if still else (one, other):
        if who.state == RegistrationState.CONFIRMED:
            tell(log(who, EventKind.SWAP_CLOSED, by=None, at=at, reason=reason), who, at=at)
    return True


def _held(proposal_id: int, *, by: User | None) -> tuple[SwapProposal, Registration, Registration]:
    """Sessions, registrations, then the proposal: everybody takes them in this order."""
    found = SwapProposal.objects.get(pk=proposal_id)
    one, other = hold_two(found.asker_id, found.asked_id, by=by)
    with everybody(by):
        return SwapProposal.objects.locked(proposal_id), one, other


def _checked(one: Registration, other: Registration, *, at: datetime) -> Swap:
    found = possible_swaps(one, at=at).get(other.pk)
    if found is None:
        raise Refusal(GONE)
    return found[1]


def _written(
    one: Registration, other: Registration, swap: Swap, *, by: User | None, at: datetime
) -> SwapProposal:
    ends = [changes_end(one.session), changes_end(other.session)]
    try:
        with transaction.atomic():
            return SwapProposal.objects.create(
                asker=one,
                commune_id=one.commune_id,
                asked=other,
                asked_commune_id=other.commune_id,
                asker_saves=swap.saves,
                asked_saves=swap.other_saves,
                proposed_at=at,
                proposed_by=by,
                until=min(at + TO_ANSWER, *(end for end in ends if end is not None)),
            )
    except IntegrityError as error:
        if "swap_proposed_once" not in str(error) and "swap_asked_once" not in str(error):
            raise
        raise Refusal("Un échange est déjà proposé : attendez la réponse.") from error


def _close(proposal_id: int, verb: str, reason: str, *, by: User | None, at: datetime) -> None:
    proposal, one, other = _held(proposal_id, by=by)
    told = other if verb == "withdraw_swap" else one
    with everybody(by):
        SWAP_FLOW.apply(verb, proposal, by=by, at=at, closed_at=at)
        if told.state == RegistrationState.CONFIRMED:
            tell(log(told, EventKind.SWAP_CLOSED, by=None, at=at, reason=reason), told, at=at)


def _change_places(
    one: Registration, other: Registration, *, by: User | None, at: datetime
) -> Registration:
    """Both leave, then both come: no instant at which a seat is nobody's, for both sessions are held."""
    seats = {one.pk: one.seat, other.pk: other.seat}
    for who in (one, other):
        REGISTRATION_FLOW.apply("swap", who, by=by, at=at, cancelled_at=at, **NO_SEAT)
        leave_seat(who)
    new_one = _comes(one, other.session, seats[other.pk], at=at)
    new_other = _comes(other, one.session, seats[one.pk], at=at)
    for new in (new_one, new_other):
        take_half_days(new)
    for old, new in ((one, new_one), (other, new_other)):
        out = log(old, EventKind.SWAPPED_OUT, by=None, at=at, to=new.pk)
        tell(out, old, before=dates_in_words(new.session), at=at)
        into = log(new, EventKind.SWAPPED_IN, by=None, at=at, of=old.pk)
        tell(into, new, other=commune_of(old.commune.name), at=at)
    for session_id in sorted((one.session_id, other.session_id)):
        call_again(session_id, [one.person_id, other.person_id], by=by, at=at)
    return new_other


def _comes(who: Registration, session: Session, seat: int | None, *, at: datetime) -> Registration:
    """A new registration, hence new invitations (RFC 5546); the seat is the one that the other leaves."""
    mine = Registration.objects.seated().filter(session=session, commune_id=who.commune_id)
    taken = set(mine.values_list("commune_seat", flat=True))
    agreed: dict[str, Any] = {name: getattr(who, name) for name in AGREED}
    new = Registration.objects.create(
        session=session,
        commune=who.commune,
        person=who.person,
        registered_at=at,
        state=RegistrationState.CONFIRMED,
        rank=next_rank(session),
        seat=seat,
        commune_seat=next(n for n in range(1, len(taken) + 2) if n not in taken),
        **agreed,
    )
    record("receive_swap", new, by=None, at=at, swapped=who.pk)
    return new
