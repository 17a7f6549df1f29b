"""The pages of practice sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from portal.lib.steps import steps_of
from portal.tables.listing import Listing, Noun
from portal.web.files import sent
from portal.web.htmx import page
from portal.web.views import keeping, reads, writes
from training.domain import sheets as verbs
from training.forms.sheets import PublishForm, SheetFilters, SheetForm, initial_of
from training.models import ModelDocument, PracticeSheet, Question
from training.queries.sheets import lines_of, paper_of
from training.resources.sheets import COLUMNS
from training.rules import may_keep_sheets, may_read_exchange
from training.states.exchange import KEPT_SHEETS, READ_SHEETS

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest
    from training.models import SheetVersion

NOUN = Noun("fiche", "fiches", feminine=True)


@reads(allow=may_read_exchange)
def sheet_list(request: UserRequest) -> HttpResponse:
    """The sheets published; the team's drafts too."""
    rows = PracticeSheet.objects.visible_to(request.user).select_related("theme", "owner")
    listing = Listing(
        request,
        rows,
        columns=COLUMNS,
        noun=NOUN,
        filters=SheetFilters,
        default_sort="fiche",
        empty="Une réponse validée devient une fiche d’un clic : il n’y en a pas encore.",
    )
    read = rows.filter(state__in=READ_SHEETS).count()
    context = {"read": read, "may_keep": may_keep_sheets(request.user)}
    return listing.respond("training/sheet_list.html", context)


@reads(allow=may_read_exchange)
def sheet_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The last version, its models, its paper; a draft as it is written."""
    sheet = _seen(request, pk)
    versions = list(sheet.versions.all())
    shown = versions[0] if versions else sheet
    context = {
        "sheet": sheet,
        "shown": shown,
        "versions": versions,
        "blocks": steps_of(shown.body),
        "references": lines_of(shown.references),
        "models": sheet.models.filter(withdrawn_at=None),
        "paper": paper_of(sheet),
        "may_keep": may_keep_sheets(request.user) and sheet.state in KEPT_SHEETS,
        "is_ahead": bool(versions) and _is_ahead(sheet, versions[0]),
        "publish_form": PublishForm(),
    }
    return page(request, "training/sheet_detail.html", context)


@writes(allow=may_keep_sheets)
def sheet_create(request: UserRequest) -> HttpResponse:
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with keeping(form):
            sheet = verbs.write_sheet(form.written(), by=request.user, at=request.at)
            messages.success(request, "Le brouillon est gardé. Relisez-le, puis publiez-le.")
            return redirect("training:sheet_detail", pk=sheet.pk)
    return page(request, "training/sheet_form.html", {"form": form, "sheet": None, "models": ()})


@writes(allow=may_keep_sheets)
def sheet_edit(request: UserRequest, pk: int) -> HttpResponse:
    sheet = _seen(request, pk)
    form = SheetForm(request.POST or None, request.FILES or None, initial=initial_of(sheet))
    if request.method == "POST" and form.is_valid():
        with keeping(form):
            verbs.edit_sheet(sheet.pk, form.written(), by=request.user, at=request.at)
            messages.success(
                request, "C’est enregistré. Les mairies liront la suite quand vous publierez."
            )
            return redirect("training:sheet_detail", pk=pk)
    context = {"form": form, "sheet": sheet, "models": sheet.models.filter(withdrawn_at=None)}
    return page(request, "training/sheet_form.html", context)


@writes(allow=may_keep_sheets)
def sheet_publish(request: UserRequest, pk: int) -> HttpResponse:
    sheet = _seen(request, pk)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        change = form.cleaned_data["change"]
        made = verbs.publish_sheet(sheet.pk, change=change, by=request.user, at=request.at)
        messages.success(request, f"La version {made.number} est publiée. Son PDF se prépare.")
    return redirect("training:sheet_detail", pk=pk)


@writes(allow=may_keep_sheets)
def sheet_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    sheet = _seen(request, pk)
    if request.method == "POST":
        verbs.withdraw_sheet(sheet.pk, by=request.user, at=request.at)
        messages.success(request, "La fiche est retirée : les mairies ne la voient plus.")
    return redirect("training:sheet_detail", pk=pk)


@writes(allow=may_keep_sheets)
def question_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """One click: the settled question becomes a draft."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        sheet = verbs.sheet_from_question(question.pk, by=request.user, at=request.at)
        messages.success(
            request, "Le brouillon reprend la réponse. Complétez-le, puis publiez-le."
        )
        return redirect("training:sheet_edit", pk=sheet.pk)
    return redirect("training:question_detail", pk=pk)


@reads(allow=may_read_exchange)
def model_document(request: UserRequest, pk: int) -> HttpResponse:
    """A model of a sheet that the reader may see."""
    seen = PracticeSheet.objects.visible_to(request.user)
    rows = ModelDocument.objects.visible_to(request.user).filter(sheet__in=seen, withdrawn_at=None)
    return sent(get_object_or_404(rows, pk=pk))


@writes(allow=may_keep_sheets)
def model_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    model = get_object_or_404(ModelDocument.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        verbs.withdraw_model(model.pk, by=request.user, at=request.at)
        messages.success(request, f"« {model.name} » n’est plus joint à la fiche.")
    return redirect("training:sheet_edit", pk=model.sheet_id)


def _is_ahead(sheet: PracticeSheet, last: SheetVersion) -> bool:
    """Written further than what is read."""
    names = ("title", "body", "references", "review_by")
    return any(getattr(sheet, name) != getattr(last, name) for name in names)


def _seen(request: UserRequest, pk: int) -> PracticeSheet:
    rows = PracticeSheet.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("theme", "owner", "question"), pk=pk)
