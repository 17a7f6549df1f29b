"""What a preview showed, kept: all its lines or none, by the person who saw them, within the hour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP
from portal.tables.imports.comparing import compare

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.tables.imports.comparing import Numbered
    from portal.tables.imports.register import Preview, Register

LIFETIME = 3_600
"""Seconds during which a preview can be confirmed."""
SALT = "portal.tables.imports"


def rehearse(register: Register, preview: Preview, *, by: User, at: datetime) -> Preview:
    """Write every line and take all of it back: what the rules of the portal refuse is known beforehand."""
    refused: dict[int, str] = {}
    with transaction.atomic():
        for line in preview.to_write:
            try:
                with transaction.atomic():
                    register.write(line, by=by, at=at)
            except (Refusal, ValidationError, IntegrityError) as error:
                refused[line.number] = f"Ligne {line.number}{NBSP}: {_reason(error)}"
        transaction.set_rollback(True)
    told = (
        replace(line, faults=(*line.faults, refused[line.number]))
        if line.number in refused
        else line
        for line in preview.lines
    )
    return replace(preview, lines=tuple(told))


@transaction.atomic
def keep(
    register: Register, rows: Numbered, base: str, *, by: User, at: datetime, file: str = ""
) -> Preview | None:
    """All the lines, in one transaction. None, and nothing written, when the rows are no more those of `base`."""
    preview = compare(register, rows, register.known(locked=True))
    if preview.base != base:
        return None
    if preview.of_kind("fault"):
        raise Refusal("Ce fichier a des lignes à corriger : rien n’a été enregistré.")
    for line in preview.to_write:
        try:
            register.write(line, by=by, at=at)
        except (Refusal, ValidationError, IntegrityError) as error:
            raise Refusal(
                f"Ligne {line.number}{NBSP}: {_reason(error)} Rien n’a été enregistré."
            ) from error
    record(
        "import_table",
        by,
        by=by,
        at=at,
        register=register.title,
        file=file,
        added=len(preview.of_kind("new")),
        changed=len(preview.of_kind("changed")),
    )
    return preview


def pack(register: Register, rows: Numbered, base: str, *, by: User, file: str) -> str:
    """The very lines that were shown, signed for the person who saw them."""
    given = {"rows": [[number, row] for number, row in rows], "base": base, "file": file}
    return signing.dumps(given, salt=_salt(register, by), compress=True)


def unpack(register: Register, text: str, *, by: User) -> dict[str, Any]:
    """Raises BadSignature on anything else than what `pack` gave to this person in the last hour."""
    found: dict[str, Any] = signing.loads(text, salt=_salt(register, by), max_age=LIFETIME)
    return found


def _salt(register: Register, by: User) -> str:
    return f"{SALT}:{register.slug}:{by.pk}"


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, IntegrityError):
        return "une règle du registre refuse ces valeurs ensemble."
    return str(error)
