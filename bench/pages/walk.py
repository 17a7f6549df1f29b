"""Every page that a person reaches by following links, one or two addresses for each name of URL."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.urls import (
    NoReverseMatch,
    Resolver404,
    URLPattern,
    URLResolver,
    get_resolver,
    resolve,
    reverse,
)

from tests.browser.pages import BY_ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

ROLES = {
    "public": None,
    "mairie": "secretaire.57080@example.org",
    "équipe": "gestion@example.org",
}
EACH = 2
"""Addresses kept for one name: the first two met, as a campaign that is open and one that is locked."""
_LINK = re.compile(r'(?:href|hx-get)="([^"#]+)')
_LEAVES = {"account_logout", "account_signup", "account_inactive", "socialaccount_signup"}


@dataclass(frozen=True, slots=True, order=True)
class Page:
    role: str
    name: str
    path: str


def walk(client: Client, role: str, email: str | None) -> Iterator[Page]:
    """The pages of one role, breadth first; files to download and redirections are left out."""
    waiting = list(dict.fromkeys(_doors(email)))
    seen, met = set(waiting), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if not name or name in _LEAVES or met[name] >= EACH:
            continue
        response = client.get(path)
        html = response.get("Content-Type", "").startswith("text/html")
        if response.status_code != 200 or not html or response.streaming:
            continue
        met[name] += 1
        yield Page(role, name, path)
        for link in _LINK.findall(response.content.decode()):
            target = urljoin(path, unescape(link))
            if target.startswith("/") and target not in seen and "?" not in target:
                seen.add(target)
                waiting.append(target)


def _doors(email: str | None) -> Iterator[str]:
    """The home page, those that the browser's tests open, and every page whose address takes no argument."""
    yield from BY_ROLE.get(email, ())
    for name in sorted(names()) if email else ():
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def name_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def names() -> set[str]:
    """Each name of URL that the portal has."""
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{prefix}{pattern.name}"
