"""Writing to a mayor: one mail lists all that awaits her, each with its own signed link."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from communes.queries.addresses import town_hall_addresses
from communes.queries.deciding import own_addresses
from portal.lib.dates import paris_date
from portal.mail.notifications import enqueue
from training.domain.log import log
from training.gathering import Awaiting, is_due, is_late
from training.models import Registration, RegistrationEvent
from training.notifications.registrations import ApprovalAsked, ToApprove
from training.queries.late import awaited_decisions, with_what_was_told
from training.queries.links import approval_link
from training.queries.wording import dates_in_words
from training.states.registrations import EventKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User


def mayors_to_ask(*, at: datetime) -> list[int]:
    """The communes whose mayor a mail is due to."""
    found: dict[int, list[Awaiting]] = {}
    for one in with_what_was_told(awaited_decisions(at=at)):
        found.setdefault(one.commune_id, []).append(_awaiting(one))
    last = _last_written(found)
    return sorted(pk for pk, some in found.items() if is_due(some, last=last.get(pk), at=at))


@transaction.atomic
def ask_mayor(commune_id: int, *, at: datetime) -> bool:
    """Write to the mayor of a commune, if a mail is due by now. False when it is not, or nobody would read it."""
    rows = hold_awaited(commune_id, at=at)
    told = {one.pk: _awaiting(one) for one in with_what_was_told(_same(rows))}
    if not is_due(told.values(), last=_last_written([commune_id]).get(commune_id), at=at):
        return False
    again = {pk for pk, one in told.items() if is_late(one, at=at)}
    return write_to_mayor(rows, again=again, by=None, at=at)


def hold_awaited(commune_id: int, *, at: datetime) -> list[Registration]:
    """What awaits the mayor of a commune, held. What somebody else holds at this instant is left to the next mail."""
    awaited = awaited_decisions(at=at).filter(commune=commune_id).values("pk")
    rows = Registration.objects.select_for_update(of=("self",), skip_locked=True)
    rows = rows.filter(pk__in=awaited).select_related("session__course", "commune", "person")
    return list(rows.order_by("hold_until", "rank", "pk"))


def write_to_mayor(
    rows: Sequence[Registration], *, again: Collection[int], by: User | None, at: datetime
) -> bool:
    """One mail to the mayor and one to each deputy, else to the town hall; the log says of what each was told.

    `rows`: all that awaits the mayor of one commune, held; `again`: those of which she is reminded. False when no
    address is known, or nothing is new.
    """
    readers = _readers(rows, at=at)
    told = _log(rows, again, by=by, at=at) if readers else []
    if not told:
        return False
    lines = {one.pk: _line(one) for one in rows}
    held = [one.hold_until for one in rows if one.hold_until is not None]
    for person_id, to in readers.items():
        mail = ApprovalAsked(
            to=to,
            commune_id=rows[0].commune_id,
            registration_id=told[0].registration_id,
            seq=told[0].seq,
            commune=rows[0].commune.name,
            again=all(event.kind == EventKind.REMINDED for event in told),
            until=min(held, default=None),
            lines=tuple(
                replace(lines[one.pk], link=approval_link(one, person_id) if person_id else "")
                for one in rows
            ),
            url=settings.PORTAL_BASE_URL + reverse("training:registration_list"),
        )
        enqueue(mail, at=at)
    return True


def _readers(rows: Sequence[Registration], *, at: datetime) -> dict[int, str]:
    """By person, the addresses of who commits the commune; without any, the town hall's, under no person's key."""
    if not rows:
        return {}
    commune_id, on = rows[0].commune_id, paris_date(at)
    own = own_addresses(commune_id, on=on)
    hall = town_hall_addresses([commune_id], on=on).get(commune_id, "")
    return own or ({0: hall} if hall else {})


def _log(
    rows: Sequence[Registration], again: Collection[int], *, by: User | None, at: datetime
) -> list[RegistrationEvent]:
    """A line for each of which something is said; nobody is reminded of what she was never asked."""
    asked = RegistrationEvent.objects.filter(registration__in=rows, kind=EventKind.ASKED)
    told = set(asked.values_list("registration", flat=True))
    kinds = dict.fromkeys(again, EventKind.REMINDED)
    kinds |= {one.pk: EventKind.ASKED for one in rows if one.pk not in told}
    return [log(one, kinds[one.pk], by=by, at=at) for one in rows if one.pk in kinds]


def _line(one: Registration) -> ToApprove:
    return ToApprove(
        person=str(one.person),
        course=one.session.course.title,
        number=one.session.number,
        halves=dates_in_words(one.session),
        until=one.hold_until,
    )


def _awaiting(one: Registration) -> Awaiting:
    """`one` was read by `with_what_was_told`."""
    return Awaiting(
        since=one.registered_at,
        hold_until=one.hold_until,
        told_at=one.told_at,  # type: ignore[attr-defined]
        reminded=one.reminded_at is not None,  # type: ignore[attr-defined]
    )


def _last_written(commune_ids: Collection[int]) -> dict[int, datetime]:
    """When the mayor of each was last written to, whatever she answered since."""
    events = RegistrationEvent.objects.filter(
        commune__in=commune_ids, kind__in=(EventKind.ASKED, EventKind.REMINDED)
    )
    return dict(events.order_by().values_list("commune").annotate(last=Max("at")))


def _same(rows: Iterable[Registration]) -> QuerySet[Registration]:
    return Registration.objects.filter(pk__in=[one.pk for one in rows])
