"""What a page costs: CPU, questions to the database, bytes on the wire."""

from __future__ import annotations

import gzip
import re
import statistics
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from django.test import Client

PLAIN = "/plain/"
_LOADED = re.compile(
    r'<(?:link[^>]+rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="/static/([^"]+)"'
)
_WITHIN = re.compile(r"url\(['\"]?(?:/static/|\.\./)([^'\")]+\.woff2)")


@dataclass(frozen=True, slots=True)
class Cost:
    queries: int
    cpu_ms: float
    database_ms: float
    """CPU of PostgreSQL for one visit, by its own process; 0 where it runs elsewhere."""
    times_plain: float
    """Its CPU divided by that of the plain page, asked for in turn with it."""
    html: int
    """Bytes of the HTML, compressed."""
    visit: int
    """Bytes of a first visit: HTML, CSS, JavaScript, fonts and icon, compressed."""


def weigh(client: Client, path: str, *, times: int, plain: Client) -> Cost:
    """The median of several visits by a browser already known; the first one is not counted."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    queries = sum(is_question(query["sql"]) for query in asked)
    html = response.content
    pairs = [(_spent(client, path), _spent(plain, PLAIN)) for _ in range(times)]
    mine, other = (
        statistics.median(web for web, _database in spent) for spent in zip(*pairs, strict=True)
    )
    return Cost(
        queries=queries,
        cpu_ms=mine,
        database_ms=statistics.median(database for (_web, database), _plain in pairs),
        times_plain=mine / other,
        html=_squeezed(html),
        visit=_squeezed(html) + sum(map(_static, files_of(html.decode()))),
    )


def is_question(sql: str) -> bool:
    return not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))


def _spent(client: Client, path: str) -> tuple[float, float]:
    """Milliseconds of CPU of this process, and of PostgreSQL's that serves it."""
    start, before = time.thread_time(), _database_cpu()
    response: Any = client.get(path)
    spent, asked = time.thread_time() - start, _database_cpu() - before
    assert response.status_code == 200, path
    return spent * 1000, asked / 1_000_000


def _database_cpu() -> int:
    """Nanoseconds that the process of our connection has worked, as Linux counts them."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except OSError:
        return 0


def files_of(html: str) -> set[str]:
    """What the browser loads with the page, fonts of its stylesheets included."""
    found = set(_LOADED.findall(html))
    return found | {font for name in found if name.endswith(".css") for font in _fonts(name)}


@cache
def _fonts(stylesheet: str) -> frozenset[str]:
    return frozenset(_WITHIN.findall(_read(stylesheet).decode()))


@cache
def _static(name: str) -> int:
    content = _read(name)
    return len(content) if name.endswith(".woff2") else _squeezed(content)


def _read(name: str) -> bytes:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found).read_bytes()


def _squeezed(content: bytes) -> int:
    return len(gzip.compress(content, 6, mtime=0))
