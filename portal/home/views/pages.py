"""The pages everyone may read: help, accessibility, legal notice, personal data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required

from portal.web.htmx import page
from portal.web.views import anyone, reads

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@login_not_required
@reads(allow=anyone)
def help_page(request: UserRequest) -> HttpResponse:
    return page(request, "home/pages/help.html", {})


@login_not_required
@reads(allow=anyone)
def accessibility(request: UserRequest) -> HttpResponse:
    return page(request, "home/pages/accessibility.html", {})


@login_not_required
@reads(allow=anyone)
def legal(request: UserRequest) -> HttpResponse:
    return page(request, "home/pages/legal.html", {})


@login_not_required
@reads(allow=anyone)
def personal_data(request: UserRequest) -> HttpResponse:
    return page(request, "home/pages/personal_data.html", {})
