"""Bringing the service's mails in: each stored byte for byte, committed, then put away on the server."""

from __future__ import annotations

import hashlib
import logging
import re
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from itsupport.models import InboundEmail
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from imap_tools import BaseMailBox

logger = logging.getLogger(__name__)

MANY = 50
"""Mails brought by one pass; the next pass brings the next ones."""
LARGEST = 40 * 1024 * 1024
DONE_FOLDER = "Traités"
TIMEOUT = 20


class NotSecure(ValueError):  # noqa: N818 -- what is wrong with an address
    """The mailbox is read over TLS, or not at all."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the mailbox is: imaps://user:password@host[:993]/INBOX, or imap+starttls://…"""

    host: str
    port: int
    user: str
    password: str
    folder: str
    starttls: bool

    @property
    def name(self) -> str:
        return f"{self.user}@{self.host}/{self.folder}"


def account_of(url: str) -> Account:
    """NotSecure on any address that would send the password in clear."""
    parts = urlsplit(url)
    if parts.scheme not in {"imaps", "imap+starttls"}:
        raise NotSecure("SUPPORT_IMAP_URL begins with imaps:// or imap+starttls://")
    starttls = parts.scheme == "imap+starttls"
    return Account(
        host=parts.hostname or "",
        port=parts.port or (143 if starttls else 993),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=parts.path.strip("/") or "INBOX",
        starttls=starttls,
    )


def fetch_mails(*, at: datetime) -> int:
    """Bring in what the mailbox holds; return how many mails are new. Nothing when no mailbox is set."""
    if not settings.SUPPORT_IMAP_URL:
        return 0
    account = account_of(settings.SUPPORT_IMAP_URL)
    new = 0
    with _opened(account) as box:
        _ensure_folder(box)
        uidvalidity = int(box.folder.status(account.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        for uid, size in _sizes(box):
            new += _bring(box, account, uidvalidity, uid, size, at=at)
    return new


def _opened(account: Account) -> BaseMailBox:
    from imap_tools import MailBox, MailBoxStartTls  # noqa: PLC0415 -- in the worker only

    context = ssl.create_default_context(cafile=settings.SUPPORT_IMAP_CA or None)
    kind = MailBoxStartTls if account.starttls else MailBox
    box = kind(account.host, account.port, timeout=TIMEOUT, ssl_context=context)
    return box.login(account.user, account.password, initial_folder=account.folder)


def _ensure_folder(box: BaseMailBox) -> None:
    if not box.folder.exists(DONE_FOLDER):
        box.folder.create(DONE_FOLDER)


def _sizes(box: BaseMailBox) -> Iterator[tuple[int, int]]:
    """(UID, size) of the oldest mails of the folder."""
    uids = sorted(int(uid) for uid in box.uids())[:MANY]
    for uid in uids:
        _, found = box.client.uid("FETCH", str(uid), "(RFC822.SIZE)")
        size = re.search(rb"RFC822\.SIZE (\d+)", found[0] or b"") if found else None
        if size:
            yield uid, int(size[1])


def _bring(
    box: BaseMailBox, account: Account, uidvalidity: int, uid: int, size: int, *, at: datetime
) -> int:
    """Store one mail, then move the server's copy: killed in between, the next pass only moves it."""
    where: dict[str, Any] = {"mailbox": account.name, "uidvalidity": uidvalidity, "uid": uid}
    with wall_for_all(durable=True):
        known = InboundEmail.objects.filter(**where).exists()
    if not known:
        raw = _raw(box, uid, headers_only=size > LARGEST)
        if not raw:
            return 0
        keep_raw(raw, size=size, at=at, **where)
    box.move(str(uid), DONE_FOLDER)
    with wall_for_all(durable=True):
        InboundEmail.objects.filter(**where, moved_at=None).update(moved_at=at)
    return int(not known)


def keep_raw(
    raw: bytes, *, mailbox: str, uidvalidity: int, uid: int, size: int, at: datetime
) -> InboundEmail:
    """The row and its file, committed before anybody reads it. A file without a row is never read."""
    sha256 = hashlib.sha256(raw).hexdigest()
    name = f"recus/{at:%Y/%m}/{sha256}.eml"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(raw))
    with wall_for_all(durable=True):
        InboundEmail.objects.bulk_create(
            [
                InboundEmail(
                    mailbox=mailbox,
                    uidvalidity=uidvalidity,
                    uid=uid,
                    sha256=sha256,
                    size=size,
                    raw=name,
                    received_at=at,
                )
            ],
            ignore_conflicts=True,
        )
        return InboundEmail.objects.get(mailbox=mailbox, uidvalidity=uidvalidity, uid=uid)


def _raw(box: BaseMailBox, uid: int, *, headers_only: bool) -> bytes:
    what = "(BODY.PEEK[HEADER])" if headers_only else "(BODY.PEEK[])"
    _, found = box.client.uid("FETCH", str(uid), what)
    parts = [part for part in found or [] if isinstance(part, tuple)]
    return bytes(parts[0][1]) if parts else b""
