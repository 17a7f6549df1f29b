"""What changing sessions gives: somebody of another town hall waits for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.rules import communes_held
from portal.home import registry
from portal.lib.dates import instant_in_words
from portal.lib.text import of
from training import rules
from training.contributions.registrations import MOST, still, to_answer
from training.models import SwapProposal
from training.queries.swaps import gain_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@registry.due
def swaps_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """One of her agents, or herself, is asked to change sessions: how long still."""
    held = communes_held(user, *rules.REGISTERING)
    rows = SwapProposal.objects.visible_to(user).waiting(at=at)
    rows = rows.filter(asked_commune__in=held) | rows.filter(asked__person__user_id=user.pk)
    found = rows.select_related(
        "asked__person", "asked__commune", "commune", "asked__session__course"
    )
    (asked,) = yield registry.Asked(found.order_by("until")[:MOST])
    for one in asked:
        gain = gain_in_words(one.asked_saves, one.asker_saves)
        until = f"Réponse avant {instant_in_words(one.until)}, {still(at, one.until)}."
        yield to_answer(
            one.asked,
            on=one.until,
            title=f"{one.asked.person} : échanger de session ?",
            text=f"« {one.asked.session.course} », avec quelqu’un {of(one.commune.name)} : {gain}. {until}",
            button="Lire et répondre",
            sign="échange proposé",
            icon="arrow-left-right",
        )
