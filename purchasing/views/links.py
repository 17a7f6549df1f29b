"""Answering from the signed link of a mail, without an account.

A GET or a HEAD never answers, and does not even say that the mail was read: mail scanners follow links.
Reading is said by a POST of the page's script at the first gesture of a person, answering by a form.
The page sees the link's commune, and no other: its wall is the one that the signature names.
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

from portal.walls.acting import EVERYONE, wall
from portal.web.errors import error_page
from portal.web.htmx import page
from portal.web.limits import please_wait, too_often
from portal.web.views import anyone, writes
from purchasing.domain import answers
from purchasing.models import Participation
from purchasing.queries.answers import answer_changes, sheet
from purchasing.queries.links import read_token
from purchasing.states import CampaignState, Channel
from purchasing.views.answers import show_answer
from purchasing.views.desks import link_desk, review, show_form, take_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from portal.web.requests import UserRequest
    from purchasing.views.desks import Desk

    P = ParamSpec("P")

NAME_IN_SESSION = "answers_as"
"""Who answers from a link says her name once, whichever page asks first."""
MOST_POSTS = 60
"""How many times one link may write in so many seconds."""


def by_link(
    view: Callable[Concatenate[UserRequest, Desk, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Open the link: check its signature, raise its wall, find its answer; then show the page."""

    @wraps(view)
    def opened(
        request: UserRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        claim = read_token(token)
        if claim is None:
            return _lost(request)
        if request.method == "POST" and too_often(
            f"answer-link:{claim.participation_id}", MOST_POSTS
        ):
            return please_wait(request)
        with wall([claim.commune_id, EVERYONE]):
            answer = (
                Participation.objects.filter(pk=claim.participation_id)
                .exclude(campaign__state=CampaignState.DRAFT)
                .select_related("campaign", "commune", "answered_by")
                .first()
            )
            if answer is None:
                raise Http404
            if answer.link_version != claim.version:
                shown = page(request, "purchasing/link_dead.html", {"answer": answer})
                shown.status_code = 410
                return shown.render()
            desk = link_desk(answer, **_hand(request))
            response = view(request, desk, *args, **kwargs)
            response["X-Robots-Tag"] = "noindex"
            return response.render() if isinstance(response, TemplateResponse) else response

    guarded: Callable[..., HttpResponse] = writes(allow=anyone)(opened)
    return login_not_required(never_cache(guarded))


@by_link
def link_choose(request: UserRequest, desk: Desk, choice: str = "") -> HttpResponse:
    """The confirmation page: which commune, which campaign, three answers. Nothing is sent before."""
    if desk.final or not desk.open:
        return show_answer(request, desk)
    if request.method == "POST":
        if request.POST.get("reponse") == "complete":
            request.session[NAME_IN_SESSION] = desk.hand["answered_as"]
            return redirect(desk.form_url)
        if _named(request):
            return take_form(request, desk)
    found = sheet(desk.answer)
    context = {
        "desk": desk,
        "sheet": found,
        "choice": request.POST.get("reponse", choice) or ("idem" if found.had_last_year else ""),
        "name": _name(request, desk),
    }
    return page(request, "purchasing/link_choose.html", context)


@by_link
def link_grid(request: UserRequest, desk: Desk) -> HttpResponse:
    """The grid, for who wants to change figures without an account."""
    if desk.final or not desk.open:
        return redirect(desk.base)
    if request.method == "POST":
        if _named(request):
            return take_form(request, desk)
        return show_form(request, desk, typed=True)
    return show_form(request, desk)


@by_link
def link_review(request: UserRequest, desk: Desk) -> HttpResponse:
    if desk.final or not desk.open:
        return redirect(desk.base)
    if request.method == "POST" and not _named(request):
        return redirect(desk.url("relire"))
    return review(request, desk, name=_name(request, desk))


@by_link
def link_undo(request: UserRequest, desk: Desk) -> HttpResponse:
    if request.method == "POST":
        answers.take_back(desk.answer.pk, **desk.hand)
        return redirect(desk.form_url)
    return redirect(desk.base)


@by_link
def link_read(request: UserRequest, desk: Desk) -> HttpResponse:
    """A person made a gesture on the page: the invitation was read."""
    if request.method != "POST":
        return redirect(desk.base)
    answers.read_invitation(desk.answer.pk, by=None, at=request.at)
    return HttpResponse(status=204)


@login_not_required
@never_cache
@writes(allow=anyone)
def link_lost(request: HttpRequest, token: str, cut: str) -> HttpResponse:
    """An address that begins like a link and ends like none of its pages: it was broken on the way."""
    return _lost(request)


def _lost(request: HttpRequest) -> HttpResponse:
    """Nothing is said of what the link might open; the person is told how to find the whole of it."""
    response = error_page(request, 404, "errors/link.html")
    response["X-Robots-Tag"] = "noindex"
    return response


def _hand(request: UserRequest) -> dict[str, object]:
    typed = request.POST.get("nom", "") or request.session.get(NAME_IN_SESSION, "")
    name = " ".join(typed.split())[:120]
    return {"by": None, "at": request.at, "channel": Channel.MAIL, "answered_as": name}


def _named(request: UserRequest) -> bool:
    """Someone without account says her name: the commune must know who answered."""
    if request.POST.get("nom", "").strip():
        return True
    messages.error(request, "Écrivez votre nom : la commune doit savoir qui a répondu.")
    return False


def _name(request: UserRequest, desk: Desk) -> str:
    """The name typed on the page before, so that nobody types it twice."""
    last = answer_changes(desk.answer, since=desk.answer.version - 1)
    return (
        desk.hand["answered_as"] or (last[0].by_label if last else "") or desk.answer.answered_as
    )
