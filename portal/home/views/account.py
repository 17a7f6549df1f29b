"""« Mon compte »: how one enters, from where, for which communes, and what the portal knows of oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.module_loading import import_string

from portal.journal.models import Entry
from portal.web.htmx import page
from portal.web.views import anyone, reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.models import User
    from portal.web.requests import UserRequest


@reads(allow=anyone)
def account(request: UserRequest) -> HttpResponse:
    """Everything about one's account on one page, each line with the page that changes it."""
    user = request.user
    keys = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    kinds = list(keys)
    live = Session.objects.filter(expire_date__gt=request.at).values("session_key")
    context = {
        "address": EmailAddress.objects.filter(user=user, primary=True).first(),
        "application": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "devices": UserSession.objects.filter(user=user, session_key__in=live).count(),
        "positions": import_string(settings.PORTAL_POSITIONS)(user, at=request.at),
        "required": settings.PORTAL_MFA_REQUIRED and request.acting.team,
    }
    return page(request, "home/account.html", context)


@writes(allow=anyone)
def session_end(request: UserRequest, pk: int) -> HttpResponse:
    """Close one of one's own devices, at once; never somebody else's."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if request.method == "POST":
        session.end()
        messages.success(request, "L’appareil est fermé : il faudra y entrer de nouveau.")
    return redirect("usersessions_list")


@reads(allow=anyone)
def account_data(request: UserRequest) -> HttpResponse:
    """What the portal knows of a person, in a file that she may keep (RGPD, article 20)."""
    response = JsonResponse(
        _known_of(request.user, request), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    response["Cache-Control"] = "no-store"
    return response


def _known_of(user: User, request: UserRequest) -> dict[str, Any]:
    sessions = UserSession.objects.filter(user=user).order_by("created_at")
    entries = Entry.objects.visible_to(user).filter(by=user)
    return {
        "compte": {
            "adresse": user.email,
            "prénom": user.first_name,
            "nom": user.last_name,
            "ouvert le": user.date_joined,
            "dernière entrée": user.last_login,
        },
        "fonctions": [
            {
                "rôle": position.get_role_display(),
                "commune": position.commune.name if position.commune else "",
                "depuis le": position.started_on,
            }
            for position in import_string(settings.PORTAL_POSITIONS)(user, at=request.at)
        ],
        "appareils": [
            {"navigateur": one.user_agent, "adresse": one.ip, "depuis le": one.created_at}
            for one in sessions
        ],
        "journal": list(entries.values("at", "verb", "subject_label")),
    }
