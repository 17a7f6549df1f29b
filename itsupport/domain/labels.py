"""The papers of machines: labels to stick, the certificate that one was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from itsupport.models import Asset, LabelSheet
from portal.documents.asking import ask_for
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Document

MOST = 480
"""Twenty sheets of twenty-four."""


@transaction.atomic
def ask_labels(asset_ids: Sequence[int], *, by: User, at: datetime) -> Document:
    """One label a machine, in the order given. Refusal on none, or on more than twenty sheets."""
    if not asset_ids:
        raise Refusal("Cochez les matériels dont vous voulez l’étiquette.")
    if len(asset_ids) > MOST:
        raise Refusal(f"Demandez {MOST} étiquettes au plus à la fois.")
    sheet = LabelSheet.objects.create(asset_ids=list(asset_ids), made_at=at, made_by=by)
    return ask_for("itsupport.labels", sheet.pk, by=by, at=at)


@transaction.atomic
def ask_certificate(asset_id: int, *, by: User, at: datetime) -> Document:
    """Refusal while the erasure is not noted."""
    asset = Asset.objects.get(pk=asset_id)
    if asset.erased_on is None:
        raise Refusal("Notez d’abord l’effacement des données.")
    return ask_for(
        "itsupport.erasure_certificate", asset.pk, by=by, at=at, commune_id=asset.commune_id
    )
