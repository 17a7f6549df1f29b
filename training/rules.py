"""Who may do what with courses, sessions and registrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.queries.deciding import deciding_positions
from communes.rules import (
    acts_for,
    communes_held,
    has_role,
    is_anyone,
    is_manager,
    is_team,
    is_town_hall,
)
from communes.states import Role
from training.states.sessions import SESSION_FLOW

if TYPE_CHECKING:
    from datetime import date

    from portal.accounts.models import User
    from training.models import Answer, Question, Registration, Session

REGISTERING = (Role.SECRETARY, Role.TRAINING_REFERENT, Role.MAYOR, Role.DEPUTY)
"""Who registers herself and the agents of her commune."""


def may_read_training(user: User) -> bool:
    """The catalogue is everybody's."""
    return is_anyone(user)


def may_run_sessions(user: User) -> bool:
    return is_manager(user)


def may_move_session(user: User, session: Session, verb: str) -> bool:
    """The buttons of the manager: those that the state allows."""
    return is_manager(user) and verb in {t.verb for t in SESSION_FLOW.possible(session.state)}


def may_register(user: User) -> bool:
    """Somebody of a town hall, for her commune; the manager, for the one that telephones."""
    return bool(communes_held(user, *REGISTERING)) or is_manager(user)


def may_register_for(user: User, commune_id: int) -> bool:
    return commune_id in communes_held(user, *REGISTERING) or is_manager(user)


def may_read_registrations(user: User) -> bool:
    """Each its own: a town hall its agents, the manager every one."""
    return is_town_hall(user) or is_manager(user)


def may_change_registration(user: User, registration: Registration) -> bool:
    """Who registers for the commune, and the person herself."""
    own = registration.person.user_id == user.pk
    return own or may_register_for(user, registration.commune_id)


def may_decide(user: User, registration: Registration, *, on: date) -> bool:
    """The mayor or a deputy of that very commune, on that day."""
    return may_approve(user, registration.commune_id, on=on)


def may_approve(user: User, commune_id: int, *, on: date) -> bool:
    """What engages a commune is its mayor's, or a deputy's, on that day."""
    return deciding_positions(commune_id, on=on).filter(person__user_id=user.pk).exists()


def may_read_wishes(user: User) -> bool:
    """What a town hall asked for is its own; the manager has the board."""
    return is_town_hall(user)


def may_say_wishes(user: User) -> bool:
    """Who registers for a commune says what its agents would learn."""
    return bool(communes_held(user, *REGISTERING))


def may_say_wishes_for(user: User, commune_id: int) -> bool:
    return commune_id in communes_held(user, *REGISTERING)


def may_collect_wishes(user: User) -> bool:
    """Campaigns of needs, the demand, what becomes of it."""
    return is_manager(user)


def may_read_exchange(user: User) -> bool:
    """Questions, answers and sheets: the town halls and the team."""
    return is_town_hall(user) or is_team(user)


def may_ask_others(user: User) -> bool:
    """Somebody of a town hall, for her commune."""
    return is_town_hall(user)


def may_edit_question(user: User, question: Question) -> bool:
    """Who asked it, as long as she acts for the commune that she asked it for."""
    return question.author_id == user.pk and acts_for(user, question.commune_id)


def may_withdraw_question(user: User, question: Question) -> bool:
    return may_edit_question(user, question) or is_manager(user)


def may_edit_answer(user: User, answer: Answer) -> bool:
    """Who wrote it, for the same commune, or for the team."""
    ours = is_team(user) if answer.commune_id is None else acts_for(user, answer.commune_id)
    return answer.author_id == user.pk and ours


def may_withdraw_answer(user: User, answer: Answer) -> bool:
    return may_edit_answer(user, answer) or is_manager(user)


def may_accept_answer(user: User, question: Question) -> bool:
    """Who asked, and the manager."""
    return may_edit_question(user, question) or is_manager(user)


def may_keep_sheets(user: User) -> bool:
    """Practice sheets, and the agenda of the meetings."""
    return is_manager(user)


def may_read_costs(user: User) -> bool:
    """Each its own: a town hall its shares, the manager every one."""
    return is_town_hall(user) or is_manager(user)


def may_read_own_opinions(user: User) -> bool:
    """Who gives sessions and has an account."""
    return has_role(user, Role.TRAINER)


def may_read_records(user: User) -> bool:
    """Each her own, a town hall its agents, the manager every one; the pages say which."""
    return is_town_hall(user) or is_manager(user)


def may_read_own_year(user: User) -> bool:
    """Somebody of a town hall, for her commune."""
    return is_town_hall(user)
