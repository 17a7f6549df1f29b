"""The mayor's answer from the signed link of her mail, without an account.

A GET or a HEAD never answers: mail scanners follow links. The page sees the link's commune, and no other.
The link is one person's: her position is looked at again when she answers.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from communes.queries.deciding import deciding_positions
from portal.lib.dates import paris_date
from portal.walls.acting import EVERYONE, wall
from portal.web.errors import error_page
from portal.web.htmx import page
from portal.web.limits import please_wait, too_often
from portal.web.views import anyone, writes
from training.domain import decisions as domain
from training.domain.decisions import Word
from training.forms.registrations import RefuseForm
from training.models import Registration
from training.queries.asking import asked
from training.queries.links import approval_token, read_token
from training.queries.registrations import with_what_is_shown
from training.states.registrations import DecisionChannel
from training.views.decisions import decided_as, said_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from communes.models import Position
    from portal.web.requests import UserRequest
    from training.queries.links import Claim

    P = ParamSpec("P")

MOST_POSTS = 30
"""How many times one link may write in so many seconds."""


def by_link(
    view: Callable[Concatenate[UserRequest, Registration, Position, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Open the link: its signature, its wall, its version, its session, and that its person may still decide."""

    @wraps(view)
    def opened(
        request: UserRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        claim = read_token(token)
        if claim is None:
            return _lost(request)
        if request.method == "POST" and too_often(
            f"training-link:{claim.registration_id}", MOST_POSTS
        ):
            return please_wait(request)
        with wall([claim.commune_id, EVERYONE]):
            one, position = _claimed(claim, request)
            if one.link_version != claim.version or position is None or _is_over(one, request):
                return _dead(request, one, position)
            response = view(request, one, position, *args, **kwargs)
            response["X-Robots-Tag"] = "noindex"
            return response.render() if isinstance(response, TemplateResponse) else response

    guarded: Callable[..., HttpResponse] = writes(allow=anyone)(opened)
    return login_not_required(never_cache(guarded))


@by_link
def approval_link(request: UserRequest, one: Registration, position: Position) -> HttpResponse:
    """The registration on one page. The button is the confirmation: nothing is said before."""
    if request.method == "POST":
        agreed = domain.accept(one.pk, _word(position), by=None, at=request.at)
        messages.success(request, said_after(agreed))
        return _go_on(agreed, position)
    context = {"asked": asked(one, at=request.at), "position": position, "token": _token(request)}
    return page(request, "training/link_decide.html", context)


@by_link
def approval_refuse(request: UserRequest, one: Registration, position: Position) -> HttpResponse:
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        refused = domain.refuse(one.pk, _word(position), reason=reason, by=None, at=request.at)
        messages.success(
            request, f"Votre refus est enregistré, {one.person} le lira dans un courriel."
        )
        return _go_on(refused, position)
    if not one.is_undecided:
        return redirect("traininglinks:approval_link", token=_token(request))
    context = {
        "asked": asked(one, at=request.at),
        "position": position,
        "token": _token(request),
        "form": form,
    }
    return page(request, "training/link_refuse.html", context)


def _claimed(claim: Claim, request: UserRequest) -> tuple[Registration, Position | None]:
    rows = with_what_is_shown(Registration.objects.all())
    one = rows.filter(pk=claim.registration_id, commune_id=claim.commune_id).first()
    if one is None:
        raise Http404
    positions = deciding_positions(one.commune_id, on=paris_date(request.at))
    return one, positions.filter(person_id=claim.person_id).first()


def _word(position: Position) -> Word:
    return Word(decided_as=decided_as(position), via=DecisionChannel.LINK)


def _go_on(one: Registration, position: Position) -> HttpResponse:
    """The page after the answer, which made a new version of the link."""
    return redirect("traininglinks:approval_link", token=approval_token(one, position.person_id))


def _is_over(one: Registration, request: UserRequest) -> bool:
    return one.session.ends_at is not None and one.session.ends_at <= request.at


def _dead(request: UserRequest, one: Registration, position: Position | None) -> HttpResponse:
    """Who may still commit the commune reads what was answered, by whom."""
    context = {"registration": one, "answered": one.decided_at if position else None}
    shown = page(request, "training/link_dead.html", context)
    shown.status_code = 410
    return shown.render()


def _lost(request: UserRequest) -> HttpResponse:
    response = error_page(request, 404, "errors/link.html")
    response["X-Robots-Tag"] = "noindex"
    return response


def _token(request: UserRequest) -> str:
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["token"])
