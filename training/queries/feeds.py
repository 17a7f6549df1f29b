"""The secret of a calendar's address: the signed number of its row. Revoking the row makes it worthless."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.urls import reverse

from training.models import CalendarFeed

if TYPE_CHECKING:
    from communes.models import Commune
    from portal.accounts.models import User

_SIGNER = signing.Signer(salt="training.feed", sep=".")


def feed_token(feed: CalendarFeed) -> str:
    return _SIGNER.sign(str(feed.pk))


def feed_address(feed: CalendarFeed) -> str:
    """The whole address, to be copied into a calendar."""
    path = reverse("feeds:feed_read", args=(feed_token(feed),))
    return f"{settings.PORTAL_BASE_URL}{path}"


def read_feed_token(token: str) -> int | None:
    """None when the signature is not ours."""
    try:
        number = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return int(number) if number.isdecimal() else None


def live_feeds(user: User, commune: Commune) -> tuple[CalendarFeed | None, CalendarFeed | None]:
    """Her own address, and that of the town hall for which she acts."""
    rows = CalendarFeed.objects.filter(revoked_at=None).filter(
        Q(person__user_id=user.pk) | Q(person=None, commune=commune)
    )
    found = list(rows.select_related("commune", "person"))
    mine = next((one for one in found if one.person_id), None)
    return mine, next((one for one in found if one.person_id is None), None)
