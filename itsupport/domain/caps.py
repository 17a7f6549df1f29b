"""How often the portal answers by itself: two robots that answer each other stop here."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from itsupport.models import AutomaticMail

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.models import Ticket

DAY = timedelta(days=1)
A_DAY_FOR_A_TICKET, A_DAY_FOR_AN_ADDRESS = 1, 5


def may_answer_by_itself(address: str, ticket: Ticket, *, at: datetime) -> bool:
    """Take one of the day's automatic mails to this address, if one is left; False when none is.

    One for a request and five in all in twenty-four hours. The address is held until the end of the transaction, so
    that two workers do not both take the last one.
    """
    if not address:
        return False
    hashed = _hash(address)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [hashed])
    sent = AutomaticMail.objects.filter(address_hash=hashed, at__gt=at - DAY)
    if sent.filter(ticket=ticket).count() >= A_DAY_FOR_A_TICKET:
        return False
    if sent.count() >= A_DAY_FOR_AN_ADDRESS:
        return False
    AutomaticMail.objects.create(address_hash=hashed, ticket=ticket, at=at)
    return True


def _hash(address: str) -> str:
    key = f"itsupport.caps:{settings.SECRET_KEY}".encode()
    return hmac.new(key, address.strip().lower().encode(), hashlib.sha256).hexdigest()
