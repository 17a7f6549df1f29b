"""Reminders, grouped: one mail a day at most for each mailbox, on working days of Moselle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import connection, transaction

from portal.lib.calendar import is_sending_time
from portal.lib.dates import paris_date
from portal.lib.text import in_words, sentence, wrapped
from portal.mail.models import DigestItem, OutboxEmail
from portal.mail.notifications import Notification, enqueue
from portal.walls.acting import GROUP, wall_for_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    Checker = Callable[[int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One thing still awaited. `key` is computed from data: « reminder:12:57080:J-7 »."""

    key: str
    to: str
    kind: str
    subject_id: int
    day: date
    title: str
    text: str
    url: str = ""
    commune_id: int = GROUP


_CHECKERS: dict[str, Checker] = {}


def still_useful(kind: str) -> Callable[[Checker], Checker]:
    """Register who says whether reminders of this kind still have a point.

    The function receives `subject_id`, in a transaction that sees every commune.
    """

    def register(checker: Checker) -> Checker:
        if kind in _CHECKERS:
            raise ValueError(f"{kind} is already registered")
        _CHECKERS[kind] = checker
        return checker

    return register


def remind(*reminders: Reminder, at: datetime) -> None:
    """Keep the reminders, each key once, for the mail of their day.

    The domain calls it in its own transaction; `at` is there as for every verb.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A reminder is written in the transaction of the fact it tells.")
    rows = [
        DigestItem(
            key=r.key,
            kind=r.kind,
            subject_id=r.subject_id,
            commune_id=r.commune_id,
            to=r.to.lower(),
            day=r.day,
            title=r.title,
            text=r.text,
            url=r.url,
        )
        for r in reminders
    ]
    DigestItem.objects.bulk_create(rows, ignore_conflicts=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One reminder as the mail shows it."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(Notification):
    """The day's reminders of one mailbox."""

    template: ClassVar[str] = "mail/digest"
    label: ClassVar[str] = "rappels du jour"
    day: date
    lines: tuple[Line, ...]

    @property
    def once(self) -> str:
        return f"{self.to}:{self.day:%Y-%m-%d}"

    @property
    def waiting(self) -> str:
        """« Trois choses vous attendent »."""
        if len(self.lines) == 1:
            return "Une chose vous attend"
        return sentence(f"{in_words(len(self.lines), feminine=True)} choses vous attendent")


def send_digests(*, at: datetime) -> int:
    """Write the mail of each mailbox that has reminders today; return how many were written.

    Nothing is written outside of office hours, nor on a day off (Good Friday is one for everybody here).
    """
    if not is_sending_time(at, good_friday=True):
        return 0
    today = paris_date(at)
    with wall_for_all():
        waiting = DigestItem.objects.waiting(on=today)
        mailboxes = list(waiting.order_by("to").values_list("to", flat=True).distinct())
    return sum(_write(to, today=today, at=at) for to in mailboxes)


def _write(to: str, *, today: date, at: datetime) -> bool:
    """One mailbox, one transaction. Whoever else writes to it at the same time waits."""
    with wall_for_all(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [to])
        key = f"{Digest.template}:{to}:{today:%Y-%m-%d}"
        if OutboxEmail.objects.filter(key=key).exists():
            return False
        items = _useful(DigestItem.objects.waiting(on=today).filter(to=to), at=at)
        if not items:
            return False
        enqueue(_digest(to, today, items), at=at)
        email = OutboxEmail.objects.get(key=key)
        DigestItem.objects.filter(pk__in=[item.pk for item in items]).update(email=email)
        return True


def _useful(items: Iterable[DigestItem], *, at: datetime) -> list[DigestItem]:
    """Those that still have a point; the others are dropped."""
    all_of_them = list(items)
    useful = [item for item in all_of_them if _has_a_point(item)]
    useless = {item.pk for item in all_of_them} - {item.pk for item in useful}
    DigestItem.objects.filter(pk__in=useless).update(dropped_at=at)
    return useful


def _has_a_point(item: DigestItem) -> bool:
    checker = _CHECKERS.get(item.kind)
    return checker is None or checker(item.subject_id)


def _digest(to: str, day: date, items: list[DigestItem]) -> Digest:
    communes = {item.commune_id for item in items}
    return Digest(
        to=to,
        day=day,
        commune_id=communes.pop() if len(communes) == 1 else GROUP,
        lines=tuple(
            Line(title=item.title, text=wrapped(item.text), url=_whole(item.url)) for item in items
        ),
    )


def _whole(url: str) -> str:
    return f"{settings.PORTAL_BASE_URL}{url}" if url.startswith("/") else url
