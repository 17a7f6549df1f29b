"""Leaving for ProConnect, and coming back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404
from requests import RequestException

from portal.accounts.proconnect.client import ProConnectAdapter
from portal.accounts.proconnect.configuration import configuration
from portal.accounts.proconnect.leaving import IN_SESSION

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class CallbackView(OAuth2CallbackView):
    adapter: ProConnectAdapter

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The ID token is kept for the length of the session: ProConnect asks for it at the way out."""
        response: HttpResponse
        try:
            response = super().dispatch(request, *args, **kwargs)
        except (RequestException, OAuth2Error) as error:
            provider = self.adapter.get_provider()
            response = render_authentication_error(request, provider, exception=error)
        if self.adapter.id_token and response.status_code < 400:  # noqa: PLR2004
            request.session[IN_SESSION] = {
                "id_token": self.adapter.id_token,
                "leave_by": self.adapter.discovered["end_session_endpoint"],
            }
        return response

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        """The state of this visit gives its nonce; an answer signed by another issuer is no answer."""
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        if (
            state
            and request.GET.get("iss", provider.app.settings["issuer"])
            != (provider.app.settings["issuer"])
        ):
            error = OAuth2Error("token refused: another issuer answers")
            get_adapter().on_authentication_error(request, provider, exception=error)
        return state, response


def _door(of: Any) -> Any:
    """A page that exists only when ProConnect is on."""
    view = of.adapter_view(ProConnectAdapter)

    @login_not_required  # type: ignore[untyped-decorator]
    def page(request: HttpRequest) -> HttpResponse:
        if configuration() is None:
            raise Http404
        answer: HttpResponse = view(request)
        return answer

    return page


oauth2_login = _door(OAuth2LoginView)
oauth2_callback = _door(CallbackView)
