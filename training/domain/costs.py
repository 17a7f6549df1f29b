"""What a session costs: lines while it is open, then shares frozen with it, then corrections that say why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.journal.record import record
from portal.lib.money import to_cents
from portal.lib.refusal import Refusal
from training.domain.seating import everybody, hold_session
from training.models import CostExport, CostLine, CostShare, CostStatement
from training.queries.costs import CARRIER, communes_by_key, rule_for, shared_before, shares_of
from training.shares import CARRIED
from training.states.sessions import DEAD_SESSIONS, SessionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.accounts.models import User
    from training.models import Session, SharingRule
    from training.shares import Share

CLOSED = "La session est close : une correction dit pourquoi."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the form of a line gives; cents, taxes included."""

    kind: str
    label: str
    amount_cents: int
    supplier: str = ""


@transaction.atomic
def add_cost(session_id: int, cost: Cost, *, by: User, at: datetime) -> CostLine:
    """One more line, while the session is not closed."""
    session = _open(session_id, by=by)
    line = _line(session, cost, by=by, at=at)
    record("add_cost", session, by=by, at=at, label=cost.label, cents=cost.amount_cents)
    return line


@transaction.atomic
def add_room_costs(session_id: int, *, by: User, at: datetime) -> int:
    """A line a room that is not lent for nothing, at its price of a half day; how many. Once a session."""
    session = _open(session_id, by=by)
    if session.cost_lines.filter(kind="room").exists():
        raise Refusal("Le coût de la salle est déjà noté.")
    found: dict[int, list[int]] = {}
    labels: dict[int, str] = {}
    for slot in session.slots.select_related("room__commune").exclude(room=None):
        assert slot.room is not None
        found.setdefault(slot.room.pk, []).append(to_cents(slot.room.cost))
        labels[slot.room.pk] = str(slot.room)
    paid = {pk: sum(cents) for pk, cents in found.items() if sum(cents)}
    for pk, cents in paid.items():
        _line(session, Cost(kind="room", label=labels[pk], amount_cents=cents), by=by, at=at)
    if not paid:
        raise Refusal("La salle est prêtée gratuitement : il n’y a rien à noter.")
    record("add_cost", session, by=by, at=at, rooms=len(paid))
    return len(paid)


@transaction.atomic
def edit_cost(line_id: int, cost: Cost, *, by: User, at: datetime) -> CostLine:
    """Refusal once the session is closed."""
    line = _open_line(line_id, by=by)
    line.kind, line.label, line.supplier = cost.kind, cost.label, cost.supplier
    line.amount_cents = cost.amount_cents
    line.save(update_fields=["kind", "label", "supplier", "amount_cents"])
    record("edit_cost", line.session, by=by, at=at, label=cost.label, cents=cost.amount_cents)
    return line


@transaction.atomic
def remove_cost(line_id: int, *, by: User, at: datetime) -> None:
    """Refusal once the session is closed."""
    line = _open_line(line_id, by=by)
    record("remove_cost", line.session, by=by, at=at, label=line.label, cents=line.amount_cents)
    line.delete()


@transaction.atomic
def freeze_costs(session_id: int, *, by: User | None, at: datetime) -> CostStatement | None:
    """The shares of a session that is being closed, for good; None when it cost nothing. Once.

    Refusal when it cost something and no rule is in force on its last day.
    """
    session = hold_session(session_id, by=by)
    if session.statements.exists():
        raise Refusal("Les coûts de cette session sont déjà arrêtés.")
    lines = list(session.cost_lines.filter(statement=None))
    if not lines:
        return None
    return _state(session, lines, rule_for(session), reason="", by=by, at=at)


