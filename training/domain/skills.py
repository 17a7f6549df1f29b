"""« Je sais faire, je peux aider »: what a person offers, theme by theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.journal.record import record
from portal.walls.acting import wall_for_all
from training.models import SkillOffer, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def offer_skills(
    commune_id: int, words: Mapping[int, str], *, by: User, at: datetime
) -> tuple[int, int]:
    """She helps on exactly these themes (id → a word on it, may be empty). Returns how many began, how many ended.

    What she offered in a commune that she left goes with her.
    """
    before = {row.theme_id: row for row in SkillOffer.objects.filter(user=by)}
    themes = {theme.pk: theme for theme in Theme.objects.filter(pk__in=words)}
    with wall_for_all(user_id=by.pk):
        for pk, row in before.items():
            if pk not in themes:
                record("stop_helping", row, by=by, at=at)
                row.delete()
            else:
                row.word, row.commune_id, row.name = words[pk][:160], commune_id, str(by)[:120]
                row.save(update_fields=["word", "commune", "name"])
    for pk in themes.keys() - before.keys():
        row = SkillOffer.objects.create(
            user=by,
            commune_id=commune_id,
            theme=themes[pk],
            name=str(by)[:120],
            word=words[pk][:160],
            since=at,
        )
        record("help", row, by=by, at=at)
    return len(themes.keys() - before.keys()), len(before.keys() - themes.keys())
