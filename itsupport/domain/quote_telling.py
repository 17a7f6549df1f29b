"""Who is told of a quote: those who may agree to it, then the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from communes.queries.addresses import team_addresses, town_hall_addresses
from communes.queries.deciding import own_addresses
from communes.states import Role
from itsupport.notifications.orders import QuoteDecided, QuoteToAgree
from itsupport.queries.agreement_links import agreement_link
from itsupport.queries.quotes import totals_of
from itsupport.queries.wording import lines_in_words
from itsupport.states.orders import QuoteState
from portal.lib.dates import paris_date
from portal.lib.text import amount_of_cents
from portal.mail.notifications import enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.models import Quote


def tell_agreeing(quote: Quote, *, at: datetime) -> None:
    """The mayor and each deputy who has an address of her own get a link that opens the page of the answer.

    The town hall's address is told too, without link: who reads it reminds the mayor, and cannot agree.
    """
    on = paris_date(at)
    own = own_addresses(quote.commune_id, on=on)
    mails = [
        _to_agree(quote, to=email, who="", url=agreement_link(quote, person_id))
        for person_id, email in own.items()
    ]
    hall = town_hall_addresses([quote.commune_id], on=on).get(quote.commune_id, "")
    if hall and hall not in own.values():
        mails.append(_to_agree(quote, to=hall, who=quote.commune.name, url=""))
    enqueue(*mails, at=at)


def tell_decided(quote: Quote, *, who: str, serial: int, at: datetime) -> None:
    """The desk goes on with it. `serial` tells two agreements of one quote apart; 0 for a refusal."""
    money = totals_of(quote.lines.all())
    enqueue(
        *(
            QuoteDecided(
                to=email,
                quote_id=quote.pk,
                serial=serial,
                commune=quote.commune.name,
                supplier=quote.supplier.name,
                number=quote.number,
                agreed=quote.state == QuoteState.AGREED,
                who=who,
                reason=quote.refuse_reason,
                total_ttc=amount_of_cents(money.ttc, "TTC"),
                url=address_of(quote),
            )
            for email in team_addresses(Role.IT_AGENT, on=paris_date(at))
        ),
        at=at,
    )


def address_of(quote: Quote) -> str:
    return f"{settings.PORTAL_BASE_URL}{reverse('itsupport:quote_detail', args=[quote.pk])}"


def _to_agree(quote: Quote, *, to: str, who: str, url: str) -> QuoteToAgree:
    lines = list(quote.lines.all())
    money = totals_of(lines)
    return QuoteToAgree(
        to=to,
        commune_id=quote.commune_id,
        quote_id=quote.pk,
        version=quote.link_version,
        commune=quote.commune.name,
        who=who,
        supplier=quote.supplier.name,
        number=quote.number,
        lines=lines_in_words(lines),
        total_ht=amount_of_cents(money.ht, "HT"),
        total_ttc=amount_of_cents(money.ttc, "TTC"),
        valid_until=quote.valid_until,
        url=url,
        page_url=address_of(quote),
    )
