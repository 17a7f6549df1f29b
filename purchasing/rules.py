"""Who may do what in group purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.rules import acts_for, communes_held, is_manager, is_town_hall
from communes.states import Role
from purchasing.states import CAMPAIGN_FLOW, CampaignState

if TYPE_CHECKING:
    from portal.accounts.models import User
    from purchasing.models import Adhesion, Campaign, Participation


ANSWERING_ROLES = (
    Role.SECRETARY,
    Role.MAYOR,
    Role.DEPUTY,
    Role.TECHNICIAN,
    Role.PURCHASE_REFERENT,
)
"""Who says what a commune buys. Its councillors and other referents read it."""


def may_run_campaigns(user: User) -> bool:
    return is_manager(user)


def may_look_up_answers(user: User) -> bool:
    """A town hall, its own answers; the manager, every one."""
    return is_town_hall(user) or is_manager(user)


def may_move(user: User, campaign: Campaign, verb: str) -> bool:
    """The buttons of a campaign: the manager's, and only those its state allows."""
    possible = {t.verb for t in CAMPAIGN_FLOW.possible(campaign.state)}
    return verb in possible and may_run_campaigns(user)


def answered_for(user: User) -> frozenset[int]:
    """The communes whose answers she writes; those of her other communes, she reads."""
    return communes_held(user, *ANSWERING_ROLES)


def may_answer(user: User, participation: Participation) -> bool:
    """A town hall answers for itself while the campaign is open; the manager, by phone, for it."""
    open_now = participation.campaign.state == CampaignState.OPEN
    return open_now and (participation.commune_id in answered_for(user) or is_manager(user))


def may_vote_adhesion(user: User, adhesion: Adhesion) -> bool:
    """A town hall gives its own deliberation back."""
    return acts_for(user, adhesion.commune_id)
