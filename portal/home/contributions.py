"""The two entries that belong to no app: the home page, and the team's workbench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.web import navigation

if TYPE_CHECKING:
    from portal.accounts.models import User


def _is_team(user: User) -> bool:
    return user.acting is not None and user.acting.team


navigation.register("Accueil", "home:home", order=0, allow=lambda user: user.is_authenticated)
navigation.register("Gestion", "admin:index", order=90, allow=_is_team, team=True)
