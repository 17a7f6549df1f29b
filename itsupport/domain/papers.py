"""Asking for the documents of the service: a route sheet, the annual report of a commune, those of all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from communes.models import Commune
from portal.documents.asking import ask_each, ask_for

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Batch, Document

SHEET, REPORT = "itsupport.route_sheet", "itsupport.service_report"


@transaction.atomic
def ask_sheet(round_id: int, *, by: User, at: datetime) -> Document:
    """The route sheet as the round stands now; the team alone reads it."""
    return ask_for(SHEET, round_id, by=by, at=at)


@transaction.atomic
def ask_report(year: int, commune_id: int, *, by: User, at: datetime) -> Document:
    return ask_for(REPORT, year, by=by, at=at, commune_id=commune_id)


@transaction.atomic
def ask_reports(year: int, *, by: User, at: datetime) -> Batch:
    """One for each member commune of the last day of that year, in one batch."""
    members = Commune.objects.members(on=date(year, 12, 31)).order_by("name_sort")
    ids = list(members.values_list("pk", flat=True))
    return ask_each(REPORT, year, ids, title=f"Bilans informatiques {year}", by=by, at=at)
