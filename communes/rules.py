"""Who is who. The other apps' rules are written with these words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.states import ELECTED_ROLES, Role
from portal.walls.acting import NOBODY

if TYPE_CHECKING:
    from communes.models import Commune, Need, Site
    from portal.accounts.models import User
    from portal.walls.acting import Acting


def acting(user: User) -> Acting:
    """For whom this person acts: set by the middleware, nobody otherwise."""
    return getattr(user, "acting", None) or NOBODY


def has_role(user: User, *roles: Role) -> bool:
    return not acting(user).roles.isdisjoint(roles)


def is_manager(user: User) -> bool:
    return has_role(user, Role.MANAGER, Role.ADMINISTRATOR)


def is_it_agent(user: User) -> bool:
    return has_role(user, Role.IT_AGENT)


def is_administrator(user: User) -> bool:
    return has_role(user, Role.ADMINISTRATOR)


def is_team(user: User) -> bool:
    """Manager, IT agent or administrator: they see every commune."""
    return acting(user).team


def is_reader(user: User) -> bool:
    """The team, and those who read for the council."""
    return is_team(user) or has_role(user, Role.READER)


def is_secretary(user: User) -> bool:
    return has_role(user, Role.SECRETARY)


def is_mayor(user: User) -> bool:
    return has_role(user, Role.MAYOR)


def is_elected(user: User) -> bool:
    return has_role(user, *ELECTED_ROLES)


def is_town_hall(user: User) -> bool:
    """Someone who acts for at least one commune."""
    return bool(acting(user).communes)


def is_anyone(user: User) -> bool:
    """Any signed-in person with a live position."""
    return bool(acting(user).roles)


def acts_for(user: User, commune_id: int) -> bool:
    """A person of this commune, not the team."""
    return commune_id in acting(user).communes


def communes_held(user: User, *roles: Role) -> frozenset[int]:
    """The communes in which a person has one of these roles: she may be secretary here, councillor there."""
    return frozenset(commune_id for role, commune_id in acting(user).held if role in roles)


def may_edit_commune(user: User, commune: Commune) -> bool:
    return acts_for(user, commune.pk) or is_manager(user)


def may_edit_site(user: User, site: Site) -> bool:
    return acts_for(user, site.commune_id) or is_manager(user)


def may_answer_need(user: User, need: Need) -> bool:
    return is_manager(user)


def may_open_accounts(user: User) -> bool:
    return is_manager(user)


def may_keep_sheets(user: User) -> bool:
    """Keeps the sheet of at least one commune: its town hall, or the manager."""
    return is_town_hall(user) or is_manager(user)
