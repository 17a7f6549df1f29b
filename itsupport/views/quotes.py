"""A quote: entered by the desk, read by the town hall, agreed to by its mayor."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from itsupport import rules
from itsupport.domain import quotes as domain
from itsupport.forms.quotes import (
    QuoteForm,
    ReasonForm,
    head,
    make_lines,
    priced_lines,
    suppliers,
)
from itsupport.models import EquipmentRequest, Quote
from itsupport.queries.board import requests_to_quote
from itsupport.queries.quote_pages import paper_of
from itsupport.queries.quotes import agreeing_position
from itsupport.states.orders import AgreementChannel, QuoteState, RequestState
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import ensure, reads, writes

if TYPE_CHECKING:
    from communes.models import Person
    from portal.web.requests import UserRequest

QUOTABLE = (RequestState.SUBMITTED, RequestState.QUOTED, RequestState.REFUSED)


@writes(allow=rules.is_desk)
def quote_create(request: UserRequest) -> HttpResponse:
    """First which requests of which commune; then the quote, its lines already written."""
    asked = _chosen(request)
    if not asked:
        rows = list(requests_to_quote(request.user).order_by("commune__name_sort", "pk"))
        return page(request, "itsupport/orders/quote_choose.html", {"rows": rows})
    form = QuoteForm(
        request.POST or None, request.FILES or None, initial=head(paris_date(request.at))
    )
    lines = make_lines(request.POST or None, asked)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            quote = domain.enter_quote(
                asked[0].commune_id,
                form.priceable(priced_lines(lines)),
                by=request.user,
                at=request.at,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"Le devis est envoyé au maire {quote.commune}, pour accord."
            )
            return redirect("itsupport:quote_detail", pk=quote.pk)
    context = {"asked": asked, "form": form, "lines": lines, "suppliers": suppliers()}
    return page(request, "itsupport/orders/quote_form.html", context)


@reads(allow=rules.may_ask_equipment)
def quote_detail(request: UserRequest, pk: int) -> HttpResponse:
    """One page for the mayor: what, how much, until when; the desk sees where it stands."""
    quote = _quote(request, pk)
    desk = rules.is_desk(request.user)
    paper = paper_of(quote, on=paris_date(request.at))
    mine = rules.may_agree(request.user, quote, on=paris_date(request.at))
    context = {
        "paper": paper,
        "is_desk": desk,
        "may_agree": mine and quote.state == QuoteState.PENDING,
        "may_retract": mine and quote.state == QuoteState.AGREED and paper.order is None,
        "may_withdraw": desk and paper.order is None and paper.is_live,
        "may_order": desk and paper.order is None and quote.state == QuoteState.AGREED,
    }
    return page(request, "itsupport/orders/quote_detail.html", context)


@writes(allow=rules.may_ask_equipment)
def quote_agree(request: UserRequest, pk: int) -> HttpResponse:
    """The confirmation, then the agreement."""
    quote = _quote(request, pk)
    ensure(rules.may_agree(request.user, quote, on=paris_date(request.at)))
    if request.method == "POST":
        domain.agree(
            quote.pk,
            person=_person(request, quote),
            channel=AgreementChannel.WEB,
            by=request.user,
            at=request.at,
        )
        messages.success(request, "Votre accord est enregistré. Le service informatique commande.")
        return redirect("itsupport:quote_detail", pk=quote.pk)
    if quote.state != QuoteState.PENDING:
        return redirect("itsupport:quote_detail", pk=quote.pk)
    paper = paper_of(quote, on=paris_date(request.at))
    return page(request, "itsupport/orders/quote_agree.html", {"paper": paper})


@writes(allow=rules.may_ask_equipment)
def quote_refuse(request: UserRequest, pk: int) -> HttpResponse:
    quote = _quote(request, pk)
    ensure(rules.may_agree(request.user, quote, on=paris_date(request.at)))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.refuse(
            quote.pk,
            reason=form.cleaned_data["reason"],
            person=_person(request, quote),
            by=request.user,
            at=request.at,
        )
        messages.success(
            request, "Votre refus est enregistré. Le service informatique est prévenu."
        )
        return redirect("itsupport:quote_detail", pk=quote.pk)
    context = {"paper": paper_of(quote, on=paris_date(request.at)), "form": form}
    return page(request, "itsupport/orders/quote_refuse.html", context)


@writes(allow=rules.may_ask_equipment)
def quote_retract(request: UserRequest, pk: int) -> HttpResponse:
    quote = _quote(request, pk)
    ensure(rules.may_agree(request.user, quote, on=paris_date(request.at)))
    if request.method == "POST":
        person = _person(request, quote)
        domain.retract(quote.pk, person=person, by=request.user, at=request.at)
        messages.success(request, "Votre accord est retiré. Le devis attend de nouveau.")
    return redirect("itsupport:quote_detail", pk=quote.pk)


@writes(allow=rules.is_desk)
def quote_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    quote = _quote(request, pk)
    if request.method == "POST":
        domain.withdraw_quote(quote.pk, by=request.user, at=request.at)
        messages.success(request, "Le devis est retiré. Ses demandes sont à chiffrer de nouveau.")
    return redirect("itsupport:quote_detail", pk=quote.pk)


@writes(allow=rules.is_desk)
def quote_remind(request: UserRequest, pk: int) -> HttpResponse:
    quote = _quote(request, pk)
    if request.method == "POST":
        domain.remind_quote(quote.pk, by=request.user, at=request.at)
        messages.success(request, "Un rappel part, avec de nouveaux liens.")
    return redirect("itsupport:quote_detail", pk=quote.pk)


@reads(allow=rules.may_ask_equipment)
def quote_file(request: UserRequest, pk: int) -> HttpResponse:
    return file_of(_quote(request, pk))


def file_of(quote: Quote) -> HttpResponse:
    """The supplier's PDF. Http404 when none was joined."""
    if not quote.file:
        raise Http404
    response = FileResponse(
        quote.file.open("rb"),
        filename=f"devis-{quote.number}.pdf",
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return cast("HttpResponse", response)


def _chosen(request: UserRequest) -> list[EquipmentRequest]:
    """The requests named in the address, all of one commune; none otherwise, and the page says so."""
    pks = [int(pk) for pk in request.GET.getlist("d") if pk.isdecimal()]
    rows = EquipmentRequest.objects.visible_to(request.user).filter(pk__in=pks, state__in=QUOTABLE)
    asked = list(rows.select_related("commune", "site").order_by("pk"))
    if len({one.commune_id for one in asked}) > 1:
        messages.warning(request, "Un devis est pour une commune : choisissez ses demandes.")
        return []
    return asked


def _quote(request: UserRequest, pk: int) -> Quote:
    rows = Quote.objects.visible_to(request.user).select_related("commune", "supplier")
    return get_object_or_404(rows, pk=pk)


def _person(request: UserRequest, quote: Quote) -> Person:
    on = paris_date(request.at)
    position = agreeing_position(request.user, quote.commune_id, on=on)
    if position is None:
        raise Refusal("Seuls le maire et ses adjoints donnent l’accord de la commune.")
    return position.person
