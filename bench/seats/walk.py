"""The portal and the model, side by side: each verb is asked of both, and both must say the same.

Nine people of three communes, three sessions: two at the same hours, one of which asks for the mayor's agreement.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bench.seats.model import Model, No, Plan
from communes.models import Commune, Person, Position
from communes.states import Role
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import wall_for_all
from training.domain import decisions, offers, registrations
from training.domain.decisions import Word
from training.domain.sessions import HalfDay, SessionPlan, create_session, set_seats
from training.domain.sweeping import sweep
from training.models import CalendarItem, Course, Registration, RegistrationEvent, Session, Theme
from training.states.registrations import DecisionChannel, EventKind
from training.states.sessions import SESSION_FLOW

if TYPE_CHECKING:
    from collections.abc import Callable

COMMUNES, PEOPLE, SESSIONS = 3, 9, 3
MAYOR = Word(decided_as="Le maire", via=DecisionChannel.LINK)
START = dt.datetime(2026, 3, 2, 7, tzinfo=dt.UTC)
"""As the portal takes it, in UTC: a story of some weeks meets the change of hour."""
HOUR = dt.timedelta(hours=1)
TO_NOBODY = {EventKind.ASKED, EventKind.REMINDED, EventKind.OUTCOME}
DAYS = (40, 40, 44)
ASKS = (False, True, True)
HOLDS = (False, True, False)


def plans() -> list[Plan]:
    """Small rooms: what is rare in life is common here."""
    return [
        Plan(
            day=day,
            seats=2 + number,
            quota=(None, 2, 1)[number],
            approval=ASKS[number],
            hold=HOLDS[number],
            closes=24 * 20,
            waiting_closes=24 * 30,
            cancel_until=24 * 25,
            starts=24 * day + 1,
            offer_hours=24,
            hold_hours=36,
        )
        for number, day in enumerate(DAYS)
    ]


class Walk:
    """One story, from three empty sessions on. AssertionError as soon as the two disagree."""

    def __init__(self) -> None:
        with wall_for_all():
            self.communes = [_commune(number) for number in range(COMMUNES)]
        self.numbers: list[int] = []
        self.steps = self.refused = 0
        self.commune_of = [n % COMMUNES for n in range(PEOPLE)]
        self.model = Model(plans(), self.commune_of)
        with wall_for_all():
            self._furnish()

    def _furnish(self) -> None:
        self.people = [
            Person.objects.create(first_name="Agent", last_name=f"{n}", email=f"agent{n}@example.org")
            for n in range(PEOPLE)
        ]  # fmt: skip
        for person, commune in zip(self.people, self.commune_of, strict=True):
            Position.objects.create(
                person=person,
                commune=self.communes[commune],
                role=Role.TECHNICIAN,
                started_on=START.date(),
            )
        course = Course.objects.create(
            theme=Theme.objects.create(name="Essai"), title="Essai", objectives="Essai"
        )
        self.sessions = [_opened(course, plan) for plan in self.model.plans]

    @property
    def at(self) -> dt.datetime:
        return START + self.model.now * HOUR

    def register(self, session: int, person: int) -> None:
        self._both(
            lambda: self.model.register(session, person),
            lambda: registrations.register(
                self.sessions[session],
                person=self.people[person],
                commune=self.communes[self.commune_of[person]],
                by=None,
                at=self.at,
            ),
        )

    def cancel(self, number: int) -> None:
        self._on(number, self.model.cancel, registrations.cancel)

    def accept(self, number: int) -> None:
        self._on(number, self.model.accept, lambda pk, **more: decisions.accept(pk, MAYOR, **more))

    def refuse(self, number: int) -> None:
        self._on(
            number,
            self.model.refuse,
            lambda pk, **more: decisions.refuse(pk, MAYOR, reason="Non", **more),
        )

    def take(self, number: int) -> None:
        self._on(number, self.model.take, offers.accept_offer)

    def decline(self, number: int) -> None:
        self._on(number, self.model.decline, offers.decline_offer)

    def replace(self, number: int, person: int) -> None:
        self._on(
            number,
            lambda one: self.model.replace(one, person),
            lambda pk, **more: registrations.replace(pk, person=self.people[person], **more),
        )

    def resize(self, session: int, seats: int, quota: int | None) -> None:
        self._both(
            lambda: self.model.resize(session, seats, quota),
            lambda: set_seats(
                self.sessions[session], maximum=seats, quota=quota, by=None, at=self.at
            ),
        )

    def wait(self, hours: int) -> None:
        """The clock goes on, and nobody sweeps."""
        self.model.now = min(self.model.now + hours, 24 * 39)

    def sweep(self) -> None:
        self._both(self.model.sweep, lambda: sweep(at=self.at, durable=False))

    def _on(self, number: int, model: Callable[[int], None], verb: Callable[..., Any]) -> None:
        """On one of the registrations there are, whatever the number."""
        if self.numbers:
            one = number % len(self.numbers)
            self._both(lambda: model(one), lambda: verb(self.numbers[one], by=None, at=self.at))

    def _both(self, model: Callable[[], None], verb: Callable[[], Any]) -> None:
        with wall_for_all():
            self._compared(model, verb)

    def _compared(self, model: Callable[[], None], verb: Callable[[], Any]) -> None:
        expected = said = ""
        try:
            model()
        except No:
            expected = "no"
        try:
            verb()
        except Refusal as refusal:
            said = f"{refusal}"
        assert bool(expected) == bool(said), (
            f"the portal says « {said} », the model « {expected} »"
        )
        self.steps += 1
        self.refused += bool(said)
        self.compare()

    def compare(self) -> None:
        """Every registration is in the same state, with the same rank, seat and deadline; nothing is given twice."""
        rows = list(Registration.objects.filter(session__in=self.sessions).order_by("pk"))
        self.numbers = [row.pk for row in rows]
        found = [self._seen(row) for row in rows]
        expected = [
            (one.session, one.person, one.state, one.rank, one.seat, one.until)
            for one in self.model.entries
        ]
        wrong = [pair for pair in zip(found, expected, strict=False) if pair[0] != pair[1]]
        assert found == expected, f"at {self.model.now}, the portal then the model: {wrong}"
        for number, session in enumerate(self.sessions):
            plan = self.model.plans[number]
            seated = [row for row in rows if row.session_id == session and row.seat is not None]
            assert len({row.seat for row in seated}) == len(seated)
            assert all(1 <= (row.seat or 0) <= plan.seats for row in seated)
            mine = {(row.commune_id, row.commune_seat) for row in seated}
            assert len(mine) == len(seated)
            assert all((row.commune_seat or 0) <= (plan.quota or 99) for row in seated)
            assert next(self.model.callable(number), None) is None

    def compare_mails(self) -> None:
        """Exactly one mail to the person for each line of her log; the calendar says where she goes."""
        with wall_for_all():
            self._compare_mails()

    def _compare_mails(self) -> None:
        lines = RegistrationEvent.objects.filter(registration__in=self.numbers)
        told = [(line.registration_id, line.seq) for line in lines if line.kind not in TO_NOBODY]
        people = {person.email for person in self.people}
        keys = OutboxEmail.objects.filter(to__in=people).values_list("key", flat=True)
        mailed = [tuple(int(part) for part in key.split(":")[1:3]) for key in keys]
        odd = {one: (mailed.count(one), told.count(one)) for one in {*mailed, *told}}
        odd = {one: pair for one, pair in odd.items() if pair != (1, 1)}
        assert not odd, f"(registration, line): mails, lines: {odd}"
        for row in Registration.objects.filter(pk__in=self.numbers):
            methods = set(
                CalendarItem.objects.filter(registration=row).values_list("method", flat=True)
            )
            going = {"REQUEST"} if row.state == "confirmed" else {"CANCEL"}
            assert methods <= going, f"{row.state}: {methods}"
            assert methods or row.state != "confirmed", "confirmed, without an invitation"

    def _seen(self, row: Registration) -> tuple[int, int, str, int, bool, int | None]:
        until = row.offer_until or row.hold_until
        return (
            self.sessions.index(row.session_id),
            next(n for n, person in enumerate(self.people) if person.pk == row.person_id),
            row.state,
            row.rank,
            row.seat is not None,
            None if until is None else (until - START) // HOUR,
        )


def _commune(number: int) -> Commune:
    return Commune.objects.create(
        insee=f"5790{number}",
        name=f"Essai {number}",
        siren=f"21579000{number}",
        postal_codes=["57900"],
        email=f"mairie{number}@example.org",
    )


def _opened(course: Course, plan: Plan) -> int:
    """A session with these rules, taking registrations."""
    starts = START + plan.starts * HOUR
    session = create_session(
        SessionPlan(
            course_id=course.pk,
            minimum=1,
            maximum=plan.seats,
            quota=plan.quota,
            opens_at=START - HOUR,
            closes_at=START + plan.closes * HOUR,
            waiting_closes_at=START + plan.waiting_closes * HOUR,
            cancel_until=START + plan.cancel_until * HOUR,
            offer_hours=plan.offer_hours,
            hold_hours=plan.hold_hours,
            needs_approval=plan.approval,
            hold_pending=plan.hold,
            halves=(HalfDay(starts_at=starts, ends_at=starts + 2 * HOUR),),
        ),
        by=None,
        at=START,
    )
    for verb in ("publish", "open"):
        SESSION_FLOW.apply(verb, session, by=None, at=START)
    return Session.objects.get(pk=session.pk).pk
