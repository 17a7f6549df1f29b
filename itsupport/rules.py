"""Who may do what with requests for help, equipment and audits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.rules import acts_for, has_role, is_it_agent, is_town_hall
from communes.states import Role
from itsupport.states.tickets import TICKET_FLOW

if TYPE_CHECKING:
    from itsupport.models import Audit, AuditAction, Ticket
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
