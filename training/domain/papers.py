"""Asking for the documents of training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_for
from portal.lib.refusal import Refusal
from portal.walls.acting import GROUP
from training.models import Registration
from training.states.registrations import RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Document

CONVOCATION = "training.convocation"
COST_STATEMENT = "training.cost_statement"
COST_YEAR = "training.cost_year"


@transaction.atomic
def ask_convocation(registration_id: int, *, by: User, at: datetime) -> Document:
    """Of who has a seat. Refusal for who waits, or comes no more."""
    one = Registration.objects.get(pk=registration_id)
    if one.state != RegistrationState.CONFIRMED:
        raise Refusal(f"Pas de convocation : {one.get_state_display()}.")
    return ask_for(CONVOCATION, one.pk, by=by, at=at, commune_id=one.commune_id)


@transaction.atomic
def ask_cost_statement(session_id: int, *, by: User, at: datetime) -> Document:
    """How the cost of a session is shared, for the team."""
    return ask_for(COST_STATEMENT, session_id, by=by, at=at)


@transaction.atomic
def ask_cost_year(year: int, *, commune_id: int | None = None, by: User, at: datetime) -> Document:
    """The costs of a year: of a commune, for it; or of all, for the team."""
    return ask_for(COST_YEAR, year, by=by, at=at, commune_id=commune_id or GROUP)
