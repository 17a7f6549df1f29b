"""The wishes of a commune: what was asked and what became of it, the page where they are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html

from portal.lib.refusal import Refusal
from portal.tables.columns import Column
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.templatetags.ui import sign
from portal.web.views import ensure, reads, writes
from training import rules
from training.domain import wishes as domain
from training.forms.wish_lists import WishFilters
from training.forms.wishes import WishesForm
from training.models import Wish
from training.queries.needs import with_what_is_said
from training.queries.wish_page import open_answers, published_plans, read_answers, wish_page
from training.states.sessions import HIDDEN_SESSIONS
from training.states.wishes import Visa

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from portal.web.requests import UserRequest
    from training.models import NeedsAnswer

NOUN = Noun("souhait", "souhaits")
KEPT = "Le brouillon est gardé : il reste à l’envoyer."
TO_APPROVE = (
    "Vos souhaits sont envoyés. Le maire reçoit un lien pour les viser : ils compteront alors."
)
SENT = "Vos souhaits sont envoyés, un accusé de réception part par courriel. Merci."
EMPTY = "Quand un recueil est ouvert, dites ici ce que vos agents voudraient apprendre."


def _state(wish: Wish) -> SafeString:
    """What becomes of it; the reason, and the session once it is announced, under it."""
    note: SafeString | str = wish.reason
    if wish.session and wish.session.state not in HIDDEN_SESSIONS:
        url = reverse("training:session_detail", args=(wish.session_id,))
        note = format_html('<a href="{}">session {}</a>', url, wish.session.number)
    shown = sign(wish.get_state_display())
    return format_html("<span>{}<small>{}</small></span>", shown, note) if note else shown


COLUMNS = (
    Column(name="souhait", label="Souhait", value=str, note="theme.name",
           sort=("course__title", "subject")),
    Column(name="qui", label="Qui", value="who", note="commune.name", sort=("person__last_name",)),
    Column(name="annee", label="Année", value=lambda one: str(one.campaign.year), sort=("campaign__year",)),
    Column(name="priorite", label="Priorité", value="get_priority_display", sort=("priority",)),
    Column(name="etat", label="Ce qu’il devient", value="get_state_display", draw=_state, sort=("state",)),
)  # fmt: skip


@reads(allow=rules.may_read_wishes)
def wish_list(request: UserRequest) -> HttpResponse:
    """Every wish of my communes and what became of it; above, the campaigns that wait for an answer."""
    listing = Listing(
        request,
        with_what_is_said(Wish.objects.visible_to(request.user)),
        columns=COLUMNS,
        noun=NOUN,
        filters=WishFilters,
        default_sort="-annee",
        empty=EMPTY,
    )
    context = {
        "answers": open_answers(request.user, at=request.at),
        "plans": published_plans(request.user),
    }
    return listing.respond("training/wish_list.html", context)


@writes(allow=rules.may_say_wishes)
def wish_form(request: UserRequest, pk: int) -> HttpResponse:
    """One page: tick, send; or keep as a draft until the deadline."""
    answer = _answer(request, pk)
    shown = wish_page(answer, at=request.at)
    form = WishesForm(request.POST or None, page=shown)
    keep = request.POST.get("faire") == "garder"
    if request.method == "POST" and form.is_valid():
        verb = domain.keep_wishes if keep else domain.send_wishes
        try:
            said = verb(answer.pk, form.given(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, KEPT if keep else _sent(said))
            return redirect(request.path if keep else reverse("training:wish_list"))
    takes = answer.campaign.takes_at(request.at)
    context = {"answer": answer, "shown": shown, "form": form, "takes": takes}
    return page(request, "training/wish_form.html", context)


def _sent(answer: NeedsAnswer) -> str:
    return TO_APPROVE if answer.visa == Visa.AWAITED else SENT


@writes(allow=rules.may_say_wishes)
def wish_none(request: UserRequest, pk: int) -> HttpResponse:
    """« Nous n’avons pas de souhait »."""
    answer = _answer(request, pk)
    if request.method == "POST":
        domain.say_none(answer.pk, by=request.user, at=request.at)
        messages.success(request, "C’est noté : pas de souhait cette année. Merci de l’avoir dit.")
        return redirect("training:wish_list")
    return page(request, "training/wish_none.html", {"answer": answer})


def _answer(request: UserRequest, pk: int) -> NeedsAnswer:
    answer = get_object_or_404(read_answers(request.user), pk=pk)
    ensure(rules.may_say_wishes_for(request.user, answer.commune_id))
    return answer
