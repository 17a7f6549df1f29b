"""The yardstick: one list of 25 rows by stock Django alone. Session, user, one count, one query, one table."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import ListView

from purchasing.models import Campaign

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


class Campaigns(ListView):  # type: ignore[type-arg]
    queryset = Campaign.objects.select_related("convention", "previous")
    template_name = "bench/plain_list.html"
    paginate_by = 25


urlpatterns = [
    path("plain/", login_required(Campaigns.as_view())),
    path("", include("portal.urls")),
]
