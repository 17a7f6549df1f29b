"""Bringing the service's mails in: each stored byte for byte, committed, then put away on the server."""

from __future__ import annotations

import hashlib
import imaplib
import logging
import re
import ssl
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from itsupport.models import InboundEmail, MailboxVisit
from portal.storage import stored
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from imap_tools import BaseMailBox

logger = logging.getLogger(__name__)

MANY = 50
"""Mails brought by one pass; the next pass brings the next ones."""
LARGEST = 40 * 1024 * 1024
"""Bytes. Of a larger mail only the headers are brought: the whole one stays on the server."""
DONE_FOLDER = "Traités"
TIMEOUT = 20
PATIENCE = 120.0
"""Seconds after which a pass leaves the rest to the next one, on a server that answers slowly."""


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
        raise NotSecure("SUPPORT_IMAP_URL commence par imaps:// ou imap+starttls://")
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
    """Bring in what the mailbox holds; return how many mails are new. Nothing when no mailbox is set.

    A visit that fails is noted, with its cause, for the desk to read; it never stops the reading of what is stored.
    """
    if not settings.SUPPORT_IMAP_URL:
        return 0
    name, new, error = "SUPPORT_IMAP_URL", 0, ""
    try:
        account = account_of(settings.SUPPORT_IMAP_URL)
        name = account.name
        with _opened(account) as box:
            new, error = _empty(box, account, at=at)
    except Exception as trouble:  # whatever a server does, the pass ends and says so
        logger.exception("inbound.not_fetched")
        error = _in_words(trouble)
    _note_visit(name, error, at=at)
    return new


