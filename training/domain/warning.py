"""Saying in time that days of training are still due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from communes.queries.addresses import town_hall_addresses
from portal.lib.calendar import is_sending_time
from portal.lib.dates import paris_date
from portal.mail.notifications import enqueue
from training.notifications.obligations import ObligationAlert
from training.queries.records import PRESSING, days, followed_by, live_obligations, stand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from training.queries.records import Owed


@transaction.atomic
def warn_of_obligations(*, at: datetime) -> int:
    """On working hours: one mail to the agent and one to her town hall, once a period, from the day to warn on."""
    if not is_sending_time(at, good_friday=True):
        return 0
    rows = list(live_obligations().select_related("rule", "person__user", "commune"))
    owed = stand(rows, followed_by({one.person_id for one in rows}), at=at)
    pressing = [one for one in owed if one.standing in PRESSING]
    halls = town_hall_addresses([one.obligation.commune_id for one in pressing], on=paris_date(at))
    mails = [mail for one in pressing for mail in _mails(one, halls)]
    enqueue(*mails, at=at)
    return len(mails)


def _mails(one: Owed, halls: dict[int, str]) -> Iterator[ObligationAlert]:
    obligation = one.obligation
    person = obligation.person
    own = person.email or (person.user.email if person.user else "")
    hall = halls.get(obligation.commune_id, "")
    for to, is_own in ((own, True), (hall, False)):
        if not to or (not is_own and to == own):
            continue
        yield ObligationAlert(
            to=to,
            commune_id=obligation.commune_id,
            obligation_id=obligation.pk,
            own=is_own,
            person=str(person),
            kind=obligation.rule.kind,
            legal_ref=obligation.rule.legal_ref,
            left=one.left_words,
            done=one.done_words,
            planned=days(one.counter.planned) if one.counter.planned else "",
            due_on=one.counter.due_on,
            url=settings.PORTAL_BASE_URL
            + reverse("training:record_detail", args=(obligation.person_id,)),
        )
