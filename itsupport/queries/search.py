"""Finding requests by their words, inside the wall: the title's and the messages', or any part of their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Case, F, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex

from itsupport.models import Ticket
from portal.lib.text import fold

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

DIGITS = 5
"""Of a number within its year: « 123 » is « 2026-00123 »."""
ENOUGH = 200
"""Matches taken from the titles and from the messages before they are sorted: what everybody writes stays cheap."""
FEW = 2000
"""So many requests may be named one by one; of words that more of them bear, any stretch of the list has some."""


def found_tickets(user: User, query: str, *, limit: int) -> QuerySet[Ticket]:
    """At most `limit` requests that this person may see: the one of that number, then the latest moved."""
    text = " ".join(query.split())
    rows = Ticket.objects.visible_to(user).select_related("commune").defer("commune__outline")
    if not text:
        return rows.none()
    found = rows.filter(pk__in=RawSQL("select itsupport_found(%s, %s)", [text, ENOUGH]))
    number = text.zfill(DIGITS) if text.isdecimal() else text
    named = Case(When(ref__endswith=number, then=0), default=1)
    return found.order_by(named, F("changed_at").desc())[:limit]


def labelled(rows: QuerySet[Ticket], query: str) -> QuerySet[Ticket]:
    """Those whose title, number and requester's name bear every word of the query, or have it inside a word."""
    parts = fold(query).split()
    if not parts:
        return rows
    with connection.cursor() as cursor:
        cursor.execute("SELECT itsupport_labelled(%s, %s)", [parts, FEW])
        (found,) = cursor.fetchone() or (None,)
    if found is not None:
        return rows.filter(pk__in=found)
    # not LIKE: under the wall the planner takes it for rare, and would read and sort the whole table
    for rank, part in enumerate(parts):
        rows = rows.alias(**{f"at_{rank}": StrIndex("labels", Value(part))})
        rows = rows.filter(**{f"at_{rank}__gt": 0})
    return rows
