"""Documents as pages and as files. Every download of the portal's documents goes through here."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from portal.documents.archive import zip_of
from portal.documents.layout import context_of
from portal.documents.models import Batch, Document
from portal.documents.registry import REPORTS
from portal.documents.waking import wake
from portal.web.htmx import page
from portal.web.views import reads

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.web.requests import UserRequest

HTMX_STOP_POLLING = 286


def acts_for_someone(user: User) -> bool:
    """A person with a live role; her documents are told apart by `visible_to`."""
    return user.acting is not None and bool(user.acting.roles)


@reads(allow=acts_for_someone)
def document_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The same content as the PDF, from the same facts, as a page."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    template = REPORTS[document.kind].template
    return page(request, template, context_of(document, on_screen=True))


@reads(allow=acts_for_someone)
def document_download(request: UserRequest, pk: int) -> HttpResponse:
    """The PDF itself; while it is being made, the page that waits for it."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if not document.is_ready:
        return redirect("documents:document_progress", pk=document.pk)
    response = FileResponse(
        document.file.open("rb"), filename=document.filename, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{document.sha256}"'
    return cast("HttpResponse", response)


@reads(allow=acts_for_someone)
def document_progress(request: UserRequest, pk: int) -> HttpResponse:
    """Where the document stands. As a part, it asks again by itself until there is an answer.

    Each time, the workers are called again: a call that got lost then costs seconds, not the minute of the beat.
    """
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if document.is_pending:
        wake()
    context = {"document": document}
    response = page(request, "documents/progress.html", context, part="documents/_progress.html")
    return _done(response, request) if not document.is_pending else response


@reads(allow=acts_for_someone)
def batch_detail(request: UserRequest, pk: int) -> HttpResponse:
    """« 12 sur 28 prêts »: one may leave and come back."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    documents = list(batch.documents.order_by("title", "pk"))
    pending = sum(document.is_pending for document in documents)
    context = {
        "batch": batch,
        "documents": documents,
        "ready": sum(document.is_ready for document in documents),
        "failed": sum(document.failed_at is not None for document in documents),
        "pending": pending,
    }
    response = page(request, "documents/batch.html", context, part="documents/_batch.html")
    return response if pending else _done(response, request)


@reads(allow=acts_for_someone)
def batch_download(request: UserRequest, pk: int) -> HttpResponse:
    """Every document of the batch that is ready, in one archive."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    ready = batch.documents.visible_to(request.user).filter(rendered_at__isnull=False)
    archive, name = zip_of(batch, ready.order_by("title", "pk"))
    response = FileResponse(archive, as_attachment=True, filename=name)
    return cast("HttpResponse", response)


def _done(response: HttpResponse, request: UserRequest) -> HttpResponse:
    """Tell htmx that there is nothing more to ask for."""
    if request.htmx:
        response.status_code = HTMX_STOP_POLLING
    return response
