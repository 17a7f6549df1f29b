"""Asking for the training record of an agent on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_for

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Document

RECORD = "training.training_record"


@transaction.atomic
def ask_record(person_id: int, *, commune_id: int, by: User, at: datetime) -> Document:
    """`commune_id`: one that employs her, and whose wall the document stands in."""
    return ask_for(RECORD, person_id, by=by, at=at, commune_id=commune_id)
