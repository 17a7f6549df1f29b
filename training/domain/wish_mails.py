"""The mails of an answer to a campaign of needs: to the town hall that sends it, to the mayor who approves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from communes.queries.addresses import town_hall_addresses
from communes.queries.deciding import own_addresses
from portal.lib.dates import paris_date
from portal.lib.text import join
from portal.mail.notifications import enqueue
from training.domain.needs_campaigns import url_of
from training.notifications import wishes as mails
from training.queries.links import visa_link
from training.queries.needs import told_by_wish, with_what_is_said
from training.states.wishes import Visa, WishState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from training.models import NeedsAnswer, Wish


def lines_of(wishes: Iterable[Wish]) -> tuple[mails.WishTold, ...]:
    """One line a thing wished: who, and the reason that was given."""
    return tuple(
        mails.WishTold(wish=words, who=join([one.who for one in some]), reason=some[0].reason)
        for words, some in told_by_wish(wishes).items()
    )


def tell_received(answer: NeedsAnswer, *, at: datetime) -> None:
    """To the town hall, what it has just said; nothing where no mail reaches it."""
    to, answered_at = _town_hall(answer, at=at), answer.answered_at
    if not to or answered_at is None:
        return
    wishes = with_what_is_said(answer.wishes.all()).order_by("priority", "pk")
    mail = mails.WishesReceived(
        to=to,
        commune_id=answer.commune_id,
        answer_id=answer.pk,
        title=answer.campaign.title,
        commune=answer.commune.name,
        closes_at=answer.campaign.closes_at,
        answered_at=answered_at,
        caller=answer.caller,
        visa=answer.get_visa_display() if answer.visa == Visa.AWAITED else "",
        lines=lines_of(wishes),
        url=url_of(answer),
    )
    enqueue(mail, at=at)


def tell_mayors(answer: NeedsAnswer, *, at: datetime, again: bool = False) -> None:
    """Ask the mayor, and each deputy with an address of her own; without any, the town hall. Nobody if not awaited."""
    if answer.visa == Visa.AWAITED:
        kind = mails.VisaAskedAgain if again else mails.VisaAsked
        enqueue(*_asked(answer, kind, at=at), at=at)


def tell_visa(answer: NeedsAnswer, *, at: datetime) -> None:
    """To the town hall, the mayor's answer."""
    to = _town_hall(answer, at=at)
    if not to:
        return
    facts = _facts(answer) | {"to": to, "decided_as": answer.visa_as, "url": url_of(answer)}
    if answer.visa == Visa.GIVEN:
        enqueue(mails.VisaGiven(**facts), at=at)
        return
    until = answer.campaign.closes_at if answer.campaign.takes_at(at) else None
    enqueue(mails.VisaRefused(**facts, reason=answer.visa_reason, until=until), at=at)


def _asked(
    answer: NeedsAnswer, kind: type[mails.VisaAsked], *, at: datetime
) -> Iterator[mails.VisaAsked]:
    wishes = with_what_is_said(answer.wishes.filter(state=WishState.VISA))
    facts = _facts(answer) | {
        "year": answer.campaign.year,
        "sender": answer.caller or str(answer.answered_by or ""),
        "lines": lines_of(wishes.order_by("priority", "pk")),
        "url": settings.PORTAL_BASE_URL + reverse("training:wish_visa", args=(answer.pk,)),
    }
    own = own_addresses(answer.commune_id, on=paris_date(at))
    for person_id, email in own.items():
        yield kind(to=email, link=visa_link(answer, person_id), **facts)
    hall = _town_hall(answer, at=at)
    if hall and not own:
        yield kind(to=hall, link="", **facts)


def _facts(answer: NeedsAnswer) -> dict[str, Any]:
    return {
        "commune_id": answer.commune_id,
        "answer_id": answer.pk,
        "version": answer.link_version,
        "title": answer.campaign.title,
        "commune": answer.commune.name,
    }


def _town_hall(answer: NeedsAnswer, *, at: datetime) -> str:
    pk = answer.commune_id
    return town_hall_addresses([pk], on=paris_date(at)).get(pk, "")
