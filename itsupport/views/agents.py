"""The addresses of the agents, commune by commune, and how an agent is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from communes.models import Commune
from itsupport.domain.agents import make_token, revoke_token
from itsupport.models import AgentToken
from itsupport.queries.agents import commands, reporting_communes
from itsupport.rules import is_desk
from itsupport.views.equipment import communes_of
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=is_desk)
def token_list(request: UserRequest) -> HttpResponse:
    """Which communes report, and since when."""
    context = {"lines": reporting_communes(communes_of(request))}
    return page(request, "itsupport/token_list.html", context)


@never_cache
@writes(allow=is_desk)
def token_detail(request: UserRequest, insee: str) -> HttpResponse:
    """POST makes an address and shows its secret, this once: no redirection, for it is kept nowhere."""
    commune = get_object_or_404(Commune.objects.of(request.user), insee=insee)
    secret = ""
    if request.method == "POST":
        secret = make_token(commune.pk, by=request.user, at=request.at).secret
    address = settings.PORTAL_BASE_URL + reverse(
        "agents:report_receive", args=(secret or "JETON",)
    )
    context = {
        "commune": commune,
        "tokens": AgentToken.objects.visible_to(request.user)
        .filter(commune=commune)
        .select_related("made_by"),
        "secret": secret,
        "address": address,
        "commands": commands(address, commune.insee),
    }
    return page(request, "itsupport/token_detail.html", context)


@writes(allow=is_desk)
def token_revoke(request: UserRequest, pk: int) -> HttpResponse:
    tokens = AgentToken.objects.visible_to(request.user).select_related("commune")
    token = get_object_or_404(tokens, pk=pk)
    if request.method == "POST":
        revoke_token(token.pk, by=request.user, at=request.at)
        messages.success(request, f"L’adresse qui finit par {token.ending} ne reçoit plus rien.")
    return redirect("itsupport:token_detail", insee=token.commune.insee)
