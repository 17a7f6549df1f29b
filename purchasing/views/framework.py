"""The convention of the grouping and its members, for the manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Case, Count, Q, When
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from communes.rules import is_anyone
from portal.lib.refusal import Refusal
from portal.lib.text import count
from portal.web.htmx import page
from portal.web.views import reads, writes
from purchasing import rules
from purchasing.domain import framework
from purchasing.forms.framework import (
    ConventionForm,
    EffectForm,
    SignForm,
    VoteForm,
    WithdrawForm,
)
from purchasing.models import Adhesion, Convention
from purchasing.states import ADHESION_FLOW, AdhesionState

if TYPE_CHECKING:
    from django import forms

    from portal.web.requests import UserRequest

FORMS: dict[str, type[forms.Form]] = {
    "vote": VoteForm,
    "sign": SignForm,
    "take_effect": EffectForm,
    "withdraw": WithdrawForm,
}
DETAIL = "campaigns:convention_detail"


@reads(allow=rules.may_run_campaigns)
def convention_list(request: UserRequest) -> HttpResponse:
    effective = Count("adhesions", filter=Q(adhesions__state=AdhesionState.EFFECTIVE))
    rows = Convention.objects.select_related("coordinator").annotate(
        effective=effective, invited=Count("adhesions")
    )
    return page(request, "purchasing/convention_list.html", {"conventions": rows})


@writes(allow=rules.may_run_campaigns)
def convention_create(request: UserRequest) -> HttpResponse:
    form = ConventionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = framework.create_convention(form.terms(), by=request.user, at=request.at)
        messages.success(request, "La convention est inscrite, les adhésions restent à voter.")
        return redirect(DETAIL, pk=made.pk)
    context = {"form": form, "convention": None}
    return page(request, "purchasing/convention_form.html", context)


@writes(allow=rules.may_run_campaigns)
def convention_edit(request: UserRequest, pk: int) -> HttpResponse:
    convention = get_object_or_404(Convention, pk=pk)
    form = ConventionForm.of(convention, request.POST or None)
    if request.method == "POST" and form.is_valid():
        framework.edit_convention(convention.pk, form.terms(), by=request.user, at=request.at)
        messages.success(request, "La convention est enregistrée.")
        return redirect(DETAIL, pk=pk)
    context = {"form": form, "convention": convention}
    return page(request, "purchasing/convention_form.html", context)


@reads(allow=rules.may_run_campaigns)
def convention_detail(request: UserRequest, pk: int) -> HttpResponse:
    convention = get_object_or_404(Convention.objects.select_related("coordinator"), pk=pk)
    rows = Adhesion.objects.visible_to(request.user).filter(convention=convention)
    awaited = Case(
        When(state__in=(AdhesionState.EFFECTIVE, AdhesionState.WITHDRAWN), then=1), default=0
    )
    adhesions = list(rows.select_related("commune").order_by(awaited, "commune__name_sort"))
    context = {
        "convention": convention,
        "adhesions": [(one, ADHESION_FLOW.possible(one.state)) for one in adhesions],
        "effective": sum(one.state == AdhesionState.EFFECTIVE for one in adhesions),
        "pending": sum(one.state == AdhesionState.PENDING for one in adhesions),
    }
    return page(request, "purchasing/convention_detail.html", context)


@writes(allow=rules.may_run_campaigns)
def convention_ask(request: UserRequest, pk: int, what: str) -> HttpResponse:
    """Ask for the convention, for the text of every council, or for the communes newly arrived."""
    convention = get_object_or_404(Convention, pk=pk)
    if request.method != "POST":
        return redirect(DETAIL, pk=pk)
    by, at = request.user, request.at
    if what == "convention":
        made = framework.ask_convention(convention.pk, by=by, at=at)
        return redirect("documents:document_detail", pk=made.pk)
    if what == "communes":
        added = framework.invite_members(convention.pk, by=by, at=at)
        messages.success(request, f"{count(added, 'adhésion ajoutée', 'adhésions ajoutées')}.")
        return redirect(DETAIL, pk=pk)
    try:
        batch = framework.ask_deliberations(convention.pk, by=by, at=at)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(DETAIL, pk=pk)
    return redirect("documents:batch_detail", pk=batch.pk)


@writes(allow=rules.may_run_campaigns)
def adhesion_move(request: UserRequest, pk: int, adhesion_pk: int, verb: str) -> HttpResponse:
    """One verb of an adhesion, with its dates."""
    rows = Adhesion.objects.visible_to(request.user).select_related("commune", "convention")
    adhesion = get_object_or_404(rows, pk=adhesion_pk, convention_id=pk)
    start = {"transmitted_on": adhesion.transmitted_on}
    form = FORMS[verb](request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            deed = framework.ADHESION_VERBS[verb]
            deed(adhesion.pk, by=request.user, at=request.at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"C’est inscrit pour {adhesion.commune}.")
            return redirect(DETAIL, pk=pk)
    move = ADHESION_FLOW.transitions[verb]
    context = {"form": form, "adhesion": adhesion, "move": move}
    return page(request, "purchasing/adhesion_move.html", context)


@reads(allow=is_anyone)
def adhesion_file(request: UserRequest, pk: int) -> HttpResponse:
    """The deliberation, for the team and for its commune."""
    adhesion = get_object_or_404(Adhesion.objects.visible_to(request.user), pk=pk)
    if not adhesion.file:
        return redirect("purchasing:adhesion_list")
    kind = str(adhesion.file.name).rpartition(".")[2]
    name = f"deliberation-{adhesion.deliberation_no}.{kind}"
    response = FileResponse(adhesion.file.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]
