"""The small gestures of the desk on a request: time, things to do, people in copy, links, a part set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from itsupport.domain.sorting import link_tickets, unwatch, watch
from itsupport.domain.working import add_to_checklist, spend, split, tick
from itsupport.forms.desk import ChecklistForm, LinkForm, SplitForm, TimeForm, WatcherForm
from itsupport.rules import is_desk
from itsupport.states.tickets import LinkKind
from itsupport.views.desk import form_page, get_ticket
from portal.lib.refusal import Refusal
from portal.web.views import writes

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=is_desk)
def desk_time(request: UserRequest, pk: int) -> HttpResponse:
    ticket = get_ticket(request, pk)
    form = TimeForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            spend(ticket.pk, form.spent(), by=request.user, at=request.at)
            messages.success(request, "Le temps est noté.")
        else:
            say_faults(request, form)
    return redirect("itsupport:desk_ticket", pk=pk)


@writes(allow=is_desk)
def desk_checklist(request: UserRequest, pk: int) -> HttpResponse:
    ticket = get_ticket(request, pk)
    form = ChecklistForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            text = form.cleaned_data["text"]
            add_to_checklist(ticket.pk, text, by=request.user, at=request.at)
        else:
            say_faults(request, form)
    return redirect("itsupport:desk_ticket", pk=pk)


@writes(allow=is_desk)
def desk_tick(request: UserRequest, pk: int, item_pk: int) -> HttpResponse:
    ticket = get_ticket(request, pk)
    found = get_object_or_404(ticket.checklist, pk=item_pk)
    if request.method == "POST":
        tick(ticket.pk, found.pk, by=request.user, at=request.at)
    return redirect("itsupport:desk_ticket", pk=pk)


@writes(allow=is_desk)
def desk_watch(request: UserRequest, pk: int) -> HttpResponse:
    """Put somebody in copy, or no longer."""
    ticket = get_ticket(request, pk)
    form = WatcherForm(request.POST or None)
    if request.method == "POST":
        gone = request.POST.get("retirer", "")
        if gone.isdecimal():
            unwatch(ticket.pk, int(gone), by=request.user, at=request.at)
        elif form.is_valid():
            watch(ticket.pk, form.cleaned_data["email"], by=request.user, at=request.at)
            messages.success(request, f"{form.cleaned_data['email']} recevra nos réponses.")
        else:
            say_faults(request, form)
    return redirect("itsupport:desk_ticket", pk=pk)


@writes(allow=is_desk)
def desk_link(request: UserRequest, pk: int) -> HttpResponse:
    ticket = get_ticket(request, pk)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        other, kind = form.cleaned_data["ref"], LinkKind(form.cleaned_data["kind"])
        try:
            link_tickets(ticket.pk, other.pk, kind, by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error("ref", str(refusal))
        else:
            messages.success(request, f"{ticket.ref} est liée à {other.ref}.")
            return redirect("itsupport:desk_ticket", pk=pk)
    return form_page(request, ticket, form, words=("Lier à une autre demande", "Lier"))


@writes(allow=is_desk)
def desk_split(request: UserRequest, pk: int, message_pk: int) -> HttpResponse:
    """One message speaks of something else: it becomes a request of its own."""
    ticket = get_ticket(request, pk)
    found = get_object_or_404(ticket.messages.exclude(direction="note"), pk=message_pk)
    form = SplitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            title = form.cleaned_data["title"]
            other = split(ticket.pk, found.pk, title, by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La demande {other.ref} est ouverte.")
            return redirect("itsupport:desk_ticket", pk=other.pk)
    words = ("Séparer ce message", "Ouvrir une autre demande")
    return form_page(request, ticket, form, words=words, quoted=found)


def say_faults(request: HttpRequest, form: forms.Form) -> None:
    """A small form beside the conversation says what is wrong in a message."""
    for name, faults in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(
            request, f"{label} : {' '.join(map(str, faults))}" if label else str(faults[0])
        )
