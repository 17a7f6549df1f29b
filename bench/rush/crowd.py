"""Four hundred secretaries, each with a browser signed in, who ask for the same session at the same instant."""

from __future__ import annotations

import http.client
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time as hour, timedelta
from threading import Barrier
from urllib.parse import urlencode

from django.db.models import Max
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communes.domain.territory import load, read_territory
from communes.models import Commune, Person, Position
from communes.states import Role
from portal.accounts.models import User
from portal.lib.dates import PARIS
from portal.mail.models import OutboxEmail
from portal.walls.acting import wall_for_all
from training.domain.sessions import HalfDay, SessionPlan, create_session
from training.models import Course, Registration, Room, Session, Theme
from training.states.sessions import SESSION_FLOW

SEATS, QUOTA = 20, 2
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(slots=True)
class Found:
    """What the crowd was answered, and what the database holds afterwards."""

    people: int
    seconds: float
    answers: Counter[int] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    seated: int = 0
    most_of_a_commune: int = 0
    ranks: int = 0
    mails: int = 0

    @property
    def overbooked(self) -> int:
        return max(0, self.seated - SEATS)

    @property
    def broken(self) -> int:
        """Answers from 500 on."""
        return sum(number for status, number in self.answers.items() if status >= 500)

    @property
    def over_quota(self) -> int:
        return max(0, self.most_of_a_commune - QUOTA)

    @property
    def is_right(self) -> bool:
        """Every seat given, none twice; everybody has one or a rank, and is told once."""
        return (
            self.seated == SEATS
            and not (self.over_quota or self.broken)
            and self.ranks == self.mails == self.people == sum(self.states.values())
        )


@dataclass(frozen=True, slots=True)
class Browser:
    """One person signed in: the page is read first, then the form is sent."""

    port: int
    cookie: str
    path: str
    box: str

    def read(self) -> dict[str, str]:
        """The form as it is offered, her own box ticked."""
        status, page = self._ask("GET")
        token = TOKEN.search(page)
        if token is None or f'value="{self.box}"' not in page:
            raise RuntimeError(f"{self.path}: {status}, no box to tick")
        return {"people": self.box, "csrfmiddlewaretoken": token[1]}

    def send(self, form: dict[str, str]) -> int:
        return self._ask("POST", urlencode(form))[0]

    def _ask(self, method: str, body: str = "") -> tuple[int, str]:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        asked.request(method, self.path, body or None, headers)
        answer = asked.getresponse()
        return answer.status, answer.read().decode()


def fill(people: int) -> list[User]:
    """The 28 communes, and so many secretaries with accounts, each commune in turn."""
    at = timezone.now()
    with wall_for_all():
        load(read_territory(28), overwrite=False, at=at)
    with wall_for_all():
        communes = list(Commune.objects.order_by("insee"))
        users = User.objects.bulk_create(
            User(email=f"secretaire.{n}@example.org", password="!") for n in range(people)
        )
        persons = Person.objects.bulk_create(
            Person(first_name="Agente", last_name=f"Numéro {n}", user=user, email=user.email)
            for n, user in enumerate(users)
        )
        Position.objects.bulk_create(
            Position(
                person=one,
                commune=communes[n % len(communes)],
                role=Role.SECRETARY,
                started_on=date(2020, 1, 1),
            )
            for n, one in enumerate(persons)
        )
        theme = Theme.objects.create(name="État civil")
        Course.objects.create(
            theme=theme, title="Actes d’état civil", objectives="Rédiger un acte"
        )
        Room.objects.create(commune=communes[0], name="Salle des fêtes", capacity=60)
    return users


def open_session() -> Session:
    """A session of its own for a round, open now; its days are not those of an earlier one."""
    at = timezone.now()
    with wall_for_all():
        session = create_session(_plan(at), by=None, at=at)
        for verb in ("publish", "open"):
            SESSION_FLOW.apply(verb, session, by=None, at=at)
    return session


def _plan(at: datetime) -> SessionPlan:
    last = Session.objects.aggregate(last=Max("starts_at"))["last"] or at + timedelta(days=30)
    day = last.astimezone(PARIS).date() + timedelta(days=1)
    course, room = Course.objects.get(), Room.objects.get()
    begins = datetime.combine(day, hour(9), tzinfo=PARIS)
    half = HalfDay(starts_at=begins, ends_at=begins + timedelta(hours=3), room_id=room.pk)
    return SessionPlan(
        course_id=course.pk,
        minimum=5,
        maximum=SEATS,
        quota=QUOTA,
        opens_at=at - timedelta(hours=1),
        closes_at=begins - timedelta(days=10),
        waiting_closes_at=begins - timedelta(days=3),
        cancel_until=begins - timedelta(days=5),
        needs_approval=False,
        halves=(half,),
    )


def signed_in(users: list[User], port: int, session: Session) -> list[Browser]:
    path = reverse("training:registration_create", args=(session.pk,))
    secret = "0123456789abcdefghijklmnopqrstuv"  # of these browsers alone
    with wall_for_all():
        rows = Position.objects.values_list("person__user", "person", "commune")
        boxes = {user: f"{person}-{commune}" for user, person, commune in rows}
    found = []
    for user in users:
        client = Client()
        client.force_login(user)
        cookies = {"csrftoken": secret} | {name: one.value for name, one in client.cookies.items()}
        sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
        found.append(Browser(port, sent, path, boxes[user.pk]))
    return found


def rush(browsers: list[Browser], session: Session) -> Found:
    """Everybody reads the page, then all send at once."""
    together = Barrier(len(browsers))
    starts: list[float] = []

    def come(browser: Browser, form: dict[str, str]) -> int:
        together.wait()
        starts.append(time.monotonic())
        return browser.send(form)

    with ThreadPoolExecutor(8) as readers:
        forms = list(readers.map(Browser.read, browsers))
    with ThreadPoolExecutor(len(browsers)) as hands:
        answers = Counter(hands.map(come, browsers, forms))
    return _found(session, len(browsers), time.monotonic() - min(starts), answers)


def _found(session: Session, people: int, seconds: float, answers: Counter[int]) -> Found:
    with wall_for_all():
        rows = list(Registration.objects.filter(session=session))
        ids = [f"{one.pk}" for one in rows]
        keys = OutboxEmail.objects.filter(kind__startswith="training/mails/").values_list(
            "key", flat=True
        )
        mails = sum(key.split(":")[1] in ids for key in keys)
    seated = Counter(one.commune_id for one in rows if one.seat is not None)
    return Found(
        people=people,
        seconds=seconds,
        answers=answers,
        states=Counter(one.state for one in rows),
        seated=seated.total(),
        most_of_a_commune=max(seated.values(), default=0),
        ranks=len({one.rank for one in rows}),
        mails=mails,
    )
