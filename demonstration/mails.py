"""A morning of the service's mailbox: what the portal makes of each mail, and what it leaves to a person."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from django.conf import settings

from itsupport.domain.fetching import keep_raw
from itsupport.domain.reading import read_due

if TYPE_CHECKING:
    from datetime import datetime

MAILBOX = "informatique@example.org"
ONE, SEVERAL = "mairie.57630@example.org", "secretaire.57080@example.org"
_BOUNCE = """\
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
Votre message n'a pas pu être remis à ancienne.adresse@example.org.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.org\r
\r
Final-Recipient: rfc822; ancienne.adresse@example.org\r
Action: failed\r
Status: 5.1.1\r
--b--\r
"""
_BROKEN = (
    "Content-Type: multipart/mixed; boundary=oubliee\r\n\r\n--autre\r\nContent-Transfer-Encoding: base64\r\n"
    "\r\nUHLDqXNlbnRhdGlvbiBkZSBub3MgcGhvdG9jb3BpZXVycw=\xff\r\n--autre"
)
_MAILS: tuple[tuple[int, str, str, str, str], ...] = (
    (
        190, f"Mairie <{ONE}>", "Le scanner n’envoie plus dans le dossier partagé", "",
        "Bonjour,\r\n\r\nDepuis la coupure de mardi, le scanner répond « dossier introuvable ».\r\n\r\nMerci",
    ),
    (
        150, f"Solange Ferrand <{SEVERAL}>", "Mot de passe de la messagerie", "",
        "Bonjour,\r\n\r\nJe n’ouvre plus la boîte de la mairie depuis ce matin, mot de passe refusé.\r\n\r\nSolange",
    ),
    (
        120, "Mail Delivery System <mailer-daemon@mx.example.org>", "Undelivered Mail Returned to Sender",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n', _BOUNCE,
    ),
    (
        95, f"Mairie <{ONE}>", "Réponse automatique : mairie fermée jusqu’à lundi", "Auto-Submitted: auto-replied\r\n",
        "La mairie est fermée jusqu’à lundi 14 h.",
    ),
    (
        70, "Josiane Klein <josiane.klein@example.net>", "Imprimante de l’école", "",
        "Bonjour,\r\n\r\nC’est la maîtresse de l’école : l’imprimante de la classe ne s’allume plus.\r\n\r\nJ. Klein",
    ),
    (40, "offre@copieurs.example.com", "Vos photocopieurs", _BROKEN, ""),
)  # fmt: skip


def load_mails(*, at: datetime) -> None:
    """Stored, then read, as those of a real mailbox are; outside of any transaction, for the same reason."""
    for uid, (minutes, sender, subject, more, text) in enumerate(_MAILS, 1):
        moment = at - timedelta(minutes=minutes)
        raw = _raw(sender, subject, more, text, uid=uid, at=moment)
        keep_raw(raw, mailbox=MAILBOX, uidvalidity=1, uid=uid, size=len(raw), at=moment)
        read_due(at=moment)


def _raw(sender: str, subject: str, more: str, text: str, *, uid: int, at: datetime) -> bytes:
    """As written by a program that sends UTF-8 headers; the broken one ends in a byte that is none."""
    kind = "" if "Content-Type" in more else "Content-Type: text/plain; charset=utf-8\r\n"
    head = (
        f"From: {sender}\r\nTo: {settings.SUPPORT_ADDRESS or MAILBOX}\r\nSubject: {subject}\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: <demonstration{uid}@example.net>\r\n"
    )
    return f"{head}{kind}{more}\r\n{text}".encode().replace("\xff".encode(), b"\xff")
