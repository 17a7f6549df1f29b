"""What a town hall asks for: written, sent to be quoted, or passed on to the group purchases."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from communes.domain.needs import Wish, say_need
from communes.models import Need
from communes.queries.addresses import team_addresses
from communes.states import NeedOrigin, NeedTheme, Role
from itsupport.domain.series import REQUEST, next_ref
from itsupport.models import AuditAction, EquipmentRequest
from itsupport.notifications.orders import EquipmentAsked
from itsupport.states.orders import EDITABLE_STATES, REQUEST_FLOW, RequestState
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for, in the town hall's words."""

    kind: str
    label: str
    quantity: int = 1
    reason: str = ""
    site_id: int | None = None
    for_whom_id: int | None = None
    wanted_by: date | None = None
    ticket_id: int | None = None
    replaces_id: int | None = None
    action_id: int | None = None


@transaction.atomic
def ask_equipment(
    commune_id: int, wanted: Wanted, *, send: bool = True, by: User | None, at: datetime
) -> EquipmentRequest:
    """Write a request with its number; sent, the desk is told. Kept, it is a draft."""
    _ensure_true(wanted, at=at)
    request = EquipmentRequest.objects.create(
        ref=next_ref(REQUEST, at=at),
        commune_id=commune_id,
        asked_by=by,
        asked_at=at,
        **asdict(wanted),
    )
    record("ask_equipment", request, by=by, at=at)
    if send:
        _send(request, by=by, at=at)
    return request


@transaction.atomic
def edit_request(
    request_id: int, wanted: Wanted, *, send: bool = True, by: User, at: datetime
) -> EquipmentRequest:
    """Change a request that nobody has quoted yet. Where it comes from stays as it was."""
    request = EquipmentRequest.objects.locked(request_id)
    if request.state not in EDITABLE_STATES:
        raise Refusal(f"Cette demande ne change plus : {request.get_state_display()}.")
    _ensure_true(wanted, at=at)
    kept = {"ticket_id", "action_id"}
    changes = {name: value for name, value in asdict(wanted).items() if name not in kept}
    for name, value in changes.items():
        setattr(request, name, value)
    request.save(update_fields=list(changes))
    record("edit_request", request, by=by, at=at)
    if send and request.state == RequestState.DRAFT:
        _send(request, by=by, at=at)
    return request


@transaction.atomic
def cancel_request(request_id: int, *, by: User, at: datetime) -> None:
    """Nobody wants it any more."""
    request = EquipmentRequest.objects.locked(request_id)
    REQUEST_FLOW.apply("cancel", request, by=by, at=at)


@transaction.atomic
def pool_requests(request_ids: Collection[int], *, by: User, at: datetime) -> list[Need]:
    """Pass requests of several communes on to the group purchases: each becomes a need, which keeps its outcome.

    The campaign builder of purchasing collects the open needs. All of them or none.
    """
    if not request_ids:
        raise Refusal("Choisissez au moins une demande.")
    rows = EquipmentRequest.objects.select_for_update(of=("self",)).filter(pk__in=request_ids)
    requests = list(rows.order_by("pk"))
    if len(requests) != len(set(request_ids)):
        raise Refusal("Une de ces demandes n’existe plus : rechargez la page.")
    return [_pool(request, by=by, at=at) for request in requests]


@transaction.atomic
def take_back(request_id: int, *, by: User, at: datetime) -> None:
    """The group purchases will not buy it: the desk quotes it by itself. The need keeps its own outcome."""
    request = EquipmentRequest.objects.locked(request_id)
    if request.need is not None and request.need.state == "done":
        raise Refusal("Les achats groupés ont déjà répondu à ce besoin.")
    REQUEST_FLOW.apply("take_back", request, by=by, at=at, need=None)


def _send(request: EquipmentRequest, *, by: User | None, at: datetime) -> None:
    REQUEST_FLOW.apply("submit", request, by=by, at=at, submitted_at=at)
    enqueue(
        *(
            EquipmentAsked(
                to=email,
                request_id=request.pk,
                ref=request.ref,
                commune=request.commune.name,
                what=f"{request.quantity} × {request.label}",
                reason=request.reason,
                url=address_of(request),
            )
            for email in team_addresses(Role.IT_AGENT, on=paris_date(at))
        ),
        at=at,
    )


def _pool(request: EquipmentRequest, *, by: User, at: datetime) -> Need:
    """The same words twice for a commune would be one need: the second carries its number."""
    twins = Need.objects.open().filter(
        commune_id=request.commune_id, theme=NeedTheme.IT, label__iexact=request.label
    )
    need = say_need(
        request.commune_id,
        Wish(
            theme=NeedTheme.IT,
            label=f"{request.label} ({request.ref})" if twins.exists() else request.label,
            quantity=Decimal(request.quantity),
            unit="pièce",
            wanted_by=request.wanted_by,
        ),
        by=by,
        at=at,
        origin=NeedOrigin.AUDIT if request.action_id else NeedOrigin.TICKET,
        origin_label=f"Demande de matériel {request.ref}",
        origin_url=reverse("itsupport:request_detail", args=[request.pk]),
    )
    REQUEST_FLOW.apply("pool", request, by=by, at=at, need=need, told={"need": need.pk})
    return need


def _ensure_true(wanted: Wanted, *, at: datetime) -> None:
    if not wanted.label.strip():
        raise Refusal("Dites en quelques mots ce qu’il faut.")
    if wanted.wanted_by is not None and wanted.wanted_by < paris_date(at):
        raise Refusal("La date souhaitée est passée : choisissez un jour à venir.")
    if wanted.action_id is not None:
        _ensure_given(wanted.action_id)


def _ensure_given(action_id: int) -> None:
    """Before, the commune could not read where its own request comes from."""
    action = AuditAction.objects.select_related("audit").get(pk=action_id)
    if not action.audit.is_given:
        raise Refusal("L’audit n’est pas encore rendu : ses actions se décident ensuite.")


def address_of(request: EquipmentRequest) -> str:
    return f"{settings.PORTAL_BASE_URL}{reverse('itsupport:request_detail', args=[request.pk])}"
