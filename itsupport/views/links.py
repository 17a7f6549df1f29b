"""A request followed from the signed link of a mail, without an account.

A GET shows; only a form answers. The page sees the commune of the request, and no other: its wall is raised
from the request that the signature names.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from itsupport.domain.placing import choose_commune
from itsupport.domain.tickets import say, solve_for_commune
from itsupport.domain.votes import vote
from itsupport.forms.tickets import CommuneForm, NamedSayForm, VoteForm
from itsupport.models import Ticket, TicketFile
from itsupport.queries.linked import commune_of_link, communes_of_requester
from itsupport.queries.links import ticket_link
from itsupport.queries.tickets import conversation_by_link
from portal.walls.acting import EVERYONE, GROUP, wall
from portal.web.errors import error_page
from portal.web.files import sent
from portal.web.htmx import page
from portal.web.limits import please_wait, too_often
from portal.web.views import anyone, writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.web.requests import UserRequest

    P = ParamSpec("P")

MOST_POSTS = 60
"""How many times one link may write in so many seconds."""
GONE = 410


def by_link(
    view: Callable[Concatenate[UserRequest, Ticket, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Open the link: check its signature, raise the wall of its commune, find its request; then show the page."""

    @wraps(view)
    def opened(
        request: UserRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        found = commune_of_link(token)
        if found is None:
            return _hidden(error_page(request, 404, "errors/link.html"))
        if request.method == "POST" and too_often(f"ticket-link:{found.ticket_id}", MOST_POSTS):
            return please_wait(request)
        if found.replaced:
            dead = page(request, "itsupport/link_dead.html", {})
            dead.status_code = GONE
            return _hidden(dead.render())
        with wall([GROUP if found.commune_id is None else found.commune_id, EVERYONE]):
            ticket = get_object_or_404(
                Ticket.objects.select_related("commune", "site"), pk=found.ticket_id
            )
            response = view(request, ticket, *args, **kwargs)
            drawn = response.render() if isinstance(response, TemplateResponse) else response
            return _hidden(drawn)

    guarded: Callable[..., HttpResponse] = writes(allow=anyone)(opened)
    return login_not_required(never_cache(guarded))


@by_link
def link_detail(request: UserRequest, ticket: Ticket) -> HttpResponse:
    """The conversation, and a word more under one's own name."""
    if ticket.commune_id is None:
        return _which_commune(request, ticket)
    form = NamedSayForm(
        request.POST or None, request.FILES or None, initial={"name": ticket.requester_name}
    )
    if request.method == "POST" and form.is_valid():
        spoken = say(ticket.pk, form.said(form.cleaned_data["name"]), by=None, at=request.at)
        messages.success(request, f"Votre mot est ajouté à la demande {spoken.ref}.")
        return redirect(ticket_link(spoken))
    context = {
        "ticket": ticket,
        "talk": conversation_by_link(ticket, ticket_link(ticket)),
        "form": form,
        "link": ticket_link(ticket),
    }
    return page(request, "itsupport/link_detail.html", context)


@by_link
def link_solved(request: UserRequest, ticket: Ticket) -> HttpResponse:
    if request.method == "POST":
        solve_for_commune(ticket.pk, by=None, at=request.at)
        messages.success(request, "C’est noté : la demande est résolue. Merci de l’avoir dit.")
    return redirect(ticket_link(ticket))


@by_link
def link_vote(request: UserRequest, ticket: Ticket) -> HttpResponse:
    """A GET shows the three answers, one POST gives one: mail scanners follow links."""
    form = VoteForm(request.POST or None, initial={"satisfaction": ticket.satisfaction})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        vote(ticket.pk, given["satisfaction"], word=given["word"], by=None, at=request.at)
        messages.success(request, "Merci, votre avis est noté.")
        return redirect(ticket_link(ticket))
    context = {"ticket": ticket, "form": form, "link": ticket_link(ticket)}
    return page(request, "itsupport/link_vote.html", context)


@by_link
def link_file(request: UserRequest, ticket: Ticket, pk: int) -> HttpResponse:
    file = TicketFile.objects.filter(ticket=ticket, internal=False, pk=pk).first()
    if file is None:
        raise Http404
    return sent(file)


def _which_commune(request: UserRequest, ticket: Ticket) -> HttpResponse:
    """The sender serves several communes: she says which one this is for."""
    form = CommuneForm(request.POST or None, communes=communes_of_requester(ticket, at=request.at))
    if request.method == "POST" and form.is_valid():
        choose_commune(ticket.pk, form.cleaned_data["commune"], by=None, at=request.at)
        messages.success(request, "Merci, c’est noté. Le service informatique prend le relais.")
        return redirect(ticket_link(ticket))
    return page(request, "itsupport/link_commune.html", {"ticket": ticket, "form": form})


def _hidden(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
