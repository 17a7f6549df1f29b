"""The training plan as a town hall reads it: what was published, and what becomes of its own wishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.documents.facts import as_values
from portal.documents.models import Document
from training.models import Session, Wish
from training.queries.needs import with_what_is_said
from training.queries.wish_page import PLAN
from training.states.sessions import HIDDEN_SESSIONS
from training.states.wishes import ASKED_WISHES

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class PublishedPlan:
    """`facts`: those of the document, as they were that day; `own`: each wish of today, its session once announced.

    `sessions`: those of the document, each with its key, None where it is no longer shown.
    """

    document: Document
    facts: dict[str, Any]
    own: list[tuple[Wish, Session | None]]
    sessions: list[tuple[dict[str, Any], int | None]]


def published_plan(user: User, campaign_id: int) -> PublishedPlan | None:
    """The latest published of a campaign; None before. Three questions."""
    rows = Document.objects.visible_to(user).filter(
        kind=PLAN, subject_id=campaign_id, failed_at=None
    )
    document = rows.order_by("-asked_at", "-pk").first()
    if document is None:
        return None
    facts: dict[str, Any] = as_values(document.facts)
    wishes = Wish.objects.visible_to(user).filter(campaign=campaign_id, state__in=ASKED_WISHES)
    own = with_what_is_said(wishes).order_by("commune__name_sort", "priority", "pk")
    numbers = [one["number"] for one in facts["sessions"]]
    shown = Session.objects.filter(number__in=numbers).exclude(state__in=HIDDEN_SESSIONS)
    keys = dict(shown.values_list("number", "pk"))
    return PublishedPlan(
        document=document,
        facts=facts,
        own=[(one, _announced(one)) for one in own],
        sessions=[(one, keys.get(one["number"])) for one in facts["sessions"]],
    )


def _announced(wish: Wish) -> Session | None:
    session = wish.session
    return session if session is not None and session.state not in HIDDEN_SESSIONS else None
