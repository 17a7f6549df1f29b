"""The address at which the inventory agents report. Answers programs only: docs/inventory.md."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from itsupport.domain.agents import TooOften, count_message, receive, token_for
from itsupport.inventory import Inventory, InventoryError, read, reply_error, reply_to
from portal.web.views import anyone, writes

if TYPE_CHECKING:
    from portal.web.requests import UserRequest

UNKNOWN = "Cette adresse de relevé n’existe pas, ou a été révoquée."
TOO_OFTEN = "Trop d’envois à cette adresse : l’agent réessaiera plus tard."
TOO_LARGE = "L’envoi dépasse 5 Mo : ce n’est pas un inventaire."
CUT = "L’envoi s’est interrompu."
ONLY_POST = "Les agents envoient leurs relevés par POST."


@csrf_exempt
@login_not_required
@writes(allow=anyone)
def report_receive(request: UserRequest, token: str) -> HttpResponse:
    """Read, keep, answer in the agent's own way; the worker does the rest."""
    body = b""
    agent_id = request.headers.get("GLPI-Agent-ID", "")[:200]
    try:
        body = _body(request)
        found = _taken(request, token, body, agent_id)
        content, kind = reply_to(found, agent_id=agent_id)
        status = int(HTTPStatus.OK)
    except InventoryError as error:
        content, kind = reply_error(error, body, agent_id=agent_id)
        status = error.status
    response = HttpResponse(content, content_type=kind, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _body(request: UserRequest) -> bytes:
    """The whole body, 5 MB at most: its announced length is refused before it is read, and bounds the reading."""
    if request.method != "POST":
        raise InventoryError(ONLY_POST, status=HTTPStatus.METHOD_NOT_ALLOWED)
    try:
        return request.body
    except RequestDataTooBig as error:
        raise InventoryError(TOO_LARGE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE) from error
    except UnreadablePostError as error:
        raise InventoryError(CUT) from error


def _taken(request: UserRequest, secret: str, body: bytes, agent_id: str) -> object:
    """What the agent said, kept when it is an inventory."""
    token = token_for(secret)
    if token is None:
        raise InventoryError(UNKNOWN, status=HTTPStatus.FORBIDDEN)
    try:
        count_message(token, at=request.at)
    except TooOften as error:
        raise InventoryError(TOO_OFTEN, status=HTTPStatus.TOO_MANY_REQUESTS) from error
    found = read(body)
    if isinstance(found, Inventory):
        user_agent = request.headers.get("User-Agent", "")
        receive(token, found.sent_by(agent_id=agent_id, user_agent=user_agent), at=request.at)
    return found
