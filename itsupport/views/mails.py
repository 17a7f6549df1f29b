"""The received mails: those in quarantine first, why each is where it is, and what a person decides of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect

from itsupport.domain.mailroom import attach_mail, open_from_mail, retry_mail, set_mail_aside
from itsupport.forms.mails import AttachForm, MailFilters, OpenForm
from itsupport.models import InboundEmail
from itsupport.queries.mails import shown, visits
from itsupport.resources.mails import MAIL_COLUMNS
from itsupport.rules import is_desk
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

NOUN = Noun("courriel", "courriels")


@reads(allow=is_desk)
def mail_list(request: UserRequest) -> HttpResponse:
    """What waits for a decision, unless another state is asked for."""
    rows = InboundEmail.objects.visible_to(request.user)
    listing = Listing(
        request,
        rows.select_related("ticket", "ticket__commune"),
        columns=MAIL_COLUMNS,
        noun=NOUN,
        filters=MailFilters,
        default_sort="-recu",
        empty="Aucun courriel n’attend votre décision : chacun a trouvé sa place.",
    )
    context = {
        "visits": visits(request.user, at=request.at),
        "waiting": rows.quarantined().count(),
    }
    return listing.respond("itsupport/mail_list.html", context)


@reads(allow=is_desk)
def mail_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One mail: what it says, why it is there, what may be done with it."""
    row = _mail(request, pk)
    context = {
        "mail": row,
        "shown": shown(row),
        "open_form": OpenForm(on=paris_date(request.at)),
        "attach_form": AttachForm(user=request.user),
    }
    return page(request, "itsupport/mail_detail.html", context)


@reads(allow=is_desk)
def mail_raw(request: UserRequest, pk: int) -> HttpResponse:
    """The mail byte for byte: downloaded, never opened in the browser."""
    row = _mail(request, pk)
    try:
        file = row.raw.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=True, filename=f"courriel-{row.pk}.eml", content_type="text/plain"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response  # type: ignore[return-value]


@writes(allow=is_desk)
def mail_retry(request: UserRequest, pk: int) -> HttpResponse:
    """Read it again: its sender is known now, or what was broken is mended."""
    row = _mail(request, pk)
    if request.method == "POST":
        retry_mail(row.pk, by=request.user, at=request.at)
        messages.success(request, "Le courriel est relu dans la minute.")
    return redirect("itsupport:mail_detail", pk=pk)


@writes(allow=is_desk)
def mail_discard(request: UserRequest, pk: int) -> HttpResponse:
    """It is for nobody; it is kept."""
    row = _mail(request, pk)
    if request.method == "POST":
        set_mail_aside(row.pk, by=request.user, at=request.at)
        messages.success(request, "Le courriel est écarté. Personne n’en est prévenu.")
        return redirect("itsupport:mail_list")
    return redirect("itsupport:mail_detail", pk=pk)


@writes(allow=is_desk)
def mail_open(request: UserRequest, pk: int) -> HttpResponse:
    """It is a request of a commune."""
    row = _mail(request, pk)
    form = OpenForm(request.POST or None, on=paris_date(request.at))
    if request.method == "POST" and form.is_valid():
        try:
            commune = form.cleaned_data["commune"]
            ticket = open_from_mail(row.pk, commune, by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La demande {ticket.ref} est ouverte pour {commune}.")
            return redirect("itsupport:desk_ticket", pk=ticket.pk)
    return _form(request, row, form, ("Ouvrir une demande", "Ouvrir la demande"))


@writes(allow=is_desk)
def mail_attach(request: UserRequest, pk: int) -> HttpResponse:
    """It is a word on a request."""
    row = _mail(request, pk)
    form = AttachForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            ticket = form.cleaned_data["ref"]
            spoken = attach_mail(row.pk, ticket, by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Le courriel est ajouté à la demande {spoken.ref}.")
            return redirect("itsupport:desk_ticket", pk=spoken.pk)
    return _form(request, row, form, ("Rattacher à une demande", "Rattacher"))


def _form(
    request: UserRequest, row: InboundEmail, form: OpenForm | AttachForm, words: tuple[str, str]
) -> HttpResponse:
    context = {"mail": row, "form": form, "heading": words[0], "button": words[1]}
    return page(request, "itsupport/mail_form.html", context)


def _mail(request: UserRequest, pk: int) -> InboundEmail:
    rows = InboundEmail.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("ticket__commune", "twin_of"), pk=pk)
