"""Who may do what with requests for help, equipment and audits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.models import Position
from communes.rules import acts_for, communes_held, has_role, is_it_agent, is_town_hall
from communes.states import Role
from itsupport.states.orders import EDITABLE_STATES
from itsupport.states.tickets import TICKET_FLOW

if TYPE_CHECKING:
    from datetime import date

    from itsupport.models import Audit, AuditAction, EquipmentRequest, Quote, Ticket
    from portal.accounts.models import User


def is_desk(user: User) -> bool:
    """Those who answer the requests: the IT service, and the administrator in its absence."""
    return is_it_agent(user) or has_role(user, Role.ADMINISTRATOR)


def may_ask_for_help(user: User) -> bool:
    """Anybody of a town hall."""
    return is_town_hall(user)


def may_read_help(user: User) -> bool:
    """Each its own: a town hall its requests, the desk every one."""
    return is_town_hall(user) or is_desk(user)


def may_speak(user: User, ticket: Ticket) -> bool:
    """The commune that asked, and the desk."""
    mine = ticket.commune_id is not None and acts_for(user, ticket.commune_id)
    return mine or is_desk(user)


def may_move(user: User, ticket: Ticket, verb: str) -> bool:
    """The buttons of the desk: those that the state allows."""
    return is_desk(user) and verb in {t.verb for t in TICKET_FLOW.possible(ticket.state)}


def may_see_equipment(user: User) -> bool:
    """Each its own: a town hall its machines, the desk every one."""
    return is_town_hall(user) or is_desk(user)


AGREEING = (Role.MAYOR, Role.DEPUTY)
"""Who commits the commune to a quote: nobody agrees in their place."""


def may_ask_equipment(user: User) -> bool:
    """A town hall asks for itself, the desk for the one that telephones."""
    return is_town_hall(user) or is_desk(user)


def may_edit_request(user: User, request: EquipmentRequest) -> bool:
    """While nobody has quoted it."""
    mine = acts_for(user, request.commune_id) or is_desk(user)
    return mine and request.state in EDITABLE_STATES


def agreeing(user: User) -> frozenset[int]:
    """The communes that she may commit today, as their mayor or deputy."""
    return communes_held(user, *AGREEING)


def may_agree(user: User, quote: Quote, *, on: date) -> bool:
    """The mayor or a deputy of that very commune, on that day."""
    positions = Position.objects.on(on).filter(commune_id=quote.commune_id, role__in=AGREEING)
    return positions.filter(person__user_id=user.pk).exists()


def may_audit(user: User) -> bool:
    """Prepares, visits, words and gives the audits."""
    return is_desk(user)


def may_read_audits(user: User) -> bool:
    """A town hall its own, once given; the desk every one."""
    return is_town_hall(user) or is_desk(user)


def may_answer_audit(user: User, audit: Audit) -> bool:
    """The desk, until the audit is given."""
    return is_desk(user) and not audit.is_given


def may_decide(user: User, action: AuditAction) -> bool:
    """The commune whose action it is, and the desk with it."""
    return acts_for(user, action.commune_id) or is_desk(user)
