"""The twelve months to come of maintenance, and what the last dates gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsupport.models import MaintenancePlan
from itsupport.queries.maintenance import latest_runs, next_year
from itsupport.rules import is_desk
from portal.lib.dates import paris_date
from portal.web.htmx import page
from portal.web.views import reads

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=is_desk)
def maintenance_list(request: UserRequest) -> HttpResponse:
    """What will be opened, month by month; what was."""
    months = next_year(request.user, on=paris_date(request.at))
    context = {
        "months": months,
        "dates": sum(len(dated) for _month, dated in months),
        "plans": MaintenancePlan.objects.visible_to(request.user).filter(active=True).count(),
        "runs": latest_runs(request.user),
    }
    return page(request, "itsupport/maintenance_list.html", context)
