"""What the directory says of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from communes.models import Person
from portal.journal.record import record

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

NAMES = ("civility", "email", "phone")


@transaction.atomic
def change_person(
    person_id: int, *, civility: str, email: str, phone: str, by: User, at: datetime
) -> bool:
    """How to call and reach someone; her account keeps its own address. False when nothing changes."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    given = dict(zip(NAMES, (civility, email.strip().lower(), phone), strict=True))
    before = {
        name: getattr(person, name) for name in NAMES if getattr(person, name) != given[name]
    }
    if not before:
        return False
    for name in before:
        setattr(person, name, given[name])
    person.save(update_fields=list(before))
    record("change_person", person, by=by, at=at, before=before)
    return True
