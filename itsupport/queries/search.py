"""Finding requests by their words: the title's and the messages', each by its index, the latest first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Func, Value

from itsupport.models import Ticket, TicketMessage

if TYPE_CHECKING:
    from portal.accounts.models import User

_REF = re.compile(r"(?:\d{4}-)?\d{1,5}")
ENOUGH = 200
"""Matches taken from each index before they are sorted: a word that everybody writes stays cheap."""


class _Folded(Func):
    function = "folded"


def found_tickets(user: User, query: str, *, limit: int) -> list[Ticket]:
    """At most `limit` requests that this person may see, the latest moved first."""
    text = " ".join(query.split())
    if not text:
        return []
    rows = Ticket.objects.visible_to(user)
    if _REF.fullmatch(text):
        by_ref = rows.filter(ref__endswith=text.zfill(5) if text.isdecimal() else text)
        if found := list(by_ref.select_related("commune").order_by("-opened_at")[:limit]):
            return found
    words = SearchQuery(_Folded(Value(text)), config="french", search_type="plain")
    titles = rows.filter(search=words).order_by("-pk").values_list("pk", flat=True)[:ENOUGH]
    said = (
        TicketMessage.objects.visible_to(user)
        .filter(search=words)
        .order_by("-pk")
        .values_list("ticket_id", flat=True)[:ENOUGH]
    )
    found_in = {*titles, *said}
    return list(
        rows.filter(pk__in=found_in)
        .select_related("commune")
        .order_by(F("changed_at").desc())[:limit]
    )
