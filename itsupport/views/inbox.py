"""The desk's inbox, the calls it notes, and what it does to several requests at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from itsupport.domain.sorting import merge_tickets, take
from itsupport.domain.tickets import open_ticket
from itsupport.domain.views import drop_view, keep_view
from itsupport.forms.desk import CallForm
from itsupport.forms.tickets import DeskFilters
from itsupport.models import SavedView, Ticket
from itsupport.queries.desk import preview
from itsupport.queries.inbox import VIEWS, Around, counts_of, inbox, most_urgent, narrowed
from itsupport.resources.tickets import DESK_COLUMNS
from itsupport.rules import is_desk
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import count
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

NOUN = Noun("demande", "demandes", feminine=True)


@reads(allow=is_desk)
def inbox_page(request: UserRequest) -> HttpResponse:
    """What runs, by the time that is left; it refreshes itself."""
    view = request.GET.get("vue", "")
    form = DeskFilters(request.GET, on=paris_date(request.at))
    around = Around(request.user, view if view in VIEWS else "", at=request.at)
    around.read(form.read_with(*around.asked))
    rows = form.narrow(narrowed(Ticket.objects.visible_to(request.user), view, request.user))
    urgent = most_urgent(rows)
    counts = counts_of(rows, at=request.at)
    first = urgent[0] if urgent else None
    shown, [[counted]] = preview(first, request.user, at=request.at, also=[counts])
    context = {
        "inbox": inbox(urgent, counted, around, at=request.at),
        **shown,
        "views": around.views,
        "saved": around.saved,
        "quarantined": around.quarantined,
        "form": form,
        "query": request.GET.urlencode(),
        "chips": form.chips(),
    }
    return page(request, "itsupport/inbox.html", context, part="itsupport/_inbox.html")


@reads(allow=is_desk)
def inbox_preview(request: UserRequest, pk: int) -> HttpResponse:
    """What the side of the inbox shows of one request."""
    rows = Ticket.objects.visible_to(request.user).select_related("commune", "assignee")
    ticket = get_object_or_404(rows, pk=pk)
    context, _ = preview(ticket, request.user, at=request.at)
    return page(request, "itsupport/_preview.html", context)


@reads(allow=is_desk)
def desk_list(request: UserRequest) -> HttpResponse:
    """Every request, open or not: the register, with its filters and its exports."""
    listing = Listing(
        request,
        Ticket.objects.visible_to(request.user)
        .select_related("commune", "assignee", "category")
        .defer("commune__outline"),
        columns=DESK_COLUMNS,
        noun=NOUN,
        filters=DeskFilters,
        filter_options={"on": paris_date(request.at)},
        default_sort="-mouvement",
        empty="Les demandes arrivent par le portail, par courriel, ou notées d’un appel.",
    )
    return listing.respond("itsupport/desk_list.html")


@writes(allow=is_desk)
def call_create(request: UserRequest) -> HttpResponse:
    """Noting a call takes fifteen seconds."""
    form = CallForm(request.POST or None, on=paris_date(request.at))
    if request.method == "POST" and form.is_valid():
        ticket = open_ticket(form.ticket(), by=request.user, at=request.at)
        messages.success(request, f"L’appel est noté : demande {ticket.ref}.")
        return redirect("itsupport:desk_ticket", pk=ticket.pk)
    return page(request, "itsupport/call_form.html", {"form": form})


@writes(allow=is_desk)
def inbox_bulk(request: UserRequest) -> HttpResponse:
    """Take, or bring together, the requests that were ticked."""
    if request.method == "POST":
        wanted = [int(pk) for pk in request.POST.getlist("t") if pk.isdecimal()]
        rows = Ticket.objects.visible_to(request.user).filter(pk__in=wanted).order_by("pk")
        chosen = list(rows.values_list("pk", flat=True)[:100])
        if not chosen:
            messages.warning(request, "Cochez d’abord des demandes.")
        elif request.POST.get("geste") == "reunir":
            stays = merge_tickets(chosen[0], chosen[1:], by=request.user, at=request.at)
            messages.success(request, f"Tout est réuni dans la demande {stays.ref}.")
            return redirect("itsupport:desk_ticket", pk=stays.pk)
        else:
            _take_all(request, chosen)
    return redirect("itsupport:inbox")


@writes(allow=is_desk)
def view_keep(request: UserRequest) -> HttpResponse:
    """Keep the filters of the inbox under a name."""
    query = request.POST.get("filtre", "")
    if request.method == "POST":
        view = keep_view(request.POST.get("nom", ""), query, by=request.user)
        messages.success(request, f"La vue « {view} » est gardée.")
    return redirect(f"{reverse('itsupport:inbox')}?{query}")


@writes(allow=is_desk)
def view_drop(request: UserRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, owner=request.user, pk=pk)
    if request.method == "POST":
        drop_view(view.pk, by=request.user)
        messages.success(request, f"La vue « {view} » est retirée.")
    return redirect("itsupport:inbox")


def _take_all(request: UserRequest, chosen: list[int]) -> None:
    refused = []
    done = 0
    for pk in chosen:
        try:
            take(pk, by=request.user, at=request.at)
            done += 1
        except Refusal as refusal:
            refused.append(str(refusal))
    if done:
        messages.success(request, f"{count(done, 'demande prise', 'demandes prises')} en charge.")
    for sentence in dict.fromkeys(refused):
        messages.warning(request, sentence)
