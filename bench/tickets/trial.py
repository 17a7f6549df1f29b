"""The trial: the same pages of the desk and of a town hall, at each size."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg
from django.test import Client, override_settings

from bench.pages.plain import MIDDLEWARE
from bench.pages.weigh import PLAIN, Cost, weigh
from bench.tickets.filling import counted, fill
from itsupport.models import Ticket
from portal.accounts.models import User
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from collections.abc import Sequence

STEP = 100_000
MOST_QUERIES, MOST_HTML, MOST_GROWTH = 20, 12_000, 1.2
NOISE = 0.6
DESK, TOWN = "informatique@example.org", "secretaire.57630@example.org"
PAGES = {
    "boîte de l’équipe": (DESK, "/informatique/bureau/"),
    "les miennes": (DESK, "/informatique/bureau/?vue=miennes"),
    "registre, première page": (DESK, "/informatique/bureau/registre/"),
    "registre, page 40": (DESK, "/informatique/bureau/registre/?page=40"),
    "registre, une commune": (DESK, "/informatique/bureau/registre/?commune={commune}"),
    "demande": (DESK, "/informatique/bureau/{ticket}/"),
    "aperçu": (DESK, "/informatique/bureau/{ticket}/apercu/"),
    "recherche, mot rare": (DESK, "/rechercher/?q=bureau+777"),
    "recherche, mot courant": (DESK, "/rechercher/?q=imprimante"),
    "recherche, rien": (DESK, "/rechercher/?q=licorne"),
    "recherche, numéro": (DESK, "/rechercher/?q={ref}"),
    "mairie : aide": (TOWN, "/informatique/"),
    "mairie : ses demandes": (TOWN, "/informatique/demandes/"),
    "mairie : accueil": (TOWN, "/"),
}


@dataclass(slots=True)
class Line:
    name: str
    costs: list[Cost] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        first, last = self.costs[0], self.costs[-1]
        limit = max(MOST_GROWTH * first.times_plain, first.times_plain + NOISE)
        bounds = {
            "questions de plus": last.queries > first.queries,
            "trop de questions": last.queries > MOST_QUERIES,
            "HTML lourd": last.html > MOST_HTML,
            "plus lente en grand": last.times_plain > limit,
        }
        return [words for words, broken in bounds.items() if broken]


@dataclass(slots=True)
class Found:
    sizes: list[dict[str, int]]
    lines: list[Line]
    plain_ms: list[float]
    filled_s: list[float]
    times: int


def run(sizes: Sequence[int], *, times: int) -> Found:
    lines = [Line(name) for name in PAGES]
    found = Found([], lines, [], [], times)
    done = 0
    for size in sizes:
        start = time.monotonic()
        for first in range(done + 1, size + 1, STEP):
            fill(first, min(first + STEP - 1, size))
        done = size
        _analyze()
        found.filled_s.append(time.monotonic() - start)
        found.sizes.append(counted())
        browsers = {email: _browser(email) for email in (DESK, TOWN)}
        plain = _plain_browser()
        places = _places()
        for line in lines:
            email, path = PAGES[line.name]
            line.costs.append(
                weigh(browsers[email], path.format(**places), times=times, plain=plain)
            )
        found.plain_ms.append(
            statistics.median(line.costs[-1].cpu_ms / line.costs[-1].times_plain for line in lines)
        )
    return found


def _places() -> dict[str, object]:
    with wall_for_all():
        ticket = Ticket.objects.filter(state="taken").order_by("due_at").first()
        assert ticket is not None
        return {"ticket": ticket.pk, "ref": ticket.ref, "commune": ticket.commune_id}


def _browser(email: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=email))
    return client


def _plain_browser() -> Client:
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        client = _browser(DESK)
        client.get(PLAIN)
    return client


def _analyze() -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("vacuum analyze")
