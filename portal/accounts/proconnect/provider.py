"""ProConnect, the sign-in of public agents, as a provider of allauth: found through `provider_classes`."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.base.provider import ProviderAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from requests import RequestException

from portal.accounts.proconnect.client import ProConnectAdapter
from portal.accounts.proconnect.configuration import PROVIDER

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SCOPE = ("openid", "given_name", "usual_name", "email", "siret", "uid")
NONCE_BYTES = 32


class ProConnectAccount(ProviderAccount):
    def to_str(self) -> str:
        return str(self.account.extra_data.get("email", ""))


class ProConnectProvider(OAuth2Provider):
    id = PROVIDER
    name = "ProConnect"
    account_class = ProConnectAccount
    oauth2_adapter_class = ProConnectAdapter
    pkce_enabled_default = True

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:  # noqa: ARG002 -- allauth's signature
        """Always the same: an address cannot ask for more."""
        return list(SCOPE)

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:  # noqa: ARG002
        return {"acr_values": " ".join(self.app.settings["levels"])}

    def redirect(
        self,
        request: HttpRequest,
        process: str,  # noqa: ARG002 -- allauth's signature
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        """Off to ProConnect, to enter and for nothing else; one nonce per visit, kept beside the state."""
        nonce = secrets.token_urlsafe(NONCE_BYTES)
        params = {**(kwargs.pop("auth_params", None) or {}), "nonce": nonce}
        try:
            response: HttpResponse = super().redirect(
                request,
                AuthProcess.LOGIN,
                next_url=next_url,
                data=data,
                auth_params=params,
                nonce=nonce,
                **kwargs,
            )
        except (RequestException, OAuth2Error) as error:
            response = render_authentication_error(request, self, exception=error)
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        """A person is known by who vouches for her and by her identifier there, never by her address."""
        return f"{data['iss']} {data['sub']}"

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """No more is kept than what is compared at each visit."""
        return {name: data.get(name, "") for name in ("email", "siret")}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "email": data.get("email"),
            "first_name": data.get("given_name", ""),
            "last_name": data.get("usual_name", ""),
        }

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """None when ProConnect says that it has not verified the address."""
        if not data.get("email") or data.get("email_verified") is False:
            return []
        return [EmailAddress(email=data["email"], verified=True, primary=True)]


provider_classes = [ProConnectProvider]
