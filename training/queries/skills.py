"""Who knows what: theme by theme, who offers her help and where to call."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from communes.models import Position
from portal.lib.dates import paris_date
from training.models import SkillOffer, Theme

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


def helpers(user: User, *, at: datetime) -> list[tuple[Theme, list[SkillOffer]]]:
    """The themes on which somebody helps, with those who still serve a town hall that day."""
    serving = Position.objects.on(paris_date(at)).exclude(commune=None)
    offers = (
        SkillOffer.objects.visible_to(user)
        .filter(user__in=serving.values("person__user"))
        .select_related("theme", "commune")
        .order_by("theme__position", "theme__name", "commune__name_sort", "name")
    )
    return [(theme, list(rows)) for theme, rows in groupby(offers, key=lambda one: one.theme)]
