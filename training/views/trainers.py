"""The pages of who gives a session, from the signed link of her mail, without an account.

They show names and communes, no address. A GET or a HEAD changes nothing: mail scanners follow links.
"""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from portal.lib.devices import device_name
from portal.lib.refusal import Refusal
from portal.lib.text import sentence
from portal.walls.acting import wall_for_all
from portal.web.errors import error_page
from portal.web.htmx import page
from portal.web.limits import please_wait, too_often
from portal.web.views import anyone, writes
from training.domain.countersigning import close_slot, countersign, open_slot
from training.domain.reviewing import is_over
from training.domain.tablets import Answered, Sent, keep_sendings
from training.forms.presence import CHOICES, CountersignForm, read_sendings
from training.models import Slot, TrainerLink, TrainerReview
from training.queries.presence_grid import grid_of
from training.queries.qr import drawn
from training.queries.trainer_links import (
    TURN,
    code_address,
    read_trainer_token,
    slots_given,
)
from training.states.presence import NOTED, PresenceState
from training.states.sessions import DEAD_SESSIONS, OVER_SESSIONS, SessionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.web.requests import UserRequest

    P = ParamSpec("P")

MOST_POSTS = 300
"""How many times one link may write in so many seconds: a room full of signatures, and what is sent again."""
KEPT = timedelta(days=60)
"""How long after its end the pages of a session still open: they show names of every commune."""
JSON = "application/json"


