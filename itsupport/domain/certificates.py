"""The proof that a machine that leaves keeps nothing of its commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from itsupport.models import Asset
from portal.documents.asking import ask_for
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Document


@transaction.atomic
def ask_certificate(asset_id: int, *, by: User, at: datetime) -> Document:
    """The certificate of erasure of a machine, the same document while nothing changes. Refused before the erasure."""
    asset = Asset.objects.get(pk=asset_id)
    if asset.erased_on is None:
        raise Refusal("Notez d’abord l’effacement : qui l’a fait, quand et comment.")
    return ask_for(
        "itsupport.erasure_certificate", asset.pk, by=by, at=at, commune_id=asset.commune_id
    )
