"""Mails arrive, workers that fetch and read them are killed; then every mail must be in exactly one place."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from celery import Celery
from django.db.models import Count, F, Q
from django.utils import timezone

from bench.mailroom.corpus import Sent, answers, senders
from bench.outbox.stage import Piece, free_port
from communes.models import Commune, Epci, Mailbox, Membership
from itsupport.models import AutomaticMail, InboundEmail, Ticket, TicketMessage
from itsupport.states.mail import SETTLED_STATES, InboundState
from ops.broker import find_program
from portal.mail.models import OutboxEmail
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from pathlib import Path

    from tests.itsupport.post_room import PostRoom

LEASE = 3
COMMUNES, ADDRESS = 12, 254
PATIENCE = 600
_S = InboundState


@dataclass
class Result:
    """What the rows say once nothing moves any more. `wrong` is empty when every law held."""

    mails: int
    kills: int
    seconds: float
    places: dict[str, int]
    tickets: int
    messages: int
    twins: int
    taken_up_again: int
    killed_to_quarantine: int
    most_automatic: int
    wrong: list[str] = field(default_factory=list)


class Stage:
    """A broker and two Celery workers of two processes, on a database and a mailbox that are there already."""

    def __init__(self, folder: Path, env: dict[str, str], room: PostRoom) -> None:
        self.room = room
        port = free_port()
        self.env = {
            **env,
            "DJANGO_SETTINGS_MODULE": "bench.mailroom.settings",
            "REDIS_URL": f"redis://127.0.0.1:{port}/0",
            "DOCUMENTS_URL": f"file://{folder}/files",
            "PORTAL_LEASE": str(LEASE),
            "SUPPORT_ADDRESS": "support@example.org",
            "SUPPORT_IMAP_URL": room.url,
            "SUPPORT_IMAP_CA": str(room.ca),
        }
        broker = f"{find_program()} --port {port} --bind 127.0.0.1 --dir {folder} --save ''"
        self.broker = Piece(broker.replace("''", "").split(), self.env, folder / "broker.log")
        command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "-c", "2"]
        more = ["--without-gossip", "--without-mingle", "-l", "warning"]
        self.workers = [
            Piece([*command, *more, "-n", f"w{n}@mailroom"], self.env, folder / f"worker{n}.log")
            for n in range(2)
        ]
        self._bell = Celery(broker=self.env["REDIS_URL"], set_as_current=False)

    def start(self) -> None:
        self.broker.start()
        for worker in self.workers:
            worker.start()

    def clear(self) -> None:
        self._bell.close()
        for piece in (*self.workers, self.broker):
            if piece.process is not None:
                piece.kill()

    def ring(self) -> None:
        """What the beat does each minute, here several times a second."""
        for name in ("fetch", "read"):
            self._bell.send_task(f"itsupport.tasks.{name}", ignore_result=True)

    def kill(self, chance: random.Random) -> bool:
        """One process in the middle of its work; now and then the whole worker, started again."""
        worker = chance.choice(self.workers)
        if chance.random() < 0.05:
            worker.kill()
            worker.start()
            return True
        return worker.kill_a_child(chance)


def furnish(mails: list[bytes]) -> None:
    """Two in three of those who write are known, a quarter of them for two communes."""
    with wall_for_all(durable=True):
        epci = Epci.objects.create(siren="200000000", name="Trial", ours=True)
        communes = [
            Commune.objects.create(
                insee=f"{57001 + n}",
                name=f"Commune {n}",
                siren=f"{215700000 + n}",
                postal_codes=[],
            )
            for n in range(COMMUNES)
        ]
        day = timezone.localdate()
        for commune in communes:
            Membership.objects.create(
                epci=epci, commune=commune, period=(day.replace(year=2014), None)
            )
    with wall_for_all(durable=True):
        for rank, address in enumerate(senders(mails)):
            if len(address) > ADDRESS or rank % 3 == 2:
                continue
            serves = {rank % COMMUNES, 0 if rank % 4 == 1 else rank % COMMUNES}
            for number in serves:
                Mailbox.objects.create(commune=communes[number], email=address)


def torture(stage: Stage, mails: list[bytes], *, kills: int, seed: int) -> Result:
    """Half of the kills fall while the corpus is read, half while its answers are answered."""
    chance, start = random.Random(seed), time.monotonic()
    chance.shuffle(mails)
    stage.room.put(*mails)
    done = _disturb(stage, chance, kills=kills // 2)
    _settle(stage)
    more = answers(_sent(), chance)
    stage.room.put(*more)
    done += _disturb(stage, chance, kills=kills - kills // 2)
    _settle(stage)
    return _count(len(mails) + len(more), done, time.monotonic() - start, stage)


def _disturb(stage: Stage, chance: random.Random, *, kills: int) -> int:
    """Kill while there is work; without any left, killing proves nothing."""
    done = 0
    while done < kills and _work_left(stage):
        stage.ring()
        _let_one_move(stage)
        time.sleep(chance.uniform(0, 0.3))
        done += stage.kill(chance)
    return done


def _let_one_move(stage: Stage, patience: float = 12) -> None:
    """Killing those who do nothing proves nothing: each kill finds workers at work."""
    before, end = _moved(), time.monotonic() + patience
    while _moved() == before and time.monotonic() < end and _work_left(stage):
        time.sleep(0.1)


def _moved() -> tuple[int, int]:
    with wall_for_all():
        rows = InboundEmail.objects.all()
        return rows.count(), rows.filter(state=_S.RECEIVED).count()


def _settle(stage: Stage) -> None:
    end = time.monotonic() + PATIENCE
    while _work_left(stage) and time.monotonic() < end:
        stage.ring()
        time.sleep(1)


def _work_left(stage: Stage) -> bool:
    with wall_for_all():
        if InboundEmail.objects.filter(state=_S.RECEIVED).exists():
            return True
    return stage.room.holds() > 0


def _sent() -> list[Sent]:
    with wall_for_all():
        rows = OutboxEmail.objects.filter(kind="itsupport/mails/ticket_received")
        return [Sent(*one) for one in rows.values_list("to", "message_id", "subject")]


def _count(mails: int, kills: int, seconds: float, stage: Stage) -> Result:
    with wall_for_all():
        rows = InboundEmail.objects.all()
        places = Counter(rows.values_list("state", flat=True))
        caps = AutomaticMail.objects.order_by().values("address_hash").annotate(n=Count("pk"))
        stopped = Q(error__contains="trois fois") | Q(error__contains="a échoué")
        return Result(
            mails=mails,
            kills=kills,
            seconds=round(seconds, 1),
            places={str(_S(name).label): number for name, number in sorted(places.items())},
            tickets=Ticket.objects.count(),
            messages=TicketMessage.objects.filter(direction="in").count(),
            twins=rows.exclude(twin_of=None).count(),
            taken_up_again=rows.filter(attempts__gt=1).count(),
            killed_to_quarantine=rows.filter(stopped).count(),
            most_automatic=max((one["n"] for one in caps), default=0),
            wrong=[words for words, broken in _laws(mails, stage).items() if broken],
        )


def _laws(mails: int, stage: Stage) -> dict[str, Any]:
    """Each must be false, or none."""
    rows, tickets = InboundEmail.objects.all(), Ticket.objects.all()
    opening = rows.filter(Q(state=_S.TICKET) | Q(state=_S.FOLLOW_UP, ticket__parent__isnull=False))
    said = rows.filter(state__in=(_S.TICKET, _S.FOLLOW_UP))
    acknowledged = OutboxEmail.objects.filter(kind="itsupport/mails/ticket_received")
    firsts = tickets.annotate(mails=Count("inbound_emails", Q(inbound_emails__state=_S.TICKET)))
    by_ticket = AutomaticMail.objects.order_by().values("address_hash", "ticket")
    by_address = AutomaticMail.objects.order_by().values("address_hash")
    return {
        "a mail is nowhere, or twice": rows.count() != mails,
        "a mail is left on the server": stage.room.holds(),
        "a mail is unread, or in no place": rows.exclude(
            state__in=(*SETTLED_STATES, _S.QUARANTINED)
        ).count(),
        "a request without its mail": firsts.filter(mails=0, parent=None).count(),
        "a request opened by two mails": firsts.filter(mails__gt=1).count(),
        "more requests than mails that open one": tickets.count() > opening.count(),
        "a message without its mail": TicketMessage.objects.filter(direction="in").count()
        != said.count(),
        "two mails in one message": said.count()
        != said.values("ticket_message").distinct().count(),
        "two acknowledgements of a request": acknowledged.count() > tickets.count(),
        "an answer to a robot": acknowledged.filter(
            to__in=rows.exclude(kind="human").exclude(sender="").values("sender")
        )
        .exclude(to__in=rows.filter(kind="human").values("sender"))
        .count(),
        "more than one automatic mail for an address and a request": by_ticket.annotate(
            n=Count("pk")
        )
        .filter(n__gt=1)
        .count(),
        "more than five automatic mails to an address": by_address.annotate(n=Count("pk"))
        .filter(n__gt=5)
        .count(),
        "a twin of a twin": rows.filter(twin_of__twin_of__isnull=False).count()
        + rows.filter(twin_of=F("pk")).count(),
    }
