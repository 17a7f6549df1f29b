"""The restitution of audits: the territory for the desk, its own for a commune."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from itsupport import rules
from itsupport.domain.audit_answers import correct_answer
from itsupport.domain.audit_files import drop_proof
from itsupport.domain.audits import ask_papers
from itsupport.forms.audits import CorrectionForm
from itsupport.models import Audit, AuditEvidence
from itsupport.queries.audit_gauge import gauge
from itsupport.queries.audit_map import overview
from itsupport.queries.audit_marks import lines_of
from itsupport.queries.audit_sheet import audit_sheet
from itsupport.queries.audit_words import (
    evolution_words,
    ranked_words,
    step_words,
    unknown_words,
)
from itsupport.states.audits import ActionState
from itsupport.views import audit_pieces as pieces
from portal.lib.dates import paris_date
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

OLDER = 5
TO_DECIDE = ActionState.PROPOSED


@reads(allow=rules.may_read_audits)
def audit_list(request: UserRequest) -> HttpResponse:
    """The desk sees the territory; a town hall, its last audit."""
    if rules.is_desk(request.user):
        found = overview(at=request.at)
        context = {"found": found, "map": pieces.map_of(found), "lede": pieces.lede_of(found)}
        return page(request, "itsupport/audit_map.html", context)
    mine = Audit.objects.visible_to(request.user).filter(commune=request.acting.current)
    last = mine.given().order_by("-delivered_at").first()
    if last:
        return redirect("itsupport:audit_detail", pk=last.pk)
    context = {"coming": mine.order_by("visit_on").first(), "commune": request.acting.current_name}
    return page(request, "itsupport/audit_none.html", context)


@reads(allow=rules.may_read_audits)
def audit_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One audit given: the letter, what to begin with, the domains."""
    audit = pieces.audit_or_404(request, pk, given=True)
    sheet = audit_sheet(audit, at=request.at)
    median = sheet.standing.median if sheet.standing else None
    others = Audit.objects.visible_to(request.user).given().filter(commune=audit.commune)
    context = {
        "audit": audit,
        "sheet": sheet,
        "ruler": gauge(audit.template, sheet.marks, sheet.previous, median),
        "evolution": evolution_words(sheet),
        "step": step_words(sheet),
        "unknown": unknown_words(sheet),
        "rank": ranked_words(sheet.standing),
        "others": others.exclude(pk=pk).order_by("-delivered_at")[:OLDER],
        "desk": rules.is_desk(request.user),
        "today": paris_date(request.at),
        "first": next(
            (one.action.pk for one in sheet.actions if one.action.state == TO_DECIDE), 0
        ),
    }
    return page(request, "itsupport/audit_detail.html", context)


@reads(allow=rules.may_read_audits)
def audit_answers(request: UserRequest, pk: int) -> HttpResponse:
    """Question by question, beside the previous audit."""
    audit = pieces.audit_or_404(request, pk, given=True)
    sheet = audit_sheet(audit, at=request.at)
    proofs: dict[int, list[AuditEvidence]] = {}
    for proof in AuditEvidence.objects.visible_to(request.user).filter(audit=audit):
        proofs.setdefault(proof.question_id, []).append(proof)
    changes = {change.line.code: change for change in sheet.changes}
    rows = [
        (
            group,
            [
                (line, changes.get(line.code), proofs.get(line.question.pk, []))
                for line in group.lines
            ],
        )
        for group in pieces.by_domain(sheet.lines)
    ]
    ways = [change.way for change in sheet.changes]
    context = {
        "audit": audit,
        "rows": rows,
        "better": ways.count("mieux"),
        "worse": ways.count("moins bien"),
        "desk": rules.may_audit(request.user),
    }
    return page(request, "itsupport/audit_answers.html", context)


@writes(allow=rules.may_read_audits)
def audit_paper(request: UserRequest, pk: int, what: str) -> HttpResponse:
    """The page of the mayor or the report, with the facts of today."""
    audit = pieces.audit_or_404(request, pk, given=True)
    if request.method != "POST":
        return redirect("itsupport:audit_detail", pk=pk)
    short, report = ask_papers(audit, by=request.user, at=request.at)
    return redirect("documents:document_detail", pk=(short if what == "page" else report).pk)


@writes(allow=rules.may_audit)
def audit_correct(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """A new revision of an answer, with its reason."""
    audit = pieces.audit_or_404(request, pk, given=True)
    line = next((one for one in lines_of(audit, at=request.at) if one.code == code), None)
    if line is None:
        return redirect("itsupport:audit_answers", pk=pk)
    answer = line.answer
    initial = {"value": answer.value, "note": answer.note} if answer else {}
    form = CorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        correct_answer(pk, code, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, f"La réponse {code} est corrigée ; l’ancienne reste lisible.")
        return redirect(f"{reverse('itsupport:audit_answers', args=[pk])}#{code}")
    history = audit.answers.filter(question=line.question).select_related("by")
    context = {"audit": audit, "line": line, "form": form, "history": history}
    return page(request, "itsupport/audit_correct.html", context)


@reads(allow=rules.may_read_audits)
def evidence_download(request: UserRequest, pk: int) -> HttpResponse:
    """A photo in the page, everything else as a file; nothing without its commune."""
    rows = AuditEvidence.objects.visible_to(request.user).exclude(file="")
    proof = get_object_or_404(rows, pk=pk)
    answer = FileResponse(
        proof.file.open("rb"),
        as_attachment=not proof.is_image,
        filename=proof.label,
        content_type=proof.content_type,
    )
    return cast("HttpResponse", answer)


@writes(allow=rules.may_audit)
def evidence_drop(request: UserRequest, pk: int) -> HttpResponse:
    proof = get_object_or_404(
        AuditEvidence.objects.visible_to(request.user).select_related("question"), pk=pk
    )
    back = redirect("itsupport:audit_question", pk=proof.audit_id, code=proof.question.code)
    if request.method == "POST":
        drop_proof(pk, by=request.user, at=request.at)
        messages.success(request, f"« {proof.label} » est retirée.")
    return back
