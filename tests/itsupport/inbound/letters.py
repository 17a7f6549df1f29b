"""Messages as they arrive, built from what differs. Everybody in them is invented; every domain is example.org."""

import base64
import textwrap

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HEAD = """\
From: Marie Durand <marie.durand@example.org>
To: support@portail.example.org
Subject: Imprimante en panne
Message-ID: <m1@example.org>
Date: Thu, 26 Nov 2026 10:12:00 +0100
"""


def raw(text, *, charset="utf-8"):
    """A whole message as it is typed here."""
    return textwrap.dedent(text).lstrip("\n").encode(charset)


def letter(body=b"Bonjour", *, headers="", head=HEAD):
    """A message of Marie: `headers` are added, `body` are the bytes behind the blank line."""
    body = body.encode() if isinstance(body, str) else body
    headers = headers.encode() if isinstance(headers, str) else headers
    headers = headers.strip(b"\n") + b"\n" if headers.strip() else b""
    return head.encode() + headers + b"\n" + body


def part(content, kind="text/plain; charset=utf-8", *headers):
    """One part: its headers, a blank line, its content."""
    content = content.encode() if isinstance(content, str) else content
    lines = [f"Content-Type: {kind}", *headers]
    return "\n".join(lines).encode() + b"\n\n" + content


def encoded(content, kind, *headers):
    """The same in base64."""
    lines = base64.encodebytes(content)
    return part(lines, kind, "Content-Transfer-Encoding: base64", *headers)


def multipart(subtype, *parts, boundary="frontiere", end=True, parameters=""):
    """(headers, body) of a multipart."""
    mark = b"--" + boundary.encode()
    body = b"".join(mark + b"\n" + one + b"\n" for one in parts) + (mark + b"--\n" if end else b"")
    return f'Content-Type: multipart/{subtype}; boundary="{boundary}"{parameters}', body


def joined(subtype, *parts, boundary="frontiere", **options):
    """A multipart as a part of another."""
    headers, body = multipart(subtype, *parts, boundary=boundary, **options)
    return headers.encode() + b"\n\n" + body


def whole(subtype, *parts, headers="", **options):
    """A message of Marie whose body is this multipart."""
    own, body = multipart(subtype, *parts, **options)
    return letter(body, headers=own + "\n" + headers)
