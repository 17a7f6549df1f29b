"""The conversation with ProConnect behind the browser's back: where it is, its keys, who the person is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter

from portal.accounts.proconnect.configuration import PROVIDER
from portal.accounts.proconnect.tokens import Reader

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
    from django.http import HttpRequest

ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "end_session_endpoint",
)


class ProConnectAdapter(OAuth2Adapter):
    provider_id = PROVIDER
    nonce = ""
    id_token = ""

    def get_provider(self) -> Any:
        """ProConnect, as the environment gives it."""
        return get_adapter(self.request).get_provider(self.request, provider=PROVIDER)

    @cached_property
    def app(self) -> SocialApp:
        app: SocialApp = self.get_provider().app
        return app

    @cached_property
    def discovered(self) -> dict[str, Any]:
        """What ProConnect publishes about itself, provided that it is itself."""
        found = self._get(self.app.settings["discovery_url"]).json()
        if not isinstance(found, dict) or found.get("issuer") != self.app.settings["issuer"]:
            raise OAuth2Error("discovery refused: another issuer")
        if missing := [name for name in ENDPOINTS if not found.get(name)]:
            raise OAuth2Error(f"discovery refused: no {missing[0]}")
        return found

    @property
    def authorize_url(self) -> str:
        return str(self.discovered["authorization_endpoint"])

    @property
    def access_token_url(self) -> str:  # type: ignore[override]
        return str(self.discovered["token_endpoint"])

    def complete_login(
        self,
        request: HttpRequest,
        app: SocialApp,
        token: SocialToken,
        **kwargs: Any,
    ) -> SocialLogin:
        """Who it is: the ID token of this visit, then userinfo, itself a signed token, about the same person."""
        reader = Reader(
            keys=self._get(self.discovered["jwks_uri"]).json(),
            issuer=app.settings["issuer"],
            client_id=app.client_id,
        )
        self.id_token = str(kwargs["response"].get("id_token", ""))
        identity = reader.read_identity(
            self.id_token, nonce=self.nonce, levels=tuple(app.settings["levels"])
        )
        told = self._get(self.discovered["userinfo_endpoint"], bearer=token.token)
        person = reader.read(told.text.strip(), required=())
        if person["sub"] != identity["sub"]:
            raise OAuth2Error("userinfo refused: about somebody else")
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, person)
        return login

    def _get(self, url: str, *, bearer: str = "") -> Any:
        """One request, five seconds, no detour."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        with get_adapter().get_requests_session() as session:
            response = session.get(url, headers=headers, allow_redirects=False)
        response.raise_for_status()
        return response
