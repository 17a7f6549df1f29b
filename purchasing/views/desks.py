"""Where one answers from: the portal, or the signed link of a mail. The pages are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from portal.lib.text import of
from portal.web.htmx import page
from purchasing.domain import answers
from purchasing.forms.answers import Grid
from purchasing.queries.answers import answer_changes, packs, sheet
from purchasing.queries.links import link_token
from purchasing.queries.register import devices_in_service
from purchasing.states import FINAL_STATES, SILENT_STATES, CampaignState, Channel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from purchasing.models import Participation


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One answer, who writes in it (`hand`: by, at, channel, answered_as), and the addresses of its pages."""

    answer: Participation
    hand: Mapping[str, Any]
    base: str
    frame: str
    by_link: bool = False
    may_write: bool = True
    """False for who reads the answer of her commune without giving it: purchasing/rules.py."""

    @property
    def at(self) -> datetime:
        at: datetime = self.hand["at"]
        return at

    @property
    def open(self) -> bool:
        """The answer may still change."""
        campaign = self.answer.campaign
        in_time = campaign.declare_by is None or self.at < campaign.declare_by
        return campaign.state == CampaignState.OPEN and in_time

    @property
    def final(self) -> bool:
        return self.answer.state in FINAL_STATES

    @property
    def silent(self) -> bool:
        """Nobody has written anything: what a sheet would offer to begin with is no answer."""
        return self.answer.state in SILENT_STATES

    def url(self, page_name: str = "") -> str:
        return f"{self.base}{page_name}/" if page_name else self.base

    @property
    def form_url(self) -> str:
        """Where figures are typed: on a link, one page further than the three choices."""
        return self.url("complete") if self.by_link else self.base

    @property
    def urls(self) -> dict[str, str]:
        names = ("relire", "annuler", "case", "coller", "refus", "feuille", "batiment", "lu")
        return {name: self.url(name) for name in names}


def portal_desk(answer: Participation, *, may_write: bool, **hand: Any) -> Desk:
    base = reverse("purchasing:answer_edit", args=(answer.campaign_id, answer.commune.insee))
    return Desk(answer=answer, hand=hand, base=base, frame="base.html", may_write=may_write)


def link_desk(answer: Participation, **hand: Any) -> Desk:
    base = reverse("links:link_choose", args=(link_token(answer),))
    return Desk(
        answer=answer, hand=hand, base=base, frame="purchasing/link_base.html", by_link=True
    )


def show_form(
    request: HttpRequest,
    desk: Desk,
    grid: Grid | None = None,
    *,
    part: bool = False,
    typed: bool = False,
) -> HttpResponse:
    """The page where one answers; `part` is what the page's script puts back in place.

    `typed`: with what was typed and could not be kept yet.
    """
    also = frozenset(int(n) for n in request.GET.getlist("avec") if n.isdecimal())
    grid = grid or Grid(sheet(desk.answer), request.POST if typed else None, also=also)
    choice = request.GET.get("choix", "complete")
    context = {
        "desk": desk,
        "grid": grid,
        "sheet": grid.sheet,
        "packs": packs(grid.sheet),
        "choice": choice if choice in {"idem", "aucun"} else "complete",
        "devices": devices_in_service({desk.answer.commune_id})[desk.answer.commune_id],
        "at": desk.at,
        "name": desk.hand.get("answered_as", ""),
    }
    name = "_answer_form" if part else "answer_form"
    return page(request, f"purchasing/{name}.html", context)


def take_form(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The three answers: as last year, nothing, or the figures of the grid."""
    verbs = {"idem": answers.answer_as_last_year, "aucun": answers.need_nothing}
    if verb := verbs.get(request.POST.get("reponse", "")):
        verb(desk.answer.pk, expected_version=shown_version(request), **desk.hand)
        return redirect(f"{desk.url()}?fait=1")
    grid = Grid(sheet(desk.answer), request.POST)
    if not grid.is_valid():
        return show_form(request, desk, grid)
    hand = {**desk.hand, "channel": Channel.SHEET} if "par-feuille" in request.POST else desk.hand
    saved = answers.save_draft(desk.answer.pk, grid.draft(), **hand)
    if saved.conflicts:
        desk.answer.refresh_from_db()
        grid = Grid(
            sheet(desk.answer),
            grid.unkept(saved.conflicts),
            conflicts=saved.conflicts,
            also=frozenset(site.pk for site in grid.sites),
        )
        return show_form(request, desk, grid)
    then = request.POST.get("suite", "relire")
    if then == "grille":
        return redirect(desk.form_url)
    if then == "plus-tard":
        messages.success(request, f"Le brouillon {of(desk.answer.commune.name)} est gardé.")
        return redirect("home:home")
    return redirect(desk.urls.get(then, desk.url("relire")))


def take_cell(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The figures typed, kept at once but the wrong ones; the page's script puts the new totals in place."""
    grid = Grid(sheet(desk.answer), request.POST)
    if grid.has_news:
        conflicts = answers.save_draft(desk.answer.pk, grid.draft(), **desk.hand).conflicts
        desk.answer.refresh_from_db()
        grid = Grid(sheet(desk.answer), grid.unkept(conflicts) or None, conflicts=conflicts)
    return show_form(request, desk, grid, part=True)


def review(request: HttpRequest, desk: Desk, *, name: str = "") -> HttpResponse:
    """What will be sent; sending it. What a colleague changed meanwhile is shown instead of sent."""
    changed: list[Any] = []
    if request.method == "POST":
        version = shown_version(request)
        try:
            answers.submit(desk.answer.pk, expected_version=version, **desk.hand)
        except answers.Changed as refusal:
            messages.warning(request, str(refusal))
            changed = answer_changes(desk.answer, since=version or 0)
            desk.answer.refresh_from_db()
        except answers.Incomplete as refusal:
            messages.error(request, str(refusal))
            return redirect(desk.url())
        else:
            return redirect(f"{desk.url()}?fait=1")
    found = sheet(desk.answer)
    context = {"desk": desk, "sheet": found, "changed": changed, "name": name}
    return page(request, "purchasing/answer_review.html", context)


def shown_version(request: HttpRequest) -> int | None:
    """The version of the answer that was on the page that was sent."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() else None
