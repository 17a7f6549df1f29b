"""The needs of communes: said by them or noted for them, and what becomes of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes import rules
from communes.domain.needs import EXPLAINED, answer_need, say_need
from communes.forms.needs import NeedFilters, NeedForm, NotedNeedForm, OutcomeForm
from communes.models import Need
from communes.resources.needs import COLUMNS, with_buttons
from communes.states import NEED_FLOW
from communes.views.keeping import done, kept
from portal.lib.dates import paris_date
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import ensure, reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

NOUN = Noun("besoin", "besoins")


@reads(allow=rules.may_keep_sheets)
def need_list(request: UserRequest, insee: str) -> HttpResponse:
    """A commune's own needs, with the suite given to each."""
    commune = kept(request, insee)
    rows = Need.objects.visible_to(request.user).filter(commune=commune)
    context = {"commune": commune, "needs": rows.order_by("-said_at", "-pk")}
    return page(request, "communes/need_list.html", context)


@writes(allow=rules.may_keep_sheets)
def need_create(request: UserRequest, insee: str) -> HttpResponse:
    commune = kept(request, insee)
    form = NeedForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: say_need(commune.pk, form.wish(), by=request.user, at=request.at))
    ):
        messages.success(request, "Votre besoin est noté. La suite donnée se lira ici.")
        return redirect("communes:need_list", insee=insee)
    return page(request, "communes/need_form.html", {"commune": commune, "form": form})


@reads(allow=rules.is_team)
def need_board(request: UserRequest) -> HttpResponse:
    """Every commune's needs, for the team."""
    listing = Listing(
        request,
        Need.objects.visible_to(request.user).select_related("commune"),
        columns=with_buttons() if rules.is_manager(request.user) else COLUMNS,
        noun=NOUN,
        filters=NeedFilters,
        filter_options={"on": paris_date(request.at)},
        default_sort="-dit",
        empty="Les communes notent leurs besoins depuis leur fiche ; vous pouvez en noter un ici.",
    )
    waiting = Need.objects.visible_to(request.user).open().count()
    context = {"waiting": waiting, "writes": rules.is_manager(request.user)}
    return listing.respond("communes/need_board.html", context)


@writes(allow=rules.is_manager)
def need_note(request: UserRequest) -> HttpResponse:
    """The manager notes what a commune said on the telephone."""
    form = NotedNeedForm(request.POST or None, on=paris_date(request.at))

    def act() -> None:
        given = form.cleaned_data
        origin = {"origin": given["origin"], "origin_label": given["origin_label"]}
        say_need(given["commune"].pk, form.wish(), by=request.user, at=request.at, **origin)

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(request, f"Le besoin de {form.cleaned_data['commune']} est noté.")
        return redirect("needs:need_board")
    return page(request, "communes/need_form.html", {"commune": None, "form": form})


@writes(allow=rules.is_manager)
def need_answer(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    need = get_object_or_404(
        Need.objects.visible_to(request.user).select_related("commune"), pk=pk
    )
    ensure(rules.may_answer_need(request.user, need))
    step = NEED_FLOW.transitions[verb]
    if need.state not in step.sources:
        messages.error(request, f"« {need} » est déjà {need.get_state_display()}.")
        return redirect("needs:need_board")
    form = OutcomeForm(request.POST or None, initial={"outcome": need.outcome})

    def act() -> None:
        answer_need(
            need.pk, verb, outcome=form.cleaned_data["outcome"], by=request.user, at=request.at
        )

    if request.method == "POST" and form.is_valid() and done(form, act):
        messages.success(
            request, f"« {need} », {need.commune} : {step.label.lower()}, c’est fait."
        )
        return redirect("needs:need_board")
    context = {"need": need, "step": step, "form": form, "explained": step.target in EXPLAINED}
    return page(request, "communes/need_answer.html", context)
