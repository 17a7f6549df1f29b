"""Visiting the portal as somebody: each request in a savepoint of its own, undone once looked at."""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.access.canaries import text_of


@dataclass
class Seen:
    """What came back: the status, the whole body, and the class of what broke."""

    status: int
    body: bytes
    content_type: str
    location: str
    broke: str

    @property
    def text(self):
        """All it says, its address included, whatever the sort of file."""
        return f"{self.location}\n{text_of(self.body)}".lower()


class Visitor:
    """Somebody's browser; anonymous when there is no user."""

    def __init__(self, user=None):
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.kept = {name: one.value for name, one in self.client.cookies.items()}

    @contextmanager
    def asking(self, method, url, data=None, **headers):
        """The answer, while what the request wrote is still there; then all is undone."""
        with transaction.atomic():
            yield self._ask(method, url, data, headers)
            transaction.set_rollback(True)
        self.client.cookies.clear()
        for name, value in self.kept.items():
            self.client.cookies[name] = value

    def follow(self, seen):
        """The page that a redirection leads to: it says what happened."""
        if seen.status in {301, 302, 303} and seen.location.startswith("/"):
            return self._ask("GET", seen.location, None, {})
        return None

    def ask(self, method, url, data=None, **headers):
        with self.asking(method, url, data, **headers) as seen:
            return seen

    def _ask(self, method, url, data, headers):
        body = encode_multipart(BOUNDARY, data or {}) if method == "POST" else b""
        try:
            response = self.client.generic(
                method, url, body, content_type=MULTIPART_CONTENT, headers=headers
            )
        except pytest.fail.Exception as fault:  # a template names something absent: see conftest
            return Seen(500, b"", "", "", str(fault))
        broke = response.exc_info[0].__name__ if getattr(response, "exc_info", None) else ""
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return Seen(
            response.status_code,
            content,
            response.get("Content-Type", ""),
            response.get("Location", ""),
            broke,
        )
