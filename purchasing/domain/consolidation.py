"""Locking the need: what each commune declared, summed, hashed, and kept for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from portal.documents.asking import ask_for
from portal.journal.record import record
from portal.lib.money import from_cents
from portal.lib.refusal import Refusal
from purchasing.arithmetic.consolidation import consolidate, snapshot
from purchasing.models import Campaign, NeedLine, NeedRevision, NeedSnapshot
from purchasing.queries.consolidation import declared_need, lines_of_lot, total_cents
from purchasing.queries.procedures import estimated_cents, procedure_for
from purchasing.states import (
    CAMPAIGN_FLOW,
    PARTICIPATION_FLOW,
    CampaignState,
    Channel,
    ParticipationState,
)

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from portal.accounts.models import User
    from purchasing.models import Lot
    from purchasing.queries.consolidation import Figure


@transaction.atomic
def lock_need(campaign_id: int, *, by: User, at: datetime) -> list[NeedSnapshot]:
    """Write the need of each lot once for all. Later changes are revisions with a reason.

    Answers with figures are locked; « no need » and « outside the grouping » keep their own word.
    """
    campaign = Campaign.objects.locked(campaign_id)
    CAMPAIGN_FLOW.check("lock", campaign)
    need = declared_need(campaign)
    snapshots = [
        _write(lot, need, revision=0, why="", by=by, at=at)
        for lot in campaign.lots.order_by("number")
    ]
    for participation in campaign.participations.filter(state=ParticipationState.SUBMITTED):
        PARTICIPATION_FLOW.apply("lock", participation, by=by, at=at)
    estimate = estimated_cents(campaign, total_cents(need))
    procedure = procedure_for(campaign, estimate, on=localdate(at))
    CAMPAIGN_FLOW.apply(
        "lock",
        campaign,
        by=by,
        at=at,
        told={"sha256": [one.sha256 for one in snapshots], "estimate_cents": estimate},
        locked_at=at,
        estimate=from_cents(estimate),
        procedure=procedure.name if procedure else "",
    )
    _ask_documents(campaign, by=by, at=at)
    return snapshots


@transaction.atomic
def revise_need(
    line_id: int, *, quantity: Decimal, why: str, by: User, at: datetime
) -> NeedSnapshot:
    """Change a figure after the lock: the reason is kept, and the lot gets a new snapshot."""
    line = NeedLine.objects.select_related("participation", "lot_item__lot").get(pk=line_id)
    campaign = Campaign.objects.locked(line.participation.campaign_id)
    line = NeedLine.objects.select_for_update(of=("self",)).get(pk=line_id)
    if campaign.state != CampaignState.LOCKED:
        raise Refusal("Le besoin n’est pas arrêté : changez la réponse de la commune.")
    if line.participation.state != ParticipationState.LOCKED:
        raise Refusal("Cette commune n’a pas de besoin arrêté dans cette campagne.")
    if not why.strip():
        raise Refusal("Dites pourquoi le besoin change après avoir été arrêté.")
    if quantity < 0 or quantity % line.lot_item.step:
        raise Refusal("La quantité est positive, et un multiple du pas de l’article.")
    before = line.quantity
    if quantity == before:
        raise Refusal("C’est déjà la quantité arrêtée.")
    line.quantity, line.quantity_max = quantity, max(quantity, line.quantity_max)
    line.version += 1
    line.changed_at, line.changed_by = at, by
    line.save(update_fields=["quantity", "quantity_max", "version", "changed_at", "changed_by"])
    _write_revision(line, before, why=why.strip(), by=by, at=at)
    record("revise", campaign, by=by, at=at, line=line.pk, before=str(before), after=str(quantity))
    return _write_again(line.lot_item.lot, campaign, why=why.strip(), by=by, at=at)


def _write(
    lot: Lot, need: list[Figure], *, revision: int, why: str, by: User, at: datetime
) -> NeedSnapshot:
    """The snapshot of a lot; Σ of the rows = Σ of the columns, or nothing is written."""
    lines = lines_of_lot(one for one in need if one.lot_id == lot.pk)
    try:
        consolidate(lines)
    except ValueError as error:
        raise Refusal(
            "La somme des lignes n’est pas celle des colonnes : rien n’a été arrêté."
        ) from error
    kept = snapshot(lines)
    return NeedSnapshot.objects.create(
        lot=lot,
        revision=revision,
        payload=kept.text,
        sha256=kept.sha256,
        locked_at=at,
        locked_by=by,
        why=why,
    )


def _write_again(
    lot: Lot, campaign: Campaign, *, why: str, by: User, at: datetime
) -> NeedSnapshot:
    last = NeedSnapshot.objects.filter(lot=lot).order_by("-revision").first()
    revision = last.revision + 1 if last else 1
    kept = _write(lot, declared_need(campaign), revision=revision, why=why[:300], by=by, at=at)
    _ask_documents(campaign, by=by, at=at)
    return kept


def _write_revision(line: NeedLine, before: Decimal, *, why: str, by: User, at: datetime) -> None:
    NeedRevision.objects.create(
        line=line,
        commune_id=line.commune_id,
        at=at,
        by=by,
        by_label=str(by),
        channel=Channel.PHONE,
        origin=line.origin,
        quantity_before=before,
        quantity_after=line.quantity,
        after_lock=True,
        why=why[:300],
    )


def _ask_documents(campaign: Campaign, *, by: User, at: datetime) -> None:
    ask_for("purchasing.consolidated_need", campaign.pk, by=by, at=at)
