"""Costs: those of a session, those of a year, what goes to the accountants, a town hall's own shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.tables import write_csv, write_xlsx
from portal.lib.text import amount_of_cents, count
from portal.tables.listing import XLSX, Listing, Noun
from portal.web.htmx import page
from portal.web.views import keeping, reads, writes
from training import rules
from training.domain import costs as verbs
from training.domain.year_papers import ask_cost_statement, ask_cost_year
from training.forms.costs import CorrectionForm, CostForm, ShareFilters, initial_of
from training.models import CostExport, CostLine, CostShare
from training.queries.cost_years import cost_year as year_of, years_of_costs
from training.queries.costs import account_of, rule_in_words, shares_seen
from training.queries.session_page import read_sessions
from training.resources.costs import COLUMNS, accounts_table, communes_table, session_table
from training.states.sessions import DEAD_SESSIONS, SessionState

if TYPE_CHECKING:
    from typing import Any

    from portal.web.requests import UserRequest
    from training.models import Session

FIRST_YEAR, LAST_YEAR = 2000, 2199
NOUN = Noun("part", "parts", feminine=True)
CSV = "text/csv; charset=utf-8"


@writes(allow=rules.may_run_sessions)
def session_costs(request: UserRequest, pk: int) -> HttpResponse:
    """The lines, the shares as they are or as they would be; one more line, or a correction once closed."""
    session = _session(request, pk)
    closed = session.state == SessionState.CLOSED
    form = (CorrectionForm if closed else CostForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _add(session, form, request)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "C’est noté.")
            return redirect("trainingdesk:session_costs", pk=pk)
    account = account_of(session)
    if request.GET.get("export") == "xlsx":
        return _file(session_table(account), f"couts-{session.number}", "xlsx")
    context = {
        "session": session,
        "account": account,
        "form": form,
        "closed": closed,
        "rule": rule_in_words(account.rule) if account.rule else "",
        "has_room": any(slot.room and slot.room.cost for slot in session.slots.all()),
        "room_noted": any(line.kind == "room" for line in account.lines),
    }
    return page(request, "training/session_costs.html", context)


@writes(allow=rules.may_run_sessions)
def cost_rooms(request: UserRequest, pk: int) -> HttpResponse:
    """The price of the rooms, as their register says it."""
    session = _session(request, pk)
    if request.method == "POST":
        verbs.add_room_costs(session.pk, by=request.user, at=request.at)
        messages.success(request, "Le coût de la salle est noté.")
    return redirect("trainingdesk:session_costs", pk=pk)


@writes(allow=rules.may_run_sessions)
def cost_edit(request: UserRequest, pk: int) -> HttpResponse:
    line = _line(request, pk)
    form = CostForm(request.POST or None, initial=initial_of(line))
    if request.method == "POST" and form.is_valid():
        with keeping(form):
            verbs.edit_cost(line.pk, form.cost(), by=request.user, at=request.at)
            messages.success(request, "C’est enregistré.")
            return redirect("trainingdesk:session_costs", pk=line.session_id)
    context = {"line": line, "session": line.session, "form": form}
    return page(request, "training/cost_edit.html", context)


@writes(allow=rules.may_run_sessions)
def cost_remove(request: UserRequest, pk: int) -> HttpResponse:
    line = _line(request, pk)
    if request.method == "POST":
        verbs.remove_cost(line.pk, by=request.user, at=request.at)
        messages.success(request, f"« {line.label} » n’est plus compté.")
    return redirect("trainingdesk:session_costs", pk=line.session_id)


@writes(allow=rules.may_run_sessions)
def cost_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The statement as a PDF."""
    session = _session(request, pk)
    if request.method != "POST":
        return redirect("trainingdesk:session_costs", pk=pk)
    made = ask_cost_statement(session.pk, by=request.user, at=request.at)
    return redirect("documents:document_progress", pk=made.pk)


@reads(allow=rules.may_run_sessions)
def cost_year(request: UserRequest) -> HttpResponse:
    """Session by session, commune by commune; `?export=csv` or `xlsx` gives the communes."""
    today = paris_date(request.at)
    year = _year(request.GET.get("annee", ""), today.year)
    found = year_of(year)
    export = request.GET.get("export", "")
    if export in {"csv", "xlsx"}:
        return _file(communes_table(found), f"couts-formation-{year}", export)
    return page(
        request, "training/cost_year.html", {"found": found, "years": years_of_costs(today)}
    )


@writes(allow=rules.may_run_sessions)
def cost_year_paper(request: UserRequest, year: int) -> HttpResponse:
    """The year on paper, every commune."""
    if request.method != "POST" or not FIRST_YEAR <= year <= LAST_YEAR:
        return redirect("trainingdesk:cost_year")
    made = ask_cost_year(year, by=request.user, at=request.at)
    return redirect("documents:document_progress", pk=made.pk)


@writes(allow=rules.may_run_sessions)
def cost_export(request: UserRequest) -> HttpResponse:
    """One file more for the accountants, with the shares that none had."""
    if request.method == "POST":
        made = verbs.export_shares(by=request.user, at=request.at)
        number = made.shares.count()
        messages.success(
            request, f"L’envoi {made.number} est prêt : {count(number, 'part', 'parts')}."
        )
    return redirect("trainingdesk:cost_year")


@reads(allow=rules.may_run_sessions)
def cost_export_file(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """The same file whenever it is asked for."""
    made = get_object_or_404(CostExport.objects.visible_to(request.user), pk=pk)
    rows = CostShare.objects.visible_to(request.user).filter(export=made)
    return _file(
        accounts_table(shares_seen(rows).order_by("pk")), f"formation-envoi-{made.number}", kind
    )


@reads(allow=rules.may_read_costs)
def cost_list(request: UserRequest) -> HttpResponse:
    """What the communes of the reader bear, and why."""
    rows = shares_seen(CostShare.objects.visible_to(request.user).exclude(commune=None))
    listing = Listing(
        request,
        rows,
        columns=COLUMNS,
        noun=NOUN,
        filters=ShareFilters,
        default_sort="-arrete",
        empty="Rien encore : la part de votre commune paraît ici quand une session est close.",
    )
    owed = sum(rows.values_list("amount_cents", flat=True))
    return listing.respond("training/cost_list.html", {"owed": amount_of_cents(owed)})


def _add(session: Session, form: CostForm, request: UserRequest) -> None:
    if isinstance(form, CorrectionForm):
        reason = form.cleaned_data["reason"]
        verbs.correct_costs(session.pk, form.cost(), reason=reason, by=request.user, at=request.at)
    else:
        verbs.add_cost(session.pk, form.cost(), by=request.user, at=request.at)


def _session(request: UserRequest, pk: int) -> Session:
    return get_object_or_404(read_sessions(request.user).exclude(state__in=DEAD_SESSIONS), pk=pk)


def _line(request: UserRequest, pk: int) -> CostLine:
    """One that may still change: what is frozen is not an address."""
    rows = CostLine.objects.visible_to(request.user).filter(statement=None)
    return get_object_or_404(rows.select_related("session__course"), pk=pk)


def _year(asked: str, today: int) -> int:
    year = int(asked) if asked.isdecimal() and len(asked) == len(str(today)) else today
    return year if FIRST_YEAR <= year <= LAST_YEAR else today


def _file(rows: list[list[Any]], name: str, kind: str) -> HttpResponse:
    content = write_xlsx(rows, title=name[:31]) if kind == "xlsx" else write_csv(rows)
    response = HttpResponse(content, content_type=XLSX if kind == "xlsx" else CSV)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
