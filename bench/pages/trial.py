"""The trial: the same pages, the same people, one year of campaigns then ten."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from django.db import connection
from django.test import Client, override_settings

from bench.pages import territory, walk
from bench.pages.plain import MIDDLEWARE
from bench.pages.walk import ROLES, Page
from bench.pages.weigh import PLAIN, Cost, weigh
from portal.accounts.models import User

MOST_QUERIES = 20
MOST_HTML = 12_000
MOST_VISIT = 60_000
MOST_TIMES_PLAIN = 5.0
MOST_GROWTH = 1.2
NOISE = 0.6
"""Times plain: less than this is the machine's mood."""


@dataclass(frozen=True, slots=True)
class Line:
    page: Page
    young: Cost
    old: Cost

    @property
    def faults(self) -> list[str]:
        """Each bound that the page breaks, in a few words."""
        young, old = self.young, self.old
        bounds = {
            "the number of queries grows": old.queries > young.queries,
            "many queries": old.queries > MOST_QUERIES,
            "heavy HTML": old.html > MOST_HTML,
            "heavy visit": old.visit > MOST_VISIT,
            "slow": old.times_plain > MOST_TIMES_PLAIN,
            "slower with years": old.times_plain
            > max(MOST_GROWTH * young.times_plain, young.times_plain + NOISE),
        }
        return [words for words, broken in bounds.items() if broken]


@dataclass(frozen=True, slots=True)
class Found:
    lines: list[Line]
    plain_ms: float
    young_rows: dict[str, int]
    old_rows: dict[str, int]
    unreached: list[str]
    times: int

    @property
    def faults(self) -> list[Line]:
        return [line for line in self.lines if line.faults]


def run(*, times: int) -> Found:
    territory.grow([0])
    browsers = {role: _browser(email) for role, email in ROLES.items()}
    plain = _plain_browser()
    pages = [
        page
        for role, browser in browsers.items()
        for page in walk.walk(browser, role, ROLES[role])
    ]

    def weighed() -> tuple[dict[str, int], dict[Page, Cost]]:
        with connection.cursor() as cursor:
            cursor.execute("analyze")  # what PostgreSQL does by itself in the night
        costs = {
            page: weigh(browsers[page.role], page.path, times=times, plain=plain) for page in pages
        }
        return territory.rows(), costs

    young_rows, young = weighed()
    territory.grow(range(1, 10))
    old_rows, old = weighed()
    return Found(
        lines=[Line(page, young[page], old[page]) for page in pages],
        plain_ms=statistics.median(cost.cpu_ms / cost.times_plain for cost in old.values()),
        young_rows=young_rows,
        old_rows=old_rows,
        unreached=sorted(walk.names() - {page.name for page in pages}),
        times=times,
    )


def _browser(email: str | None) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    if email:
        client.force_login(User.objects.get(email=email))
    return client


def _plain_browser() -> Client:
    """It wears stock Django's middleware alone: a client loads it at its first request."""
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        client = _browser(ROLES["équipe"])
        client.get(PLAIN)
    return client
