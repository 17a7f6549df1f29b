"""A need of a commune that became a wish: what becomes of the wish is written back on the need, for the commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from communes.models import Need
from communes.states import NEED_FLOW, NeedState
from training.states.wishes import WishState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from training.models import Wish

VERBS = {
    WishState.SUBMITTED: "release",
    WishState.CLUSTERED: "plan",
    WishState.SATISFIED: "complete",
    WishState.POSTPONED: "release",
    WishState.REFUSED: "set_aside",
}
"""What the need does as its wish enters a state."""


def tell_need(wish: Wish, *, by: User | None, at: datetime) -> None:
    """Write the outcome of a wish on the need it came from, if it did. Its commune reads it on its own page."""
    if wish.need_id is None:
        return
    need = Need.objects.locked(wish.need_id)
    outcome = _outcome(wish)
    changes = {"outcome": outcome, "outcome_url": reverse("training:wish_list") if outcome else ""}
    verb = _verb_for(WishState(wish.state), need)
    if verb:
        NEED_FLOW.apply(verb, need, by=by, at=at, told={"outcome": outcome}, **changes)
    elif need.state in (NeedState.TO_STUDY, NeedState.RETAINED):
        Need.objects.filter(pk=need.pk).update(**changes)


def _verb_for(state: WishState, need: Need) -> str:
    """The verb that the need's own state allows; empty when it stays where it is."""
    if state in (WishState.SUBMITTED, WishState.POSTPONED) and need.state == NeedState.SET_ASIDE:
        return "reopen"
    verb = VERBS.get(state, "")
    return verb if verb and need.state in NEED_FLOW.transitions[verb].sources else ""


def _outcome(wish: Wish) -> str:
    """In words, 300 characters at most; empty while it is only studied."""
    return {
        WishState.CLUSTERED: f"Session de formation en préparation : {wish.course}",
        WishState.SATISFIED: f"Formation donnée : {wish.course}",
        WishState.POSTPONED: f"Reporté : {wish.reason}",
        WishState.REFUSED: f"Non retenu : {wish.reason}",
    }.get(WishState(wish.state), "")[:300]
