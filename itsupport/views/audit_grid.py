"""The versions of the grid: read, copied, changed, frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect

from itsupport import rules
from itsupport.domain import audit_grid
from itsupport.forms.audits import QuestionForm
from itsupport.models import AuditQuestion, AuditTemplate
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=rules.may_audit)
def grid_list(request: UserRequest) -> HttpResponse:
    """Every version; the button copies the last one."""
    if request.method == "POST":
        new = audit_grid.copy_grid(by=request.user, at=request.at)
        messages.success(request, f"La version {new.version} est en préparation.")
        return redirect("itsupport:grid_detail", pk=new.pk)
    grids = AuditTemplate.objects.annotate(
        asked=Count("questions", distinct=True), used=Count("audits", distinct=True)
    )
    context = {"grids": grids, "open": any(not grid.is_frozen for grid in grids)}
    return page(request, "itsupport/grid_list.html", context)


@reads(allow=rules.may_audit)
def grid_detail(request: UserRequest, pk: int) -> HttpResponse:
    grid = get_object_or_404(AuditTemplate, pk=pk)
    questions = grid.questions.select_related("domain").order_by("position")
    groups: dict[str, list[AuditQuestion]] = {}
    for question in questions:
        groups.setdefault(question.domain.name, []).append(question)
    context = {"grid": grid, "groups": groups.items(), "asked": sum(map(len, groups.values()))}
    return page(request, "itsupport/grid_detail.html", context)


@writes(allow=rules.may_audit)
def grid_freeze(request: UserRequest, pk: int) -> HttpResponse:
    get_object_or_404(AuditTemplate, pk=pk)
    if request.method == "POST":
        try:
            grid = audit_grid.freeze_grid(pk, by=request.user, at=request.at)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"La version {grid.version} est figée.")
    return redirect("itsupport:grid_detail", pk=pk)


@writes(allow=rules.may_audit)
def question_edit(request: UserRequest, pk: int) -> HttpResponse:
    """A question of the grid in preparation; « retirer » no longer asks it."""
    question = get_object_or_404(AuditQuestion.objects.select_related("template", "domain"), pk=pk)
    form = QuestionForm.of(question, request.POST or None)
    if request.method == "POST" and (form.is_valid() or "drop" in request.POST):
        try:
            if "drop" in request.POST:
                audit_grid.drop_question(pk, by=request.user, at=request.at)
            else:
                audit_grid.word_question(pk, form.wording(), by=request.user, at=request.at)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("itsupport:grid_detail", pk=question.template_id)
    context = {"question": question, "grid": question.template, "form": form}
    return page(request, "itsupport/question_edit.html", context)