@transaction.atomic
def correct_costs(
    session_id: int, cost: Cost, *, reason: str, by: User, at: datetime
) -> CostStatement:
    """An invoice that came late, or was wrong, once the session is closed: what it changes is shared by the same rule.

    Below zero gives back. Refusal without a reason, or while the session is open.
    """
    session = hold_session(session_id, by=by)
    if session.state != SessionState.CLOSED:
        raise Refusal("La session n’est pas close : modifiez ses coûts.")
    if not reason.strip():
        raise Refusal("Dites pourquoi : la comptabilité le lira.")
    first = session.statements.order_by("number").select_related("rule").first()
    rule = first.rule if first else rule_for(session)
    line = CostLine(session=session, added_at=at, added_by=by)
    line.kind, line.label, line.supplier = cost.kind, cost.label, cost.supplier
    line.amount_cents = cost.amount_cents
    return _state(session, [line], rule, reason=reason.strip(), by=by, at=at)


@transaction.atomic
def export_shares(*, by: User, at: datetime) -> CostExport:
    """One file for the accountants with every share that none had. Refusal when there is none."""
    with everybody(by):
        rows = CostShare.objects.select_for_update(of=("self",)).filter(export=None)
        pks = list(rows.order_by("pk").values_list("pk", flat=True))
        if not pks:
            raise Refusal("Toutes les parts sont déjà parties à la comptabilité.")
        last = CostExport.objects.order_by("-number").first()
        made = CostExport.objects.create(
            number=last.number + 1 if last else 1, made_at=at, made_by=by
        )
        CostShare.objects.filter(pk__in=pks).update(export=made)
    record("export_shares", made, by=by, at=at, shares=len(pks))
    return made


def _state(
    session: Session,
    lines: Sequence[CostLine],
    rule: SharingRule | None,
    *,
    reason: str,
    by: User | None,
    at: datetime,
) -> CostStatement:
    """What these lines change: the shares of all that the session cost, less those that were frozen before."""
    if rule is None:
        raise Refusal(
            "Aucune règle de partage n’est en vigueur : inscrivez la délibération, puis recommencez."
        )
    total = sum(line.amount_cents for line in lines)
    with everybody(by):
        before = shared_before(session)
        if sum(before.values()) + total < 0:
            raise Refusal("On ne rend pas plus que ce que la session a coûté.")
        statement = CostStatement.objects.create(
            session=session,
            number=session.statements.count() + 1,
            rule=rule,
            total_cents=total,
            frozen_at=at,
            frozen_by=by,
            reason=reason,
        )
        _freeze(statement, lines, shares_of(session, rule, sum(before.values()) + total), before)
    record(
        "freeze_costs",
        session,
        by=by,
        at=at,
        cents=total,
        statement=statement.number,
        reason=reason,
    )
    return statement


def _freeze(
    statement: CostStatement,
    lines: Sequence[CostLine],
    shares: Sequence[Share],
    before: dict[str, int],
) -> None:
    for line in lines:
        line.statement = statement
        line.save()
    CostShare.objects.bulk_create(_rows(statement, shares, before))


def _rows(
    statement: CostStatement, shares: Sequence[Share], before: dict[str, int]
) -> list[CostShare]:
    """What each bears now, less what it bore; who bears nothing any more gives back."""
    found = {one.key: one for one in shares}
    keys = [*found, *(key for key in before if key not in found)]
    communes = communes_by_key(keys)
    return [
        CostShare(
            statement=statement,
            commune_id=communes.get(key),
            key=CARRIER if key == CARRIED else key,
            people=found[key].people if key in found else 0,
            amount_cents=(found[key].cents if key in found else 0) - before.get(key, 0),
        )
        for key in keys
    ]


def _open(session_id: int, *, by: User) -> Session:
    session = hold_session(session_id, by=by)
    if session.state in DEAD_SESSIONS:
        raise Refusal("La session n’a pas eu lieu : elle n’a rien coûté.")
    if session.state == SessionState.CLOSED or session.statements.exists():
        raise Refusal(CLOSED)
    return session


def _open_line(line_id: int, *, by: User) -> CostLine:
    line = CostLine.objects.get(pk=line_id)
    line.session = _open(line.session_id, by=by)
    return line


def _line(session: Session, cost: Cost, *, by: User, at: datetime) -> CostLine:
    return CostLine.objects.create(
        session=session,
        kind=cost.kind,
        label=cost.label,
        supplier=cost.supplier,
        amount_cents=cost.amount_cents,
        added_at=at,
        added_by=by,
    )
