"""Asking for the documents of a year: costs, report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_for
from portal.walls.acting import GROUP

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Document

COST_STATEMENT = "training.cost_statement"
COST_YEAR = "training.cost_year"
TRAINING_REPORT = "training.training_report"


@transaction.atomic
def ask_cost_statement(session_id: int, *, by: User, at: datetime) -> Document:
    """How the cost of a session is shared, for the team."""
    return ask_for(COST_STATEMENT, session_id, by=by, at=at)


@transaction.atomic
def ask_cost_year(year: int, *, commune_id: int | None = None, by: User, at: datetime) -> Document:
    """The costs of a year: of a commune, for it; or of all, for the team."""
    return ask_for(COST_YEAR, year, by=by, at=at, commune_id=commune_id or GROUP)


@transaction.atomic
def ask_training_report(
    year: int, *, commune_id: int | None = None, by: User, at: datetime
) -> Document:
    """The annual report: of a commune, for it; or of all, for the team."""
    return ask_for(TRAINING_REPORT, year, by=by, at=at, commune_id=commune_id or GROUP)
