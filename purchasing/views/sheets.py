"""Figures that come from a spreadsheet: pasted, or on the answer sheet. Read, shown, then confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect

from communes.rules import is_town_hall
from portal.lib.tables import TableRefused
from portal.web.htmx import page
from portal.web.views import reads, writes
from purchasing.forms.answers import Grid
from purchasing.forms.paste import Filled, read_block
from purchasing.forms.sheets import SheetForm, read_sheet, write_sheet
from purchasing.queries.answers import sheet
from purchasing.states import Origin
from purchasing.views.answers import writing_desk

if TYPE_CHECKING:
    from portal.web.requests import UserRequest
    from purchasing.queries.answers import Sheet
    from purchasing.views.desks import Desk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@writes(allow=is_town_hall)
def answer_paste(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    """Paste a block of a spreadsheet; nothing is kept before it was shown."""
    desk = writing_desk(request, pk, insee)
    if desk.final or not desk.open:
        return redirect(desk.url())
    grid = Grid(sheet(desk.answer))
    text = request.POST.get("bloc", "")
    items = [row.stored.item for row in grid.rows]
    filled = read_block(text, items, grid.sites) if request.method == "POST" else None
    if filled and not filled.faults:
        return preview(request, desk, grid.sheet, filled, origin=Origin.IMPORT)
    context = {"desk": desk, "grid": grid, "text": text, "faults": filled.faults if filled else []}
    return page(request, "purchasing/answer_paste.html", context)


@writes(allow=is_town_hall)
def answer_sheet(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    """The sheet to fill offline, and its way back."""
    desk = writing_desk(request, pk, insee)
    if desk.final or not desk.open:
        return redirect(desk.url())
    form = SheetForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        found = sheet(desk.answer)
        try:
            filled = read_sheet(form.cleaned_data["sheet"].read(), found)
        except TableRefused as refusal:
            form.add_error("sheet", str(refusal))
        else:
            if not filled.faults:
                return preview(request, desk, found, filled, origin=Origin.IMPORT, by_sheet=True)
            faults = filled.faults
    context = {"desk": desk, "form": form, "faults": faults}
    return page(request, "purchasing/answer_sheet.html", context)


@reads(allow=is_town_hall)
def answer_sheet_file(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    desk = writing_desk(request, pk, insee)
    name = f"reponse-{desk.answer.campaign.ref}-{desk.answer.commune.insee}.xlsx"
    response = HttpResponse(write_sheet(sheet(desk.answer)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def preview(
    request: UserRequest,
    desk: Desk,
    found: Sheet,
    filled: Filled,
    *,
    origin: Origin,
    by_sheet: bool = False,
) -> HttpResponse:
    """What would change, from what to what; the form that keeps it is the grid's own."""
    also = frozenset(int(name.rpartition("_")[2]) for name in filled.data)
    grid = Grid(found, filled.data, also=also)
    context = {"desk": desk, "grid": grid, "origin": origin, "by_sheet": by_sheet}
    return page(request, "purchasing/answer_preview.html", context)
