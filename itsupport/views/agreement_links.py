"""The mayor's answer from the signed link of her mail, without an account.

A GET or a HEAD never answers: mail scanners follow links. The page sees the link's commune, and no other.
The link is one person's: her position is looked at again when she answers.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from itsupport.domain import quotes as domain
from itsupport.forms.quotes import ReasonForm
from itsupport.models import Quote
from itsupport.queries.agreement_links import read_token
from itsupport.queries.quote_pages import paper_of
from itsupport.queries.quotes import agreeing_positions
from itsupport.states.orders import AgreementChannel, QuoteState
from itsupport.views.quotes import file_of
from portal.lib.dates import paris_date
from portal.walls.acting import EVERYONE, wall
from portal.web.errors import error_page
from portal.web.htmx import page
from portal.web.limits import please_wait, too_often
from portal.web.views import anyone, writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from communes.models import Position
    from itsupport.queries.agreement_links import Claim
    from portal.web.requests import UserRequest

    P = ParamSpec("P")

MOST_POSTS = 30
"""How many times one link may write in so many seconds."""


def by_link(
    view: Callable[Concatenate[UserRequest, Quote, Position, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Open the link: its signature, its wall, its version, and that its person may still commit the commune."""

    @wraps(view)
    def opened(
        request: UserRequest, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        claim = read_token(token)
        if claim is None:
            return _lost(request)
        if request.method == "POST" and too_often(f"agreement-link:{claim.quote_id}", MOST_POSTS):
            return please_wait(request)
        with wall([claim.commune_id, EVERYONE]):
            quote, position = _claimed(claim, request)
            if quote.link_version != claim.version or position is None:
                return _dead(request, quote)
            response = view(request, quote, position, *args, **kwargs)
            response["X-Robots-Tag"] = "noindex"
            return response.render() if isinstance(response, TemplateResponse) else response

    guarded: Callable[..., HttpResponse] = writes(allow=anyone)(opened)
    return login_not_required(never_cache(guarded))


@by_link
def agreement_link(request: UserRequest, quote: Quote, position: Position) -> HttpResponse:
    """The quote on one page. The button is the confirmation: nothing is said before."""
    if request.method == "POST":
        domain.agree(
            quote.pk,
            person=position.person,
            channel=AgreementChannel.LINK,
            by=None,
            at=request.at,
            name=_name(request),
        )
        messages.success(request, "Votre accord est enregistré. Le service informatique commande.")
        return redirect(request.path)
    paper = paper_of(quote, on=paris_date(request.at))
    context = {"paper": paper, "position": position, "token": _token(request)}
    return page(request, "itsupport/orders/link_quote.html", context)


@by_link
def agreement_refuse(request: UserRequest, quote: Quote, position: Position) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.refuse(
            quote.pk,
            reason=form.cleaned_data["reason"],
            person=position.person,
            by=None,
            at=request.at,
            name=_name(request),
        )
        messages.success(
            request, "Votre refus est enregistré. Le service informatique est prévenu."
        )
        return redirect("itsupport:agreement_link", token=_token(request))
    if quote.state != QuoteState.PENDING:
        return redirect("itsupport:agreement_link", token=_token(request))
    paper = paper_of(quote, on=paris_date(request.at))
    context = {"paper": paper, "position": position, "token": _token(request), "form": form}
    return page(request, "itsupport/orders/link_refuse.html", context)


@by_link
def agreement_file(request: UserRequest, quote: Quote, position: Position) -> HttpResponse:
    del request, position
    return file_of(quote)


def _claimed(claim: Claim, request: UserRequest) -> tuple[Quote, Position | None]:
    rows = Quote.objects.select_related("commune", "supplier")
    quote = rows.filter(pk=claim.quote_id, commune_id=claim.commune_id).first()
    if quote is None:
        raise Http404
    positions = agreeing_positions(quote.commune_id, on=paris_date(request.at))
    return quote, positions.filter(person_id=claim.person_id).first()


def _dead(request: UserRequest, quote: Quote) -> HttpResponse:
    shown = page(request, "itsupport/orders/link_dead.html", {"quote": quote})
    shown.status_code = 410
    return shown.render()


def _lost(request: UserRequest) -> HttpResponse:
    response = error_page(request, 404, "errors/link.html")
    response["X-Robots-Tag"] = "noindex"
    return response


def _name(request: UserRequest) -> str:
    return " ".join(request.POST.get("nom", "").split())[:120]


def _token(request: UserRequest) -> str:
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["token"])
