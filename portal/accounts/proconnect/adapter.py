"""Who may enter by ProConnect: somebody whose account is open, from an organisation she serves. Nobody signs up."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NoReturn

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.shortcuts import render
from django.utils.module_loading import import_string

from portal.accounts.proconnect.configuration import PROVIDER, configuration

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from allauth.socialaccount.providers.base.provider import Provider
    from django.http import HttpRequest

logger = logging.getLogger(__name__)
STATE_BYTES = 32
SIREN = 9


class SocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """By invitation only, whoever vouches."""
        return False

    def list_apps(
        self,
        request: HttpRequest | None,  # noqa: ARG002 -- allauth's signature
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """ProConnect when the environment gives it, never an application typed into the database."""
        known = configuration()
        if known is None or provider not in {None, PROVIDER}:
            return []
        if client_id not in {None, known.client_id}:
            return []
        told = {
            "issuer": known.issuer,
            "discovery_url": known.discovery_url,
            "levels": list(known.levels),
        }
        app = SocialApp(provider=PROVIDER, name="ProConnect", client_id=known.client_id)
        app.secret, app.settings = known.secret, told
        return [app]

    def generate_state_param(self, state: dict[str, Any]) -> str:  # noqa: ARG002 -- allauth's signature
        return secrets.token_urlsafe(STATE_BYTES)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[Any, str] | None:
        """The first visit: a verified address of an account that no other identity has taken."""
        for told in sociallogin.email_addresses:
            if not told.verified:
                continue
            address = EmailAddress.objects.filter(email__iexact=told.email, verified=True).first()
            if address is None:
                continue
            taken = SocialAccount.objects.filter(user_id=address.user_id, provider=PROVIDER)
            return None if taken.exists() else (address.user, address.email)
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The same sentence for an unknown person, a closed account and another organisation."""
        user = sociallogin.user
        if user is None or not sociallogin.is_existing:
            self._refuse(request, "unknown")
        if not user.is_active:
            self._refuse(request, "closed")
        siren = str(sociallogin.account.extra_data.get("siret", ""))[:SIREN]
        if siren not in import_string(settings.PORTAL_SIRENS)(user, at=request.at):  # type: ignore[attr-defined]
            self._refuse(request, "organisation")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,  # noqa: ARG002 -- allauth's signature
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> None:
        """Away, or not to be believed: one page each, in French, that shows another door."""
        if error == AuthError.CANCELLED:
            return
        told = {"why": type(exception).__name__, "said": _said(exception)}
        logger.warning("proconnect.failed", extra=told)
        away = isinstance(exception, OSError)  # as all of requests’ exceptions are
        status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.UNAUTHORIZED
        page = "socialaccount/provider_away.html" if away else "socialaccount/login_error.html"
        raise ImmediateHttpResponse(render(request, page, status=status))

    def _refuse(self, request: HttpRequest, why: str) -> NoReturn:
        logger.warning("proconnect.refused", extra={"why": why})
        page = render(request, "socialaccount/refused.html", status=HTTPStatus.FORBIDDEN)
        raise ImmediateHttpResponse(page)


def _said(exception: Exception | None) -> str:
    """Our own words about a token; never those of an answer, which may hold a secret."""
    said = str(exception or "")
    return (
        said if said.startswith(("token refused", "discovery refused", "userinfo refused")) else ""
    )
