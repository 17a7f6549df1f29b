"""Those who see every commune sign in with a second factor, or see nothing but the page that sets it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

OPEN_WITHOUT = (
    "/compte/",
    "/sante/",
    "/static/",
    "/aide/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/accessibilite/",
)


def second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.PORTAL_MFA_REQUIRED or not request.acting.team:  # type: ignore[attr-defined]
            return get_response(request)
        if request.path.startswith(OPEN_WITHOUT) or _has_one(request):
            return get_response(request)
        messages.warning(
            request,
            "Votre fonction ouvre les données de toutes les communes : installez un second facteur.",
        )
        return redirect("mfa_index")

    return middleware


def _has_one(request: HttpRequest) -> bool:
    codes = Authenticator.Type.RECOVERY_CODES
    return Authenticator.objects.filter(user_id=request.user.pk).exclude(type=codes).exists()
