"""The secret addresses of the agents, and what arrives there: checked, counted, kept once, treated later."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.db import transaction

from itsupport import inventory
from itsupport.models import AgentToken, Asset, InventoryReport
from itsupport.states.equipment import ReportState
from portal.journal.record import record
from portal.lib.waking import Wake
from portal.walls.acting import wall, wall_for_all

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.inventory import Inventory
    from portal.accounts.models import User

MOST, WINDOW = 400, timedelta(hours=1)
"""Messages of one address in an hour: a hundred machines that start together send three each."""
_WAITING = (ReportState.RECEIVED, ReportState.DOUBT)


@dataclass(frozen=True, slots=True)
class Made:
    """A new address: `secret` is shown once, and kept nowhere."""

    token: AgentToken
    secret: str


class TooOften(Exception):  # noqa: N818 -- what happened, not a fault of the portal
    """An address sends more than MOST messages an hour."""


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(commune_id: int, *, by: User | None, at: datetime) -> Made:
    """A secret of 256 bits: it needs no salt, and is never guessed."""
    secret = secrets.token_urlsafe(32)
    token = AgentToken.objects.create(
        commune_id=commune_id,
        token_hash=hash_of(secret),
        ending=secret[-4:],
        made_at=at,
        made_by=by,
    )
    record("make_token", token, by=by, at=at)
    return Made(token, secret)


@transaction.atomic
def revoke_token(token_id: int, *, by: User, at: datetime) -> None:
    """Its machines are no more heard. Done twice, it is done."""
    token = AgentToken.objects.locked(token_id)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record("revoke_token", token, by=by, at=at)


def token_for(secret: str) -> AgentToken | None:
    """The address that this secret opens; None when it is unknown or revoked."""
    with wall_for_all():
        return AgentToken.objects.filter(token_hash=hash_of(secret), revoked_at=None).first()


def count_message(token: AgentToken, *, at: datetime) -> None:
    """TooOften beyond what an hour allows; held in the database, whatever the number of processes."""
    with wall([token.commune_id]):
        held = AgentToken.objects.locked(token.pk)
        if held.counted_from is None or at - held.counted_from >= WINDOW:
            held.counted_from, held.counted = at, 0
        held.counted += 1
        held.save(update_fields=["counted_from", "counted"])
    if held.counted > MOST:
        raise TooOften


def receive(token: AgentToken, found: Inventory, *, at: datetime) -> InventoryReport:
    """Keep the facts of a report, to be treated by the worker. What is known already only says when it was seen.

    The row of the address is held: two posts of one machine at once make one row. InventoryError without a name.
    """
    if not found.agent.deviceid:
        raise inventory.InventoryError("L’agent ne dit pas qui il est.")
    with wall([token.commune_id]):
        AgentToken.objects.locked(token.pk)
        AgentToken.objects.filter(pk=token.pk).update(seen_at=at)
        known = _known(token.commune_id, found)
        if known is not None:
            return _seen_again(known, found, at=at)
        report = InventoryReport.objects.create(
            commune_id=token.commune_id,
            token=token,
            received_at=at,
            seen_at=at,
            protocol=found.agent.protocol,
            device_id=found.agent.deviceid[:120],
            facts=inventory.facts(found),
            facts_hash=inventory.digest(found),
            partial=found.partial,
        )
        transaction.on_commit(wake, robust=True)
        return report


def _known(commune_id: int, found: Inventory) -> InventoryReport | None:
    """The report that says the same, while it is still the last word on its machine."""
    same = InventoryReport.objects.filter(
        commune_id=commune_id,
        device_id=(found.agent.deviceid or "")[:120],
        facts_hash=inventory.digest(found),
    )
    last = same.select_related("asset").order_by("-pk").first()
    if last is None or last.asset is None or last.state in _WAITING:
        return last
    if last.partial:
        newer = InventoryReport.objects.filter(asset=last.asset, pk__gt=last.pk)
        return None if newer.exists() else last
    return last if last.asset.facts_hash == last.facts_hash else None


def _seen_again(report: InventoryReport, found: Inventory, *, at: datetime) -> InventoryReport:
    """The same machine says the same: its free space and its last start may have moved."""
    changes: dict[str, Any] = {"seen_at": at}
    if not report.partial:
        changes["facts"] = inventory.facts(found)
    InventoryReport.objects.filter(pk=report.pk).update(**changes)
    settled = report.asset_id is not None and report.state not in _WAITING
    if settled and not report.partial:
        Asset.objects.filter(pk=report.asset_id).update(facts=changes["facts"], facts_at=at)
    elif settled:
        Asset.objects.filter(pk=report.asset_id).update(facts_at=at)
    return report


def _ring() -> None:
    current_app.send_task("itsupport.tasks.recognise", ignore_result=True, retry=False)


wake = Wake("reports", _ring)
