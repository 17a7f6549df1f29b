"""The searches of the inbox that somebody keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsupport.models import SavedView
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST = 20


def keep_view(name: str, query: str, *, by: User) -> SavedView:
    """Under a name of one's own; the same name again takes the new search."""
    title = " ".join(name.split())[:60]
    if not title:
        raise Refusal("Donnez un nom à cette vue.")
    if SavedView.objects.filter(owner=by).exclude(name=title).count() >= MOST:
        raise Refusal(f"Vous gardez déjà {MOST} vues : retirez-en une.")
    view, _ = SavedView.objects.update_or_create(
        owner=by, name=title, defaults={"query": query[:500]}
    )
    return view


def drop_view(view_id: int, *, by: User) -> None:
    """One's own only."""
    SavedView.objects.filter(pk=view_id, owner=by).delete()
