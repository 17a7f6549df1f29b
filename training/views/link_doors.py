"""Opening a mayor's signed link: its signature, wall and version, and that its person may still commit the commune.

A GET or a HEAD never answers: mail scanners follow links. The page sees the link's commune, and no other.
The link is one person's: her position is looked at again when she answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Generic, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from communes.queries.deciding import deciding_positions
from portal.lib.dates import paris_date
from portal.walls.acting import EVERYONE, wall
from portal.web.errors import error_page
from portal.web.htmx import page
from portal.web.limits import please_wait, too_often
from portal.web.views import anyone, writes
from training.domain.decisions import Word, decided_as
from training.models import NeedsAnswer, Registration
from training.states.registrations import DecisionChannel

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from communes.models import Position
    from portal.web.requests import UserRequest
    from training.queries.links import Claim

P = ParamSpec("P")
Thing = TypeVar("Thing", Registration, NeedsAnswer)

MOST_POSTS = 30
"""How many times one link may write in ten minutes."""


def _never(_one: object, _at: datetime) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Door(Generic[Thing]):
    """A kind of link. `find`: the thing of a claim, None when there is none; `over`: it is too late to answer."""

    name: str
    read: Callable[[str], Claim | None]
    find: Callable[[Claim], Thing | None]
    over: Callable[[Thing, datetime], bool] = _never

    def opens(
        self, view: Callable[Concatenate[UserRequest, Thing, Position, P], HttpResponse]
    ) -> Callable[..., HttpResponse]:
        """The view, given the thing and the position of the person whose link it is."""

        @wraps(view)
        def opened(
            request: UserRequest, token: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            claim = self.read(token)
            if claim is None:
                return _lost(request)
            if request.method == "POST" and too_often(
                f"{self.name}:{claim.subject_id}", MOST_POSTS
            ):
                return please_wait(request)
            with wall([claim.commune_id, EVERYONE]):
                one = self.find(claim)
                if one is None:
                    raise Http404
                positions = deciding_positions(one.commune_id, on=paris_date(request.at))
                position = positions.filter(person_id=claim.person_id).first()
                is_old = one.link_version != claim.version or self.over(one, request.at)
                if is_old or position is None:
                    return _dead(request, one, position)
                response = view(request, one, position, *args, **kwargs)
                response["X-Robots-Tag"] = "noindex"
                return response.render() if isinstance(response, TemplateResponse) else response

        guarded: Callable[..., HttpResponse] = writes(allow=anyone)(opened)
        return login_not_required(never_cache(guarded))


def word_of(position: Position) -> Word:
    """What is written under an answer given by the link."""
    return Word(decided_as=decided_as(position), via=DecisionChannel.LINK)


def token_of(request: UserRequest) -> str:
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["token"])


def _dead(
    request: UserRequest, one: Registration | NeedsAnswer, position: Position | None
) -> HttpResponse:
    """Who may still commit the commune reads what was answered, by whom."""
    registration = one if isinstance(one, Registration) and position else None
    context = {
        "commune": one.commune,
        "registration": registration,
        "answered": registration and registration.decided_at,
    }
    shown = page(request, "training/link_dead.html", context)
    shown.status_code = 410
    return shown.render()


def _lost(request: UserRequest) -> HttpResponse:
    response = error_page(request, 404, "errors/link.html")
    response["X-Robots-Tag"] = "noindex"
    return response
