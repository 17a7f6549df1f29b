"""Which machine a report comes from, and what becomes of it: recognised, added, or left to a person to say."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from itsupport import inventory
from itsupport.domain.asset_moves import deliver, put_in_service, restore
from itsupport.domain.equipment import (
    Described,
    add_asset,
    hold_series,
    keys_of,
    transfer_asset,
)
from itsupport.domain.learning import learn
from itsupport.inventory.matching import Match, match
from itsupport.models import Asset, InventoryReport
from itsupport.queries.lookalikes import lookalikes
from itsupport.queries.sites import only_site
from itsupport.states.equipment import REPORT_FLOW, AssetKind, AssetState, ReportState
from portal.lib.refusal import Refusal
from portal.lib.stopwatch import Stopwatch
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.inventory import Inventory
    from portal.accounts.models import User

logger = logging.getLogger(__name__)

MANY = 200
"""Reports treated by one task, which then leaves its place."""
MAX_ATTEMPTS, BACK_OFF = 3, timedelta(minutes=2)
ELSEWHERE = "connu dans une autre commune"
GONE = "ce matériel est réformé"
UNKNOWN_PART = "relevé partiel d’une machine inconnue"
FAILED = "le traitement a échoué, voyez le journal du serveur"
KEPT_FOR = timedelta(days=90)
"""How long a report is kept after another one of the same machine came."""
_KINDS = {
    "desktop": AssetKind.DESKTOP,
    "laptop": AssetKind.LAPTOP,
    "tablet": AssetKind.TABLET,
    "server": AssetKind.SERVER,
    "vm": AssetKind.SERVER,
}


def recognise_due(*, at: datetime) -> int:
    """Treat what waits, each report in its own transaction; return how many were treated."""
    watch = Stopwatch(at)
    done = 0
    while done < MANY and _recognise_next(at=watch.now()):
        done += 1
    return done


def _recognise_next(*, at: datetime) -> bool:
    """One report, held: another worker takes the next one. False when nothing waits."""
    with wall_for_all(durable=True):
        due = InventoryReport.objects.filter(state=ReportState.RECEIVED).exclude(retry_at__gt=at)
        held = due.select_for_update(of=("self",), skip_locked=True)
        report = held.order_by("received_at", "pk").first()
        if report is None:
            return False
        try:
            with transaction.atomic():
                recognise(report, at=at)
        except Exception:  # a fault of this report alone must not stop the others
            logger.exception("reports.not_recognised", extra={"report": report.pk})
            report.refresh_from_db()
            _put_off(report, at=at)
    return True


def recognise(report: InventoryReport, *, at: datetime) -> None:
    """Match a report that the caller holds against the register, and do what follows.

    The series of labels is held first: two reports of one new machine cannot make two.
    """
    hold_series()
    found = _said(report)
    here, elsewhere = lookalikes(report.commune_id, found)
    verdict = match(found, here)
    if verdict.kind == "same" and verdict.key is not None:
        _same(report, int(verdict.key), found, verdict, at=at)
        return
    if verdict.kind == "doubt":
        _doubt(report, verdict.candidates, verdict.reasons, at=at)
        return
    abroad = match(found, elsewhere)
    if abroad.kind != "new":
        keys = abroad.candidates or (abroad.key or "",)
        _doubt(report, keys, (ELSEWHERE, *abroad.reasons), at=at)
    elif report.partial:
        _doubt(report, (), (UNKNOWN_PART,), at=at)
    else:
        _create(report, found, by=None, at=at)


@transaction.atomic
def settle_same(report_id: int, asset_id: int, *, by: User, at: datetime) -> Asset:
    """« C’est cette machine ». One that was retired is back in service.

    One that was in another commune comes to this one, with a new label.
    """
    report = InventoryReport.objects.locked(report_id)
    REPORT_FLOW.check("recognise", report)
    if asset_id not in report.candidates:
        raise Refusal("Ce matériel n’est pas de ceux que le relevé évoque.")
    asset = Asset.objects.locked(asset_id)
    if not asset.is_live:
        restore(asset.pk, by=by, at=at)
        asset = put_in_service(asset.pk, by=by, at=at)
    if asset.commune_id != report.commune_id:
        asset = transfer_asset(asset.pk, report.commune_id, by=by, at=at)
        asset = put_in_service(asset.pk, by=by, at=at)
    _attach(report, asset, _said(report), by=by, at=at)
    return asset


@transaction.atomic
def settle_other(report_id: int, *, by: User, at: datetime) -> Asset:
    """« C’est une autre »: a machine that the register did not know."""
    report = InventoryReport.objects.locked(report_id)
    REPORT_FLOW.check("create", report)
    return _create(report, _said(report), by=by, at=at, knowingly=True)


@transaction.atomic
def discard(report_id: int, *, by: User, at: datetime) -> None:
    """Not a machine of the communes. The same report coming again changes nothing."""
    report = InventoryReport.objects.locked(report_id)
    REPORT_FLOW.apply("discard", report, by=by, at=at)


def recognised(asset: Asset, report: InventoryReport, *, by: User | None, at: datetime) -> None:
    """What follows when a machine reports by itself: one that was ordered or delivered is in service."""
    if asset.state == AssetState.ORDERED:
        deliver(asset.pk, by=by, at=at)
    if asset.state in {AssetState.ORDERED, AssetState.DELIVERED}:
        put_in_service(asset.pk, by=by, at=at)


def forget_old(*, at: datetime) -> int:
    """Remove the settled reports that a later one of the same machine replaced 90 days ago."""
    with wall_for_all():
        old = InventoryReport.objects.filter(
            state__in=(ReportState.RECOGNISED, ReportState.CREATED),
            received_at__lt=at - KEPT_FOR,
        )
        last = InventoryReport.objects.filter(asset__isnull=False).order_by("asset_id", "-pk")
        kept = last.distinct("asset_id").values("pk")
        return old.exclude(pk__in=kept).delete()[0]


def _said(report: InventoryReport) -> Inventory:
    return replace(inventory.from_facts(report.facts), partial=report.partial)


def _same(
    report: InventoryReport, asset_id: int, found: Inventory, verdict: Match, *, at: datetime
) -> None:
    asset = Asset.objects.locked(asset_id)
    if not asset.is_live:
        _doubt(report, (str(asset.pk),), (GONE, *verdict.reasons), at=at)
        return
    report.reasons = list(verdict.reasons)
    report.save(update_fields=["reasons"])
    _attach(report, asset, found, by=None, at=at)


def _attach(
    report: InventoryReport, asset: Asset, found: Inventory, *, by: User | None, at: datetime
) -> None:
    learn(asset, found, seen_at=report.seen_at or report.received_at)
    REPORT_FLOW.apply("recognise", report, by=by, at=at, asset=asset, told={"asset": asset.tag})
    recognised(asset, report, by=by, at=at)


def _create(
    report: InventoryReport,
    found: Inventory,
    *,
    by: User | None,
    at: datetime,
    knowingly: bool = False,
) -> Asset:
    """Add the machine under the name it gives itself. `knowingly`: somebody said that it is not a known one."""
    machine = found.machine
    described = Described(
        kind=_KINDS.get(machine.chassis or "", AssetKind.DESKTOP),
        name=(machine.name or report.device_id)[:80],
        site_id=only_site(report.commune_id),
        manufacturer=(machine.manufacturer or "")[:80],
        model=(machine.model or "")[:120],
        serial="" if knowingly and _serial_taken(found) else (machine.serial or "")[:80],
    )
    asset = add_asset(report.commune_id, described, by=by, at=at)
    learn(asset, found, seen_at=report.seen_at or report.received_at)
    REPORT_FLOW.apply("create", report, by=by, at=at, asset=asset, told={"asset": asset.tag})
    return asset


def _serial_taken(found: Inventory) -> bool:
    """Two machines cannot wear one serial number: the second is added without it."""
    maker, number = keys_of(found.machine.manufacturer or "", found.machine.serial or "")
    same = Asset.objects.filter(manufacturer_key=maker, serial_key=number)
    return (
        bool(number) and same.exclude(state__in=(AssetState.DESTROYED, AssetState.GIVEN)).exists()
    )


def _doubt(
    report: InventoryReport,
    candidates: tuple[str, ...],
    reasons: tuple[str, ...],
    *,
    at: datetime,
) -> None:
    REPORT_FLOW.apply(
        "doubt",
        report,
        by=None,
        at=at,
        candidates=[int(key) for key in candidates],
        reasons=list(reasons),
    )


def _put_off(report: InventoryReport, *, at: datetime) -> None:
    """Again in a while; after the third time, a person looks at it."""
    report.attempts += 1
    report.retry_at = at + BACK_OFF * report.attempts
    report.save(update_fields=["attempts", "retry_at"])
    if report.attempts >= MAX_ATTEMPTS:
        _doubt(report, (), (FAILED,), at=at)
