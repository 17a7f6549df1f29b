"""Import and export of registers: choose, look at every line, then keep all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from portal.lib.dates import paris_date
from portal.lib.tables import TableRefused, write_csv, write_xlsx
from portal.lib.text import NBSP, count
from portal.tables import imports
from portal.tables.forms import TableFileForm
from portal.tables.listing import XLSX
from portal.web.backoffice import is_team
from portal.web.htmx import page
from portal.web.views import ensure, reads, writes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.tables.imports import Preview, Register
    from portal.tables.imports.comparing import Numbered
    from portal.web.requests import UserRequest

TOO_OLD = (
    "L’aperçu a plus d’une heure, ou vient d’une autre page : choisissez le fichier de nouveau."
)
MOVED = "Les données ont changé depuis votre aperçu. Voici le nouveau, comparé à ce qu’elles sont maintenant."


def _register(request: UserRequest, slug: str) -> Register:
    register = imports.find(slug)
    if register is None:
        raise Http404
    ensure(register.allow(request.user))
    return register


@reads(allow=is_team)
def import_list(request: UserRequest) -> HttpResponse:
    """The registers that can be imported, each with its page."""
    context = {"registers": imports.offered(request.user)}
    return page(request, "tables/import_list.html", context)


@writes(allow=is_team)
def import_file(request: UserRequest, slug: str) -> HttpResponse:
    """A file is chosen, its lines are shown; the same page keeps those that were shown."""
    register = _register(request, slug)
    if request.method == "POST" and "lignes" in request.POST:
        return _keep(request, register, request.POST["lignes"])
    form = TableFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            rows = imports.read_file(given.read())
            return _preview(request, register, rows, given.name)
        except TableRefused as refused:
            form.add_error("file", str(refused))
    return page(request, "tables/import_file.html", {"register": register, "form": form})


@reads(allow=is_team)
def import_template(request: UserRequest, slug: str) -> HttpResponse:
    """The headings alone, to fill in."""
    register = _register(request, slug)
    return _download(register, [], "xlsx", f"modele-{slug}")


@reads(allow=is_team)
def import_export(request: UserRequest, slug: str, kind: str) -> HttpResponse:
    """The register as it is: a file that the import reads back without a change."""
    register = _register(request, slug)
    day = paris_date(request.at)
    return _download(register, register.known(locked=False), kind, f"{slug}-{day.isoformat()}")


def _download(register: Register, rows: Any, kind: str, name: str) -> HttpResponse:
    table = register.table(rows)
    if kind == "csv":
        response = HttpResponse(write_csv(table), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(write_xlsx(table, title=register.title), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _preview(
    request: UserRequest, register: Register, rows: Numbered, file: str, *, moved: bool = False
) -> HttpResponse:
    compared = imports.compare(register, rows, register.known(locked=False))
    preview = imports.rehearse(register, compared, by=request.user, at=request.at)
    faults = preview.of_kind("fault")
    packed = ""
    if preview.to_write and not faults:
        packed = imports.pack(register, rows, preview.base, by=request.user, file=file)
    context = {
        "register": register,
        "file": file,
        "packed": packed,
        "moved": MOVED if moved else "",
        "faults": faults,
        "changed": [line for line in preview.lines if line.kind in {"new", "changed"}],
        "same": preview.of_kind("same"),
        "counts": _counts(register, preview),
        "read": len(preview.lines),
    }
    return page(request, "tables/import_preview.html", context)


def _counts(register: Register, preview: Preview) -> str:
    """« 2 nouvelles, 3 modifiées, 7 identiques » in the gender of the noun."""
    feminine = register.noun.feminine
    words = (
        ("new", ("nouvelle", "nouvelles") if feminine else ("nouveau", "nouveaux")),
        ("changed", ("modifiée", "modifiées") if feminine else ("modifié", "modifiés")),
        ("same", ("identique", "identiques")),
        ("fault", ("à corriger", "à corriger")),
    )
    return ", ".join(
        f"{len(found)}{NBSP}{one if len(found) == 1 else several}"
        for kind, (one, several) in words
        if (found := preview.of_kind(kind))
    )


def _keep(request: UserRequest, register: Register, packed: str) -> HttpResponse:
    try:
        given = imports.unpack(register, packed, by=request.user)
    except BadSignature:
        messages.error(request, TOO_OLD)
        return redirect("tables:import_file", slug=register.slug)
    rows: Sequence[tuple[int, list[str]]] = [(number, row) for number, row in given["rows"]]
    file = given["file"]
    done = imports.keep(register, rows, given["base"], by=request.user, at=request.at, file=file)
    if done is None:
        return _preview(request, register, rows, file, moved=True)
    written = count(len(done.to_write), "ligne enregistrée")
    messages.success(request, f"{register.title}{NBSP}: {written} depuis {file}.")
    return redirect(register.back)