def _empty(box: BaseMailBox, account: Account, *, at: datetime) -> tuple[int, str]:
    """Oldest first. One that the server cannot give, or move, is passed over. (new ones, what went wrong)"""
    done = _folder_for_done(box)
    uidvalidity = int(box.folder.status(account.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
    start, new, error = time.monotonic(), 0, ""
    for uid in sorted(int(uid) for uid in box.uids()):
        if new >= MANY or time.monotonic() - start > PATIENCE:
            break
        try:
            new += _bring(box, account, uidvalidity, uid, done, at=at)
        except Unusable as trouble:
            if f"{uid}" not in box.uids():  # another worker has just put it away
                continue
            logger.warning("inbound.passed_over", extra={"uid": uid, "error": str(trouble)})
            error = str(trouble)
    return new, error


class Unusable(Exception):  # noqa: N818 -- what the server answered
    """The server says no for this mail alone; the others are brought all the same."""


@contextmanager
def _opened(account: Account) -> Iterator[BaseMailBox]:
    """The mailbox, signed in. The connection is closed whatever happens, by a server that no longer answers too."""
    from imap_tools import MailBox, MailBoxStartTls  # noqa: PLC0415 -- in the worker only

    context = ssl.create_default_context(cafile=settings.SUPPORT_IMAP_CA or None)
    kind = MailBoxStartTls if account.starttls else MailBox
    box = kind(account.host, account.port, timeout=TIMEOUT, ssl_context=context)
    try:
        plain = (account.user + account.password).isascii()
        login = box.login if plain else box.login_utf8
        yield login(account.user, account.password, initial_folder=account.folder)
        box.logout()
    finally:
        with suppress(OSError):
            box.client.shutdown()


def _folder_for_done(box: BaseMailBox) -> str:
    """« Traités », made when it lacks; under INBOX on the servers that keep everything there."""
    from imap_tools import MailboxFolderCreateError  # noqa: PLC0415 -- in the worker only

    folders = {folder.name: folder.delim for folder in box.folder.list()}
    inside = f"INBOX{folders.get('INBOX') or '.'}{DONE_FOLDER}"
    for name in (DONE_FOLDER, inside):
        if name in folders:
            return name
    try:
        box.folder.create(DONE_FOLDER)
    except MailboxFolderCreateError:
        box.folder.create(inside)
        return inside
    return DONE_FOLDER


def _bring(
    box: BaseMailBox, account: Account, uidvalidity: int, uid: int, done: str, *, at: datetime
) -> int:
    """Store one mail, then move the server's copy: killed in between, the next pass only moves it."""
    from imap_tools import ImapToolsError  # noqa: PLC0415 -- in the worker only

    where: dict[str, Any] = {"mailbox": account.name, "uidvalidity": uidvalidity, "uid": uid}
    with wall_for_all(durable=True):
        known = InboundEmail.objects.filter(**where).exists()
    if not known:
        size = _size(box, uid)
        large = size > LARGEST
        keep_raw(_raw(box, uid, headers_only=large), size=size, headers_only=large, at=at, **where)
    try:
        box.move(str(uid), done)
    except ImapToolsError as trouble:
        raise Unusable(f"Un courriel lu n’a pas pu être rangé dans « {done} ».") from trouble
    with wall_for_all(durable=True):
        InboundEmail.objects.filter(**where, moved_at=None).update(moved_at=at)
    return int(not known)


def keep_raw(
    raw: bytes,
    *,
    mailbox: str,
    uidvalidity: int,
    uid: int,
    size: int,
    at: datetime,
    headers_only: bool = False,
) -> InboundEmail:
    """The row and its file, committed before anybody reads it. A file without a row is never read."""
    sha256 = hashlib.sha256(raw).hexdigest()
    name = stored(f"recus/{at:%Y/%m}/{sha256}.eml", raw)
    with wall_for_all(durable=True):
        InboundEmail.objects.bulk_create(
            [
                InboundEmail(
                    mailbox=mailbox,
                    uidvalidity=uidvalidity,
                    uid=uid,
                    sha256=sha256,
                    size=size,
                    headers_only=headers_only,
                    raw=name,
                    received_at=at,
                )
            ],
            ignore_conflicts=True,
        )
        return InboundEmail.objects.get(mailbox=mailbox, uidvalidity=uidvalidity, uid=uid)


def _size(box: BaseMailBox, uid: int) -> int:
    _, found = box.client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    lines = [line for line in found or [] if isinstance(line, bytes)]
    sizes = [size for line in lines if (size := re.search(rb"RFC822\.SIZE (\d+)", line))]
    if not sizes:
        raise Unusable("Le serveur ne dit pas la taille d’un courriel.")
    return int(sizes[0][1])


def _raw(box: BaseMailBox, uid: int, *, headers_only: bool) -> bytes:
    what = "(BODY.PEEK[HEADER])" if headers_only else "(BODY.PEEK[])"
    _, found = box.client.uid("FETCH", str(uid), what)
    parts = [part for part in found or [] if isinstance(part, tuple)]
    if not parts:
        raise Unusable("Le serveur ne donne pas le contenu d’un courriel.")
    return bytes(parts[0][1])


def _note_visit(mailbox: str, error: str, *, at: datetime) -> None:
    with wall_for_all(durable=True):
        visit, _ = MailboxVisit.objects.select_for_update().get_or_create(
            mailbox=mailbox, defaults={"tried_at": at}
        )
        visit.tried_at, visit.error = at, error
        if error:
            visit.failing_since = visit.failing_since or at
        else:
            visit.failing_since, visit.succeeded_at = None, at
        visit.save()


def _in_words(trouble: Exception) -> str:
    """Why a visit failed, for the desk; never the address, which holds the password."""
    from imap_tools import MailboxLoginError  # noqa: PLC0415 -- in the worker only

    said: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (NotSecure, str(trouble) if isinstance(trouble, NotSecure) else ""),
        (ssl.SSLCertVerificationError, "Le certificat du serveur n’est pas reconnu."),
        (ssl.SSLError, "Le serveur ne sait pas chiffrer l’échange."),
        (TimeoutError, "Le serveur ne répond pas."),
        (MailboxLoginError, "Le serveur refuse l’identifiant ou le mot de passe."),
        (OSError, "Le serveur est injoignable."),
        (
            imaplib.IMAP4.error,
            "Le serveur a coupé la conversation, ou refuse ce qu’on lui demande.",
        ),
    )
    found = (words for kind, words in said if isinstance(trouble, kind))
    return next(found, f"Faute du portail ({type(trouble).__name__}), à signaler.")
