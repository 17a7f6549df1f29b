"""The signed link by which a mayor answers a quote without an account: one quote, one person, nothing else.

It goes only to an address that is that person's own: a shared mailbox never holds the power to agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from communes.models import Mailbox, Position
from itsupport.queries.quotes import agreeing_positions
from itsupport.rules import AGREEING
from portal.links import SignedNumbers

if TYPE_CHECKING:
    from datetime import date

    from itsupport.models import Quote

_WORDS = SignedNumbers("itsupport.quote", count=4)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link with a good signature claims; its version and the position remain to be compared."""

    quote_id: int
    commune_id: int
    person_id: int
    version: int


def agreement_token(quote: Quote, person_id: int) -> str:
    return _WORDS.sign(quote.pk, quote.commune_id, person_id, quote.link_version)


def agreement_link(quote: Quote, person_id: int) -> str:
    """The whole address. It opens a page, and changes nothing."""
    path = reverse("itsupport:agreement_link", args=[agreement_token(quote, person_id)])
    return f"{settings.PORTAL_BASE_URL}{path}"


def read_token(token: str) -> Claim | None:
    """None when the signature is not ours."""
    numbers = _WORDS.read(token)
    return Claim(*numbers) if numbers else None


def own_addresses(commune_id: int, *, on: date) -> dict[int, str]:
    """By person, the address of each who may agree, when it is nobody else's: not the town hall's, nor shared."""
    shared = set(
        Mailbox.objects.filter(commune_id=commune_id, active=True)
        .exclude(person__isnull=False, shared=False)
        .values_list("email", flat=True)
    )
    positions = list(agreeing_positions(commune_id, on=on))
    shared |= {positions[0].commune.email} if positions and positions[0].commune else set()
    shared |= set(_of_others(commune_id, on=on))
    shared = {email.lower() for email in shared if email}
    found: dict[int, str] = {}
    for position in positions:
        email = _address(position)
        if email and email.lower() not in shared:
            found[position.person_id] = email
    return found


def _of_others(commune_id: int, *, on: date) -> list[str]:
    rows = Position.objects.on(on).filter(commune_id=commune_id).select_related("person__user")
    return [_address(position) for position in rows.exclude(role__in=AGREEING)]


def _address(position: Position) -> str:
    person = position.person
    return person.email or (person.user.email if person.user else "")
