"""The private addresses of calendars: made, replaced, revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from communes.models import Commune
from portal.journal.record import record
from portal.walls.acting import wall_for_all
from training.models import CalendarFeed

if TYPE_CHECKING:
    from datetime import datetime

    from communes.models import Person
    from portal.accounts.models import User


@transaction.atomic
def make_feed(commune_id: int, *, person: Person | None, by: User, at: datetime) -> CalendarFeed:
    """A new address for a person, or for a town hall; the former one stops at once."""
    Commune.objects.locked(commune_id)
    former = CalendarFeed.objects.filter(revoked_at=None, person=person)
    if person is None:
        former = former.filter(commune_id=commune_id)
    with wall_for_all(user_id=by.pk):  # hers may be of a commune that she left
        former.update(revoked_at=at)
    feed = CalendarFeed.objects.create(
        commune_id=commune_id, person=person, made_at=at, made_by=by
    )
    record("make_feed", feed, by=by, at=at)
    return feed


@transaction.atomic
def revoke_feed(feed_id: int, *, by: User, at: datetime) -> None:
    """The address answers no more. Twice changes nothing."""
    feed = CalendarFeed.objects.locked(feed_id)
    if feed.revoked_at is None:
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
        record("revoke_feed", feed, by=by, at=at)
