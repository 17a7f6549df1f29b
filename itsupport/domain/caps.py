"""How often the portal writes by itself about requests: two robots that answer each other stop here."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from itsupport.models import AutomaticMail

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.models import Ticket

DAY = timedelta(days=1)
A_DAY_FOR_A_TICKET, A_DAY_FOR_AN_ADDRESS = 1, 5


def take_one(address: str, ticket: Ticket, *, at: datetime, spared: int = 0) -> int | None:
    """Take one of the automatic mails of the day to this address: how many are left after it; None when none was.

    One for a request and five in all in twenty-four hours, none to ourselves; `spared` of the five are left to
    another. The address is held until the end of the transaction, so that two workers do not both take the last
    one. Every automatic mail about a request passes here, whoever caused it: the table has no wall, and keeps no
    address.
    """
    if not address or _is_ours(address):
        return None
    hashed = _hash(address)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [hashed])
    sent = AutomaticMail.objects.filter(address_hash=hashed, at__gt=at - DAY)
    already = sent.count()
    most = A_DAY_FOR_AN_ADDRESS - spared
    if already >= most:
        return None
    if sent.filter(ticket_id=ticket.pk).count() >= A_DAY_FOR_A_TICKET:
        return None
    AutomaticMail.objects.create(address_hash=hashed, ticket_id=ticket.pk, at=at)
    return most - already - 1


def _is_ours(address: str) -> bool:
    """The mailbox of the service, with or without a seal, and the sender of the portal's mails."""
    local, _, domain = address.strip().lower().rpartition("@")
    bare = f"{local.partition('+')[0]}@{domain}"
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return bare in {settings.SUPPORT_ADDRESS.lower(), sender.lower()}


def _hash(address: str) -> str:
    key = f"itsupport.caps:{settings.SECRET_KEY}".encode()
    return hmac.new(key, address.strip().lower().encode(), hashlib.sha256).hexdigest()
