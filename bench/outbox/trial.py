"""Kill the workers, the web and the broker while mails are written, then count what arrived.

    ./run outbox                            the whole trial: 200 kills of workers, 20 of the web
    ./run outbox --kills 20 --web-kills 2   a tenth of it, in a few minutes

The database it makes, the broker, the web, the workers, the beats and the mail server are its own. Without
./run it needs DATABASE_OWNER_URL (a role that may create databases) and DATABASE_URL (the portal's role).
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.outbox.sink import Sink
from bench.outbox.stage import ROOT, Stage

LEASE = 4
AHEAD = 3000
PACE = 0.1
"""Seconds between two mails of one town hall; a few of them keep the workers at work."""
DRAIN_SECONDS = 420
HUNG_SECONDS = 5.0


@dataclass
class Posting:
    """Town halls that answer: each number is posted until the web has said yes."""

    port: int
    sink: Sink
    stop: threading.Event = field(default_factory=threading.Event)
    hung: threading.Event = field(default_factory=threading.Event)
    accepted: set[int] = field(default_factory=set)
    refused: int = 0
    calm_ms: list[float] = field(default_factory=list)
    hung_ms: list[float] = field(default_factory=list)
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def work(self) -> None:
        while not self.stop.is_set():
            time.sleep(PACE)
            if len(self.accepted) - len(self.sink.copies) > AHEAD:
                continue
            with self._lock:
                self._next += 1
                number = self._next
            while not self._post(number) and not self.stop.is_set():
                time.sleep(0.05)

    def _post(self, number: int) -> bool:
        hung = self.hung.is_set()
        start = time.perf_counter()
        try:
            talk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            talk.request("POST", f"/ecrire/{number}/", body=b"")
            status = talk.getresponse().status
            talk.close()
        except (OSError, http.client.HTTPException):
            status = 0
        if status != 200:
            self.refused += 1
            return False
        (self.hung_ms if hung else self.calm_ms).append((time.perf_counter() - start) * 1000)
        self.accepted.add(number)
        return True


@dataclass
class Result:
    worker_kills: int
    web_kills: int
    flushes: int
    hangs: int
    broker_restarts: int
    accepted: int
    written: int
    arrived: int
    lost: int
    unflagged_duplicates: int
    most_copies: int
    flagged: int
    doubled: int
    given_up: int
    still_waiting: int
    taken_up_again: int
    web_p50_ms: float
    web_p95_ms: float
    web_hung_p95_ms: float
    web_hung_max_ms: float
    drained_seconds: float

    @property
    def passed(self) -> bool:
        return (
            not self.lost
            and not self.unflagged_duplicates
            and not self.still_waiting
            and self.most_copies <= 2
        )


def disturb(
    stage: Stage, posting: Posting, *, kills: int, web_kills: int, seed: int
) -> Counter[str]:
    """Spread the accidents over the kills of workers."""
    chance = random.Random(seed)
    accidents = ["web"] * web_kills + ["flush"] * 10 + ["hang"] * 3 + ["restart"] * 2
    moments: dict[int, list[str]] = {}
    for accident in accidents:
        moments.setdefault(chance.randrange(kills), []).append(accident)
    done: Counter[str] = Counter()
    while done["kill"] < kills:
        _let_one_arrive(posting.sink)
        time.sleep(chance.uniform(0.02, 0.4))
        for accident in moments.pop(done["kill"], []):
            _accident(accident, stage, posting, chance)
            done[accident] += 1
        worker = chance.choice(stage.workers)
        if chance.random() < 0.15:
            worker.kill()
            worker.start()
            done["kill"] += 1
        elif worker.kill_a_child(chance):
            done["kill"] += 1
        print(f"{dict(done)}, {len(posting.accepted)} written", end="\r", flush=True)
    return done


def _let_one_arrive(sink: Sink, patience: float = 30) -> None:
    """Killing those who are already dead proves nothing: each kill finds workers at work."""
    before, end = sum(sink.copies.values()), time.monotonic() + patience
    while sum(sink.copies.values()) == before and time.monotonic() < end:
        time.sleep(0.005)


def _accident(name: str, stage: Stage, posting: Posting, chance: random.Random) -> None:
    if name == "web":
        if chance.random() < 0.3 or not stage.web.kill_a_child(chance):
            stage.web.kill()
            stage.web.start()
    elif name == "flush":
        stage.flush_broker()
    elif name == "hang":
        posting.hung.set()
        stage.hang_broker(HUNG_SECONDS)
        posting.hung.clear()
    else:
        stage.broker.kill()
        time.sleep(1)
        stage.broker.start()
        time.sleep(1)


def drain(stage: Stage) -> float:
    """Let the survivors finish; seconds it took."""
    start = time.monotonic()
    waiting = "select count(*) from mail_outboxemail where sent_at is null and failed_at is null"
    while time.monotonic() - start < DRAIN_SECONDS and stage.rows(waiting)[0][0]:
        time.sleep(1)
    return time.monotonic() - start


def count(stage: Stage, posting: Posting, done: Counter[str], drained: float) -> Result:
    rows = stage.rows(
        "select message_id, key, sent_at is not null, failed_at is not null, ambiguous, copies, attempts"
        " from mail_outboxemail"
    )
    copies = posting.sink.copies
    arrived = {int(str(key).rpartition(":")[2]) for mid, key, *_ in rows if copies[str(mid)]}
    calm, hung = sorted(posting.calm_ms), sorted(posting.hung_ms) or [0.0]
    return Result(
        worker_kills=done["kill"],
        web_kills=done["web"],
        flushes=done["flush"],
        hangs=done["hang"],
        broker_restarts=done["restart"],
        accepted=len(posting.accepted),
        written=len(rows),
        arrived=len(arrived),
        lost=len(posting.accepted - arrived),
        unflagged_duplicates=sum(copies[str(r[0])] > 1 and not r[4] for r in rows),
        most_copies=max(copies.values(), default=0),
        flagged=sum(bool(r[4]) for r in rows),
        doubled=sum(number > 1 for number in copies.values()),
        given_up=sum(bool(r[3]) for r in rows),
        still_waiting=sum(not r[2] and not r[3] for r in rows),
        taken_up_again=sum(int(str(r[6])) > 1 for r in rows),
        web_p50_ms=round(statistics.median(calm), 1),
        web_p95_ms=round(calm[int(len(calm) * 0.95)], 1),
        web_hung_p95_ms=round(hung[int(len(hung) * 0.95)], 1),
        web_hung_max_ms=round(hung[-1], 1),
        drained_seconds=round(drained, 1),
    )


def run(*, kills: int, web_kills: int, seed: int) -> Result:
    with tempfile.TemporaryDirectory() as name:
        stage = Stage(Path(name), lease=LEASE)
        sink = Sink(stage.smtp_port, seed)
        posting = Posting(stage.web_port, sink)
        posters = [threading.Thread(target=posting.work, daemon=True) for _ in range(3)]
        sink.start()
        try:
            stage.build()
            for poster in posters:
                poster.start()
            _let_one_arrive(sink, patience=60)
            done = disturb(stage, posting, kills=kills, web_kills=web_kills, seed=seed)
            posting.stop.set()
            for poster in posters:
                poster.join()
            return count(stage, posting, done, drain(stage))
        finally:
            posting.stop.set()
            stage.clear()
            sink.stop()


REPORT = ROOT / "bench" / "outbox" / "report.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--web-kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", action="store_true", help="write docs/trials/outbox.md")
    asked = parser.parse_args()
    start = time.monotonic()
    result = run(kills=asked.kills, web_kills=asked.web_kills, seed=asked.seed)
    minutes = round((time.monotonic() - start) / 60)
    print(json.dumps(asdict(result), indent=2))
    if asked.save:
        page = ROOT / "docs" / "trials" / "outbox.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        day = time.strftime("%-d %B %Y")
        page.write_text(
            REPORT.read_text().format(
                day=day, minutes=minutes, lease=LEASE, hung=HUNG_SECONDS, **asdict(result)
            )
        )
    print("passed" if result.passed else "FAILED")
    return 0 if result.passed else 1


if __name__ == "__main__":
    sys.exit(main())
