"""A request at the desk: its conversation, the answer, and what is decided of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from itsupport.domain.placing import choose_commune
from itsupport.domain.presence import be_present
from itsupport.domain.sorting import move_ticket, sort_ticket, take
from itsupport.domain.tickets import note, reply
from itsupport.forms.desk import (
    ChecklistForm,
    PlanForm,
    ReplyForm,
    SortForm,
    TimeForm,
    WatcherForm,
)
from itsupport.forms.tickets import CommuneForm
from itsupport.models import Ticket, TicketMessage
from itsupport.queries.canned import filled
from itsupport.queries.desk import also_here, desk_page
from itsupport.queries.desk_people import agents
from itsupport.queries.linked import communes_of_requester
from itsupport.rules import is_desk
from itsupport.states.tickets import TICKET_FLOW
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import writes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from itsupport.models import CannedReply
    from itsupport.queries.desk import DeskPage
    from portal.web.requests import UserRequest


@writes(allow=is_desk)
def desk_ticket(request: UserRequest, pk: int) -> HttpResponse:
    """The conversation and the answer; a note stays between us."""
    ticket = get_ticket(request, pk)
    form = ReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, ticket, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            ticket.refresh_from_db()
    around = desk_page(ticket, request.user, at=request.at)
    form.initial = _start(request, ticket, around.beside.replies)
    return page(request, "itsupport/desk_ticket.html", _context(request, around, form))


def _answer(request: UserRequest, ticket: Ticket, form: ReplyForm) -> HttpResponse:
    said = form.said(str(request.user))
    if request.POST.get("geste") == "note":
        note(ticket.pk, said, by=request.user, at=request.at)
        messages.success(request, "La note est gardée : l’équipe seule la lit.")
        return redirect("itsupport:desk_ticket", pk=ticket.pk)
    then, version = form.cleaned_data["then"], form.cleaned_data["version"]
    reply(ticket.pk, said, by=request.user, at=request.at, version=version, then=then)
    to = ticket.requester_email or "la commune, sur le portail"
    messages.success(request, f"La réponse part à {to}.")
    return redirect("itsupport:desk_ticket", pk=ticket.pk)


@writes(allow=is_desk)
def desk_take(request: UserRequest, pk: int) -> HttpResponse:
    """Take it up, or give it to a colleague."""
    ticket = get_ticket(request, pk)
    if request.method == "POST":
        chosen = request.POST.get("agent", "")
        colleague = agents(on=paris_date(request.at)).filter(
            pk=int(chosen) if chosen.isdecimal() else 0
        )
        assignee = colleague.first() or request.user
        take(ticket.pk, by=request.user, at=request.at, assignee=assignee)
        messages.success(request, f"La demande {ticket.ref} est suivie par {assignee}.")
    return redirect("itsupport:desk_ticket", pk=pk)


@writes(allow=is_desk)
def desk_move(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """A button that needs no word."""
    ticket = get_ticket(request, pk)
    if request.method == "POST":
        version = request.POST.get("version", "")
        move_ticket(
            ticket.pk,
            verb,
            by=request.user,
            at=request.at,
            version=int(version) if version.isdecimal() else None,
        )
        label = TICKET_FLOW.transitions[verb].label
        messages.success(request, f"{ticket.ref} : « {label} », c’est fait.")
    return redirect("itsupport:desk_ticket", pk=pk)


@writes(allow=is_desk)
def desk_plan(request: UserRequest, pk: int) -> HttpResponse:
    """When somebody goes there."""
    ticket = get_ticket(request, pk)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moment = form.moment()
            move_ticket(ticket.pk, "plan", by=request.user, at=request.at, planned_for=moment)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Le passage est prévu.")
            return redirect("itsupport:desk_ticket", pk=pk)
    return form_page(request, ticket, form, words=("Prévoir un passage", "Prévoir ce passage"))


@writes(allow=is_desk)
def desk_sort(request: UserRequest, pk: int) -> HttpResponse:
    """What it is about, how much it matters, where."""
    ticket = get_ticket(request, pk)
    form = SortForm(request.POST or None, ticket=ticket)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            sort_ticket(ticket.pk, form.sorting(), by=request.user, at=request.at, version=version)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "La demande est classée, son délai suit.")
            return redirect("itsupport:desk_ticket", pk=pk)
    return form_page(request, ticket, form, words=("Classer la demande", "Classer"))


@writes(allow=is_desk)
def desk_place(request: UserRequest, pk: int) -> HttpResponse:
    """For which commune it is, when its sender serves several, or when it was mistaken."""
    ticket = get_ticket(request, pk)
    communes = communes_of_requester(ticket, at=request.at)
    form = CommuneForm(request.POST or None, communes=communes)
    if request.method == "POST" and form.is_valid():
        try:
            commune = form.cleaned_data["commune"]
            choose_commune(ticket.pk, commune, by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La demande est celle de {commune}.")
            return redirect("itsupport:desk_ticket", pk=pk)
    return form_page(request, ticket, form, words=("Pour quelle commune ?", "Enregistrer"))


@writes(allow=is_desk)
def desk_present(request: UserRequest, pk: int) -> HttpResponse:
    """Who else has the request open. The page asks every half minute, and says whether she writes."""
    ticket = get_ticket(request, pk)
    if request.method == "POST":
        writing = request.POST.get("ecrit") == "1"
        be_present(ticket.pk, writing=writing, by=request.user, at=request.at)
    context = {
        "others": also_here(ticket, request.user, at=request.at),
        "moved": request.POST.get("version", "") not in {"", str(ticket.version)},
        "ticket": ticket,
    }
    return page(request, "itsupport/_present.html", context)


def get_ticket(request: UserRequest, pk: int) -> Ticket:
    rows = Ticket.objects.visible_to(request.user).select_related(
        "commune",
        "site",
        "assignee",
        "category",
        "requester",
        "merged_into",
        "parent",
        "opened_by",
    )
    return get_object_or_404(rows, pk=pk)


def _start(request: UserRequest, ticket: Ticket, replies: Iterable[CannedReply]) -> dict[str, Any]:
    """`?type=3` starts the answer with a ready-made reply, filled for this request."""
    chosen = request.GET.get("type", "")
    ready = next((one for one in replies if str(one.pk) == chosen), None)
    text = filled(ready.body, ticket, str(request.user)) if ready else ""
    return {"version": ticket.version, "text": text}


def _context(request: UserRequest, around: DeskPage, form: ReplyForm) -> dict[str, Any]:
    return {
        "ticket": around.talk.ticket,
        "talk": around.talk,
        "form": form,
        "beside": around.beside,
        "others": around.others,
        "moved": False,
        "agents": around.agents,
        "time_form": TimeForm(initial={"on": paris_date(request.at)}, auto_id="temps_%s"),
        "checklist_form": ChecklistForm(auto_id="liste_%s"),
        "watcher_form": WatcherForm(auto_id="copie_%s"),
    }


def form_page(
    request: UserRequest,
    ticket: Ticket,
    form: Any,
    *,
    words: tuple[str, str],
    quoted: TicketMessage | None = None,
) -> HttpResponse:
    """One form about a request: its heading and its button; `quoted` is the message that it speaks of."""
    context = {
        "ticket": ticket,
        "form": form,
        "heading": words[0],
        "button": words[1],
        "quoted": quoted,
    }
    return page(request, "itsupport/desk_form.html", context)