def by_trainer(
    view: Callable[Concatenate[UserRequest, TrainerLink, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Open the link: its signature, its version, its session, and that its trainer still gives it."""

    @wraps(view)
    def opened(
        request: UserRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        claim = read_trainer_token(token)
        if claim is None:
            return _lost(request)
        if request.method == "POST" and too_often(f"trainer-link:{claim[0]}", MOST_POSTS):
            return please_wait(request)
        with wall_for_all():
            rows = TrainerLink.objects.select_related("session__course", "trainer__person")
            link = rows.filter(pk=claim[0]).first()
            if link is None or link.version != claim[1] or not _serves(link, request):
                return _dead(request, link)
            response = view(request, link, *args, **kwargs)
            response["X-Robots-Tag"] = "noindex"
            return response.render() if isinstance(response, TemplateResponse) else response

    guarded: Callable[..., HttpResponse] = writes(allow=anyone)(opened)
    return login_not_required(never_cache(guarded))


@by_trainer
def trainer_home(request: UserRequest, link: TrainerLink) -> HttpResponse:
    """The session on one page: its half days, who comes."""
    grid = grid_of(link.session, slots_given(link))
    context = {
        "link": link,
        "session": link.session,
        "grid": grid,
        "now": grid.next_half,
        "over": is_over(link.session, at=request.at),
        "review": TrainerReview.objects.filter(session=link.session, trainer=link.trainer).first(),
        "expected": link.session.state not in OVER_SESSIONS,
        "materials": link.session.materials.standing().count(),
        "token": token_of(request),
    }
    return page(request, "training/trainer_home.html", context)


@by_trainer
def slot_sheet(request: UserRequest, link: TrainerLink, slot_pk: int) -> HttpResponse:
    """The attendance of one half day; it goes on without network. Without script, it is an ordinary form."""
    half = _slot(link, slot_pk)
    if request.method == "POST":
        sendings = [
            Sent(
                nonce=uuid4(),
                at=request.at,
                registration_id=int(name[1:]),
                state=PresenceState(word),
            )
            for name, word in request.POST.items()
            if name[:1] == "p" and name[1:].isdecimal() and word in NOTED
        ]
        answers = _keep(request, link, slot_pk, sendings)
        refused = sorted({one.refused for one in answers if one.refused})
        for words in refused:
            messages.warning(request, words)
        if not refused:
            messages.success(request, "La présence est enregistrée.")
        return redirect(request.path)
    grid = grid_of(link.session, slots_given(link).filter(pk=half.pk))
    context = {
        "link": link,
        "session": link.session,
        "grid": grid,
        "half": grid.halves[0],
        "choices": CHOICES,
        "form": CountersignForm(),
        "drawn": request.at.isoformat(),
        "closed": link.session.state == SessionState.CLOSED,
        "token": token_of(request),
    }
    return page(request, "training/trainer_slot.html", context)


@by_trainer
def slot_send(request: UserRequest, link: TrainerLink, slot_pk: int) -> HttpResponse:
    """What waited on the tablet, each known by its nonce: sent twice, kept once."""
    _slot(link, slot_pk)
    if request.method != "POST":
        return redirect("trainerlinks:slot_sheet", token=token_of(request), slot_pk=slot_pk)
    try:
        sendings = read_sendings(request.body if request.content_type == JSON else b"")
    except Refusal as refusal:
        return JsonResponse({"refused": str(refusal)}, status=HTTPStatus.CONFLICT)
    answers = _keep(request, link, slot_pk, sendings)
    told = [{"nonce": str(one.nonce), "refused": one.refused} for one in answers]
    return JsonResponse({"at": request.at.isoformat(), "sent": told})


@by_trainer
def slot_countersign(request: UserRequest, link: TrainerLink, slot_pk: int) -> HttpResponse:
    """Without script: the trainer's word by a tick; with one, it comes drawn through `slot_send`."""
    half = _slot(link, slot_pk)
    form = CountersignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        countersign(
            half.pk,
            link.trainer_id,
            image=b"",
            remarks=form.cleaned_data["remarks"],
            device=_device(request),
            at=request.at,
        )
        messages.success(request, "La demi-journée est contresignée. Merci !")
    elif request.method == "POST":
        messages.warning(request, "Cochez la case pour contresigner.")
    return redirect("trainerlinks:slot_sheet", token=token_of(request), slot_pk=slot_pk)


@by_trainer
def slot_open(request: UserRequest, link: TrainerLink, slot_pk: int) -> HttpResponse:
    """Let people sign on their own telephone, or stop it."""
    half = _slot(link, slot_pk)
    if request.method != "POST":
        return redirect("trainerlinks:slot_code", token=token_of(request), slot_pk=slot_pk)
    if request.POST.get("fermer"):
        close_slot(half.pk, at=request.at)
        messages.success(request, "Les codes ne servent plus.")
        return redirect("trainerlinks:slot_sheet", token=token_of(request), slot_pk=slot_pk)
    open_slot(half.pk, link.trainer_id, at=request.at)
    return redirect("trainerlinks:slot_code", token=token_of(request), slot_pk=slot_pk)


@by_trainer
def slot_code(request: UserRequest, link: TrainerLink, slot_pk: int) -> HttpResponse:
    """The code that the room reads; it asks for the next one by itself."""
    half = grid_of(link.session, slots_given(link).filter(pk=_slot(link, slot_pk).pk)).halves[0]
    address = code_address(slot_pk, at=request.at) if half.is_open else ""
    context = {
        "link": link,
        "session": link.session,
        "half": half,
        "code": drawn(address) if address else None,
        "address": address,
        "turn": TURN,
        "token": token_of(request),
    }
    return page(request, "training/trainer_code.html", context, part="training/_trainer_code.html")


def _keep(
    request: UserRequest, link: TrainerLink, slot_pk: int, sendings: list[Sent]
) -> list[Answered]:
    return keep_sendings(
        slot_pk,
        link.trainer_id,
        sendings,
        noted_as=sentence(f"{link.trainer}, qui anime"),
        device=_device(request),
        at=request.at,
    )


def _slot(link: TrainerLink, pk: int) -> Slot:
    return get_object_or_404(slots_given(link), pk=pk)


def _device(request: UserRequest) -> str:
    return device_name(request.headers.get("User-Agent", ""))


def _serves(link: TrainerLink, request: UserRequest) -> bool:
    """Whether the last address sent to this trainer opens the session, until some weeks after its end."""
    end = link.session.ends_at
    is_long_ago = end is not None and end + KEPT <= request.at
    is_over = link.revoked_at is not None or link.session.state in DEAD_SESSIONS or is_long_ago
    return not is_over and slots_given(link).exists()


def _dead(request: UserRequest, link: TrainerLink | None) -> HttpResponse:
    """410. Where a newer link serves, what waits on a tablet leaves by it; else its drawings are erased there."""
    is_replaced = link is not None and _serves(link, request)
    if request.content_type == JSON:
        told = {"refused": "Ouvrez le lien du dernier courriel reçu", "over": not is_replaced}
        return JsonResponse(told, status=HTTPStatus.GONE)
    kept = [] if link is None or is_replaced else link.session.slots.values_list("pk", flat=True)
    context = {"replaced": is_replaced, "slots": " ".join(str(pk) for pk in kept)}
    shown = page(request, "training/trainer_dead.html", context)
    shown.status_code = HTTPStatus.GONE
    return shown.render()


def _lost(request: UserRequest) -> HttpResponse:
    response = error_page(request, 404, "errors/link.html")
    response["X-Robots-Tag"] = "noindex"
    return response


def token_of(request: UserRequest) -> str:
    """The token of the address, to make the next ones."""
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["token"])
