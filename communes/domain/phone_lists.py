"""Asking for the telephone list of the day: one for everyone, whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_for
from portal.lib.dates import paris_date
from portal.walls.acting import EVERYONE

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Document


@transaction.atomic
def ask_phone_list(*, by: User, at: datetime) -> Document:
    """The same day with the same numbers is the same document."""
    day = paris_date(at)
    number = day.year * 10_000 + day.month * 100 + day.day
    return ask_for("communes.phone_list", number, by=by, at=at, commune_id=EVERYONE)
