"""Declaring a kind of mail, and writing one in the outbox."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from email.utils import make_msgid
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string

from portal.mail.models import OutboxEmail
from portal.mail.waking import wake
from portal.walls.acting import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


SUBJECT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A stored file that leaves with a mail: `stored` is its name in the default storage."""

    name: str
    kind: str
    stored: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The same thing said to a program: an invitation beside the words. `kind` without a charset: it is UTF-8.

    It leaves as a part that mail readers choose instead of the text, and again as a file of that name and type.
    """

    kind: str
    content: str
    name: str
    file_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A kind of mail. Subclasses add the facts its template needs, and nothing else (no model).

    `template` names two files: `<template>.subject.txt` and `<template>.txt`. `label` is the kind as
    the team reads it.
    """

    template: ClassVar[str]
    label: ClassVar[str] = ""
    to: str
    commune_id: int = GROUP
    document_id: int | None = None
    reply_to: str = ""
    message_id: str = ""
    """Its Message-ID, where the caller must know it again in an answer; else one is made."""
    references: tuple[str, ...] = ()
    """Message-IDs of the conversation it goes on with, the last one being what it answers."""
    attachments: tuple[Attached, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def once(self) -> str:
        """Two notifications with the same key are one mail. Computed from data, never from a clock."""
        raise NotImplementedError

    @property
    def headers(self) -> dict[str, str]:
        """Headers of its own; they replace those that every mail has."""
        return {}


ACCOUNT_KINDS = {
    "account/email/login_code": "code pour entrer",
    "account/email/password_reset_key": "mot de passe oublié",
    "account/email/email_confirmation": "nouvelle adresse à confirmer",
    "account/email/email_changed": "adresse changée",
    "account/email/password_changed": "mot de passe changé",
    "account/email/password_reset": "mot de passe choisi de nouveau",
}
"""The mails of sign-in that allauth writes."""


def labels() -> dict[str, str]:
    """Every kind of mail the portal can write, with the words the team reads."""
    found = dict(ACCOUNT_KINDS)
    for kind in _kinds():
        found[kind.template] = kind.label or kind.template.rpartition("/")[2].replace("_", " ")
    return dict(sorted(found.items(), key=lambda item: item[1]))


def kinds_about(fact: str) -> list[str]:
    """The templates of the mails that hold this fact: `kinds_about("registration_id")`."""
    return sorted(kind.template for kind in _kinds() if fact in kind.__dataclass_fields__)


def _kinds() -> Iterator[type[Notification]]:
    kinds = list(Notification.__subclasses__())
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if getattr(kind, "template", ""):
            yield kind


def enqueue(
    *notifications: Notification, at: datetime, send_after: datetime | None = None
) -> None:
    """Write the mails in this transaction, each key once; wake the worker when it commits.

    The domain calls it inside the transaction of the fact that the mail tells.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A mail is written in the transaction of the fact it tells.")
    rows = [_row(n, at=at, send_after=send_after or at) for n in notifications]
    OutboxEmail.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        transaction.on_commit(wake, robust=True)


def _row(notification: Notification, *, at: datetime, send_after: datetime) -> OutboxEmail:
    context: dict[str, Any] = (
        {
            "notification": notification,
        }
        | {f.name: getattr(notification, f.name) for f in fields(notification)}
        | {
            "portal_name": settings.PORTAL_NAME,
            "base_url": settings.PORTAL_BASE_URL,
            "contact_phone": settings.PORTAL_CONTACT_PHONE,
            "contact_email": settings.PORTAL_CONTACT_EMAIL,
        }
    )
    template = notification.template
    return OutboxEmail(
        key=f"{template}:{notification.once}",
        kind=template,
        commune_id=notification.commune_id,
        to=notification.to,
        reply_to=notification.reply_to,
        subject=_one_line(render_to_string(f"{template}.subject.txt", context)),
        text=render_to_string(f"{template}.txt", context).strip() + "\n",
        headers={**_thread(notification.references), **notification.headers},
        attachments=[asdict(one) for one in notification.attachments],
        alternatives=[asdict(one) for one in notification.alternatives],
        document_id=notification.document_id,
        message_id=notification.message_id or fresh_message_id(),
        written_at=at,
        send_after=send_after,
    )


def _one_line(subject: str) -> str:
    line = " ".join(subject.split())
    return line if len(line) <= SUBJECT else f"{line[: SUBJECT - 1]}…"


def _thread(references: tuple[str, ...]) -> dict[str, str]:
    """The headers by which mail readers put an answer under its question (RFC 5322, 3.6.4)."""
    if not references:
        return {}
    return {"In-Reply-To": references[-1], "References": " ".join(references)}


def fresh_message_id() -> str:
    """A Message-ID under the portal's own name: under another one, mail filters take it for a forgery."""
    return make_msgid(domain=urlsplit(settings.PORTAL_BASE_URL).hostname)
