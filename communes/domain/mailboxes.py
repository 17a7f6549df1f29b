"""Where a commune reads its mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from communes.models import Commune, Mailbox, Person
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def add_mailbox(
    commune_id: int, *, email: str, person: Person | None = None, by: User, at: datetime
) -> Mailbox:
    """The shared address of the town hall, or a person's own for this commune. One that was closed opens again."""
    commune = Commune.objects.locked(commune_id)
    email = email.strip().lower()
    mailbox = commune.mailboxes.filter(email__iexact=email).first()
    if mailbox is None:
        mailbox = Mailbox(commune=commune, email=email)
    elif mailbox.active:
        raise Refusal(f"{email} est déjà inscrite pour {commune}.")
    mailbox.person, mailbox.shared, mailbox.active = person, person is None, True
    mailbox.save()
    record("add_mailbox", mailbox, by=by, at=at)
    return mailbox


@transaction.atomic
def close_mailbox(mailbox_id: int, *, by: User, at: datetime) -> None:
    """No mail goes there any more. A commune always keeps one address."""
    mailbox = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox_id)
    Commune.objects.locked(mailbox.commune_id)
    if not mailbox.active:
        raise Refusal(f"{mailbox.email} est déjà fermée.")
    others = Mailbox.objects.filter(commune_id=mailbox.commune_id, active=True)
    if not others.exclude(pk=mailbox.pk).exists():
        raise Refusal(
            "C’est la seule adresse de la commune : inscrivez la nouvelle avant de fermer celle-ci."
        )
    mailbox.active = False
    mailbox.save(update_fields=["active"])
    record("close_mailbox", mailbox, by=by, at=at)
