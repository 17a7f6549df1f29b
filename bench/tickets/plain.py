"""The yardstick: the last requests by stock Django alone, 25 a page, without a count."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import ListView

from itsupport.models import Ticket


class Tickets(ListView):  # type: ignore[type-arg]
    template_name = "bench/plain_tickets.html"

    def get_queryset(self):  # type: ignore[no-untyped-def] # noqa: ANN201
        return Ticket.objects.select_related("commune", "assignee").order_by("-changed_at")[:25]


urlpatterns = [
    path("plain/", login_required(Tickets.as_view())),
    path("", include("portal.urls")),
]
