"""Preparing an audit, visiting with a tablet, reading over, giving."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect

from communes.models import Commune
from itsupport import rules
from itsupport.domain import audits
from itsupport.domain.audit_answers import Kept, keep_answers
from itsupport.domain.audit_files import keep_proof
from itsupport.forms.audits import (
    AnswerForm,
    AuditWordsForm,
    ProofForm,
    VisitForm,
    read_changes,
)
from itsupport.models import Audit, AuditEvidence
from itsupport.queries.audit_marks import lines_of
from itsupport.queries.audit_sheet import audit_sheet
from itsupport.queries.audit_team import agents
from itsupport.states.audits import AnswerValue
from itsupport.views import audit_pieces as pieces
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from portal.web.requests import UserRequest

JSON = "application/json"
MOVES = {
    "commencer": (audits.start_visit, "La visite commence."),
    "relire": (audits.review_audit, "La visite est finie : relisez, puis rendez l’audit."),
    "rendre": (audits.deliver_audit, "L’audit est rendu : la mairie et le maire sont prévenus."),
    "clore": (audits.close_audit, "L’audit est clos."),
    "relever": (
        audits.ask_proofs,
        "Le relevé est demandé : les réponses arrivent d’ici une demi-heure.",
    ),
}


@writes(allow=rules.may_audit)
def audit_prepare(request: UserRequest) -> HttpResponse:
    today = paris_date(request.at)
    form = VisitForm(
        request.POST or None,
        communes=Commune.objects.members(on=today),
        agents=agents(on=today),
        initial={"commune": request.GET.get("commune"), "auditor": request.user.pk},
    )
    if request.method == "POST" and form.is_valid():
        try:
            audit = audits.prepare_audit(form.visit(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"L’audit {audit.commune.name} est préparé.")
            return redirect("itsupport:audit_review", pk=audit.pk)
    return page(request, "itsupport/audit_prepare.html", {"form": form})


@reads(allow=rules.may_audit)
def audit_visit(request: UserRequest, pk: int) -> HttpResponse:
    """Every question on one page: it goes on answering without any network."""
    audit = pieces.audit_or_404(request, pk)
    if audit.is_given:
        return redirect("itsupport:audit_detail", pk=pk)
    lines = lines_of(audit, at=request.at)
    proofs: dict[int, list[AuditEvidence]] = {}
    for proof in AuditEvidence.objects.visible_to(request.user).filter(audit=audit):
        proofs.setdefault(proof.question_id, []).append(proof)
    groups = pieces.by_domain(lines)
    context = {
        "audit": audit,
        "groups": groups,
        "screens": [(line, proofs.get(line.question.pk, []), uuid4()) for line in lines],
        "answered": sum(group.answered for group in groups),
        "values": AnswerValue.choices,
        "drawn": request.at.isoformat(),
    }
    return page(request, "itsupport/audit_visit.html", context)


@writes(allow=rules.may_audit)
def audit_question(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """One question, one form, no script."""
    audit = pieces.audit_or_404(request, pk)
    codes = {line.code: line for line in lines_of(audit, at=request.at)}
    if audit.is_given or code not in codes:
        return redirect("itsupport:audit_visit", pk=pk)
    order = list(codes)
    here = order.index(code)
    form = AnswerForm.of(codes[code].answer)
    if request.method == "POST":
        form = AnswerForm(request.POST, request.FILES)
        if form.is_valid():
            keep_answers(pk, [form.said(code, at=request.at)], by=request.user, at=request.at)
            if shown := form.shown(code):
                keep_proof(pk, shown, by=request.user, at=request.at)
            following = order[min(here + 1, len(order) - 1)]
            return redirect("itsupport:audit_question", pk=pk, code=following)
    context = {
        "audit": audit,
        "line": codes[code],
        "form": form,
        "proof_form": ProofForm(audit=audit, initial={"key": uuid4(), "code": code}),
        "proofs": audit.evidence.filter(question=codes[code].question),
        "number": here + 1,
        "total": len(order),
        "before": order[here - 1] if here else "",
        "after": order[here + 1] if here + 1 < len(order) else "",
    }
    return page(request, "itsupport/audit_question.html", context)


@writes(allow=rules.may_audit)
def audit_sync(request: UserRequest, pk: int) -> HttpResponse:
    """The changes of a tablet, each known by its key: sent twice, kept once."""
    audit = pieces.audit_or_404(request, pk)
    if request.method != "POST":
        return redirect("itsupport:audit_visit", pk=pk)
    try:
        said = read_changes(request.body if request.content_type == JSON else b"")
        kept = keep_answers(audit.pk, said, by=request.user, at=request.at)
    except Refusal as refusal:
        return JsonResponse({"refused": str(refusal)}, status=HTTPStatus.CONFLICT)
    told = {"at": request.at.isoformat(), "answers": [_told(one) for one in kept]}
    return JsonResponse(told)


@writes(allow=rules.may_audit)
def audit_proof(request: UserRequest, pk: int) -> HttpResponse:
    """One proof: from a tablet (it wants JSON back), or from the form of a question."""
    audit = pieces.audit_or_404(request, pk)
    if request.method != "POST":
        return redirect("itsupport:audit_visit", pk=pk)
    form = ProofForm(request.POST, request.FILES, audit=audit)
    fault = "" if form.is_valid() else "Cette preuve n’a pas été reconnue."
    if not fault:
        try:
            keep_proof(audit.pk, form.shown(), by=request.user, at=request.at)
        except Refusal as refusal:
            fault = str(refusal)
    if not request.accepts("text/html"):
        told = {"refused": fault} if fault else {"key": str(form.cleaned_data["key"])}
        return JsonResponse(told, status=HTTPStatus.CONFLICT if fault else HTTPStatus.OK)
    if fault:
        messages.error(request, fault)
        return redirect("itsupport:audit_visit", pk=pk)
    return redirect("itsupport:audit_question", pk=pk, code=form.cleaned_data["code"])


@writes(allow=rules.may_audit)
def audit_review(request: UserRequest, pk: int) -> HttpResponse:
    """Where an audit stands before it is given: its visit, its words, its actions, what remains to check."""
    audit = pieces.audit_or_404(request, pk)
    if audit.is_given:
        return redirect("itsupport:audit_detail", pk=pk)
    form = AuditWordsForm(
        request.POST or None, initial={"headline": audit.headline, "words": audit.words}
    )
    if request.method == "POST" and form.is_valid():
        audits.word_audit(pk, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "C’est noté.")
        return redirect("itsupport:audit_review", pk=pk)
    sheet = audit_sheet(audit, at=request.at)
    context = {
        "audit": audit,
        "sheet": sheet,
        "form": form,
        "groups": pieces.by_domain(sheet.lines),
        "steps": pieces.steps_of(audit),
        "today": paris_date(request.at),
        "possible": pieces.buttons_of(audit),
        "doubtful": [
            line
            for line in sheet.to_check
            if line.stale or (line.answer and line.answer.to_reconfirm)
        ],
    }
    return page(request, "itsupport/audit_review.html", context)


@writes(allow=rules.may_audit)
def audit_move(request: UserRequest, pk: int, step: str) -> HttpResponse:
    """A button of the life of an audit."""
    audit = get_object_or_404(Audit.objects.visible_to(request.user), pk=pk)
    if request.method == "POST" and step in MOVES:
        move, words = MOVES[step]
        try:
            audit = move(audit.pk, by=request.user, at=request.at)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, words)
    if step == "commencer":
        return redirect("itsupport:audit_visit", pk=pk)
    return redirect(
        "itsupport:audit_detail" if audit.is_given else "itsupport:audit_review", pk=pk
    )


def _told(one: Kept) -> dict[str, str]:
    return {"key": str(one.key), "refused": one.refused}
