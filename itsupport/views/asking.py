"""The help page of a town hall: one box, its requests, and what it said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes.models import Person
from itsupport.domain.tickets import open_ticket, say, solve_for_commune
from itsupport.domain.votes import vote
from itsupport.forms.tickets import AskForm, SayForm, TicketFilters, VoteForm
from itsupport.models import Ticket, TicketFile
from itsupport.queries.tickets import conversation, open_and_lately_ended, own_tickets
from itsupport.queries.tracks import requests_from
from itsupport.resources.tickets import OWN_COLUMNS
from itsupport.rules import may_ask_for_help, may_read_help, may_speak
from itsupport.states.tickets import TicketState
from portal.lib.dates import paris_date
from portal.tables.listing import Listing, Noun
from portal.web.files import sent
from portal.web.htmx import page
from portal.web.views import ensure, reads, writes

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from portal.web.requests import UserRequest

NOUN = Noun("demande", "demandes", feminine=True)


@writes(allow=may_read_help)
def help_home(request: UserRequest) -> HttpResponse:
    """« Que se passe-t-il ? », and the requests under way. The desk has its inbox instead."""
    if not may_ask_for_help(request.user):
        return redirect("itsupport:inbox")
    form = _ask_form(request)
    if request.method == "POST" and form.is_valid():
        ticket = open_ticket(form.ticket(request.user), by=request.user, at=request.at)
        messages.success(
            request,
            f"Votre demande est envoyée, sous le numéro {ticket.ref}. Nous vous répondons ici et par courriel.",
        )
        return redirect("itsupport:ticket_detail", pk=ticket.pk)
    running, ended = open_and_lately_ended(request.user, request.acting.communes)
    waiting = [one for one in running if one.state == TicketState.WAITING_COMMUNE]
    context = {
        "form": form,
        "running": running,
        "ended": ended,
        "waiting": waiting,
        "year": paris_date(request.at).year,
    }
    return page(request, "itsupport/help_home.html", context)


@reads(allow=may_ask_for_help)
def ticket_list(request: UserRequest) -> HttpResponse:
    """Every request of my communes."""
    rows = own_tickets(request.user, request.acting.communes)
    listing = Listing(
        request,
        rows,
        columns=OWN_COLUMNS,
        noun=NOUN,
        filters=TicketFilters,
        default_sort="-mouvement",
        empty="Une panne, une question : dites-le en une phrase depuis la page Informatique.",
    )
    return listing.respond("itsupport/ticket_list.html")


@writes(allow=may_ask_for_help)
def ticket_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The conversation, and a word more."""
    ticket = _mine(request, pk)
    form = SayForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        spoken = say(ticket.pk, form.said(str(request.user)), by=request.user, at=request.at)
        messages.success(request, f"Votre mot est ajouté à la demande {spoken.ref}.")
        return redirect("itsupport:ticket_detail", pk=spoken.pk)
    context = {
        "ticket": ticket,
        "talk": conversation(ticket, request.user),
        "equipment": requests_from(request.user, ticket=ticket),
        "form": form,
        "vote_form": VoteForm(initial={"satisfaction": ticket.satisfaction}),
    }
    return page(request, "itsupport/ticket_detail.html", context)


@writes(allow=may_ask_for_help)
def ticket_solved(request: UserRequest, pk: int) -> HttpResponse:
    """« C’est résolu », says the town hall."""
    ticket = _mine(request, pk)
    if request.method == "POST":
        solve_for_commune(ticket.pk, by=request.user, at=request.at)
        messages.success(request, "C’est noté : la demande est résolue. Merci de l’avoir dit.")
    return redirect("itsupport:ticket_detail", pk=pk)


@writes(allow=may_ask_for_help)
def ticket_vote(request: UserRequest, pk: int) -> HttpResponse:
    ticket = _mine(request, pk)
    form = VoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        vote(ticket.pk, given["satisfaction"], word=given["word"], by=request.user, at=request.at)
        messages.success(request, "Merci, votre avis est noté.")
    return redirect("itsupport:ticket_detail", pk=pk)


@reads(allow=may_read_help)
def ticket_file(request: UserRequest, pk: int) -> HttpResponse:
    """A file of a request: images in the page, the rest always downloaded."""
    file = get_object_or_404(
        TicketFile.objects.visible_to(request.user).select_related("ticket"), pk=pk
    )
    ensure(may_speak(request.user, file.ticket))
    return sent(file)


def _mine(request: UserRequest, pk: int) -> Ticket:
    return get_object_or_404(
        own_tickets(request.user, request.acting.communes).select_related(
            "commune", "site", "assignee", "merged_into", "parent"
        ),
        pk=pk,
    )


def _ask_form(request: UserRequest) -> AskForm:
    """For the commune chosen in the header; `?materiel=` comes from a machine's page or its label."""
    asked = request.GET.get("materiel", "")
    return AskForm(
        request.POST or None,
        request.FILES or None,
        commune_id=request.acting.current or 0,
        person=Person.objects.filter(user=request.user).first(),
        initial={"asset": int(asked)} if asked.isdecimal() else {},
    )
