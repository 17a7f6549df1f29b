"""The presence of a session as the manager completes it: the grid, a half day, the close, papers, trainers' links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from portal.lib.refusal import Refusal
from portal.lib.text import count
from portal.web.files import sent
from portal.web.htmx import page
from portal.web.views import reads, writes
from training import rules
from training.domain.closing import close_session
from training.domain.countersigning import attach_scan
from training.domain.papers import PAPERS, ask_paper
from training.domain.presences import note_half_day
from training.domain.trainer_links import revoke_link, send_link
from training.forms.presence import HalfDayForm, ScanForm
from training.models import Session, SheetScan, Slot
from training.queries.presence_grid import grid_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=rules.may_run_sessions)
def presence_grid(request: UserRequest, pk: int) -> HttpResponse:
    """People by half day, what proves each, who gives it, the papers."""
    session = _get(request, pk)
    grid = grid_of(session)
    context = {
        "session": session,
        "grid": grid,
        "next": grid.next_half,
        "papers": PAPERS,
    }
    return page(request, "training/presence_grid.html", context)


@writes(allow=rules.may_run_sessions)
def presence_note(request: UserRequest, pk: int, slot_pk: int) -> HttpResponse:
    """Enter the sheet of a half day, correct it with a reason, join the sheet that was signed."""
    session = _get(request, pk)
    grid = grid_of(session, Slot.objects.filter(session=session, live=True, pk=slot_pk))
    if not grid.halves:
        return redirect("trainingdesk:presence_grid", pk=pk)
    joins = "joindre" in request.POST
    form = HalfDayForm(None if joins else request.POST or None, lines=grid.lines)
    scan = ScanForm(request.POST if joins else None, request.FILES if joins else None)
    if request.method == "POST":
        done = _joined(request, slot_pk, scan) if joins else _noted(request, slot_pk, form)
        if done:
            messages.success(request, done)
            return redirect("trainingdesk:presence_grid", pk=pk)
    context = {"session": session, "half": grid.halves[0], "form": form, "scan_form": scan}
    return page(request, "training/presence_note.html", context)


@writes(allow=rules.may_run_sessions)
def session_close(request: UserRequest, pk: int) -> HttpResponse:
    """The certificates leave; nothing changes afterwards but by a correction that says why."""
    session = _get(request, pk)
    if request.method == "POST":
        number = close_session(session.pk, by=request.user, at=request.at)
        words = count(number, "personne a son attestation", "personnes ont leur attestation")
        messages.success(request, f"La session est close : {words}, par courriel.")
    return redirect("trainingdesk:presence_grid", pk=pk)


@writes(allow=rules.may_run_sessions)
def paper_create(request: UserRequest, pk: int, paper: str) -> HttpResponse:
    """Ask for a paper of the session, and wait for it."""
    session = _get(request, pk)
    if request.method != "POST":
        return redirect("trainingdesk:presence_grid", pk=pk)
    document = ask_paper(paper, session.pk, by=request.user, at=request.at)
    return redirect("documents:document_progress", pk=document.pk)


@writes(allow=rules.may_run_sessions)
def trainer_link(request: UserRequest, pk: int, trainer_pk: int) -> HttpResponse:
    """Send the link and the letter of the mission to a trainer, or take the link back."""
    session = _get(request, pk)
    if request.method == "POST" and request.POST.get("revoquer"):
        revoke_link(session.pk, trainer_pk, by=request.user, at=request.at)
        messages.success(request, "Le lien ne sert plus.")
    elif request.method == "POST":
        link = send_link(session.pk, trainer_pk, by=request.user, at=request.at)
        messages.success(request, f"Le lien et la lettre de mission partent à {link.trainer}.")
    return redirect("trainingdesk:presence_grid", pk=pk)


@reads(allow=rules.may_run_sessions)
def sheet_scan(request: UserRequest, pk: int) -> HttpResponse:
    """The sheet that was signed on paper."""
    return sent(get_object_or_404(SheetScan.objects.visible_to(request.user), pk=pk))


def _noted(request: UserRequest, slot: int, form: HalfDayForm) -> str:
    """What to say once it is written; empty when it is not, which the form then says."""
    if not form.is_valid():
        return ""
    try:
        number = note_half_day(
            slot,
            form.states(),
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=request.at,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return ""
    return f"C’est enregistré : {count(number, 'présence change', 'présences changent')}."


def _joined(request: UserRequest, slot: int, form: ScanForm) -> str:
    if not form.is_valid():
        return ""
    try:
        for given in form.cleaned_data["scan"]:
            attach_scan(slot, given, by=request.user, at=request.at)
    except Refusal as refusal:
        form.add_error("scan", str(refusal))
        return ""
    return "La feuille est jointe à la demi-journée."


def _get(request: UserRequest, pk: int) -> Session:
    rows = Session.objects.visible_to(request.user).select_related("course", "count")
    return get_object_or_404(rows, pk=pk)
