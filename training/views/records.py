"""The training records of agents, and what the law asks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes.models import Commune, Person, Position
from communes.rules import communes_held, is_manager
from portal.lib.dates import paris_date, typed_date
from portal.lib.refusal import Refusal
from portal.web.files import sent
from portal.web.htmx import page
from portal.web.views import keeping, reads, writes
from training import rules
from training.domain import records as verbs
from training.domain.record_papers import ask_record
from training.forms.records import CloseForm, ExternalForm, ObligationForm
from training.models import ExternalTraining, Obligation
from training.queries.records import PRESSING, agent_of, agents, proposed, readable, trainings_of
from training.states.obligations import Standing

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=rules.may_read_records)
def record_mine(request: UserRequest) -> HttpResponse:
    """Her own record; who has none is shown those that she keeps."""
    person = readable(request.user, on=paris_date(request.at)).filter(user=request.user).first()
    if person is None:
        return redirect("training:record_list")
    return redirect("training:record_detail", pk=person.pk)


@reads(allow=rules.may_read_records)
def record_list(request: UserRequest) -> HttpResponse:
    """The agents of her communes, the most pressed first."""
    found = agents(request.user, at=request.at)
    context = {
        "agents": found,
        "pressed": [one for one in found if one.worst and one.worst.standing in PRESSING],
        "owing": [one for one in found if one.missing],
    }
    return page(request, "training/record_list.html", context)


@reads(allow=rules.may_read_records)
def record_detail(request: UserRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    trainings = trainings_of(person, at=request.at)
    context = {
        "agent": agent_of(person, at=request.at),
        "coming": [one for one in reversed(trainings) if one.planned],
        "done": [one for one in trainings if not one.planned],
        "own": person.user_id == request.user.pk,
        "may_open": is_manager(request.user),
        "withdrawable": _withdrawable(request, person),
    }
    return page(request, "training/record_detail.html", context)


@writes(allow=rules.may_read_records)
def record_add(request: UserRequest, pk: int) -> HttpResponse:
    """A training followed elsewhere, with its attestation."""
    person = _person(request, pk)
    form = ExternalForm(
        request.POST or None, request.FILES or None, communes=_communes(request, person)
    )
    if request.method == "POST" and form.is_valid():
        try:
            verbs.add_external(form.followed(person), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "L’attestation est au livret.")
            return redirect("training:record_detail", pk=pk)
    return page(request, "training/record_add.html", {"person": person, "form": form})


@reads(allow=rules.may_read_records)
def record_file(request: UserRequest, pk: int) -> HttpResponse:
    """The attestation itself."""
    return sent(_external(request, pk))


@writes(allow=rules.may_read_records)
def record_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    row = _external(request, pk)
    if request.method == "POST":
        verbs.withdraw_external(row.pk, by=request.user, at=request.at)
        messages.success(request, f"« {row.title} » n’est plus compté.")
    return redirect("training:record_detail", pk=row.person_id)


@writes(allow=rules.may_read_records)
def record_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The record as a PDF: it is the agent's own."""
    person = _person(request, pk)
    commune = _communes(request, person).first()
    if request.method != "POST" or commune is None:
        return redirect("training:record_detail", pk=pk)
    made = ask_record(person.pk, commune_id=commune.pk, by=request.user, at=request.at)
    return redirect("documents:document_progress", pk=made.pk)


@reads(allow=rules.may_run_sessions)
def obligation_list(request: UserRequest) -> HttpResponse:
    """Who is late, who soon will be, and the posts that nobody follows yet."""
    found = [one for one in agents(request.user, at=request.at) if one.owed]
    context = {
        "agents": found,
        "late": [one for one in found if one.worst and one.worst.standing == Standing.LATE],
        "proposed": proposed(on=paris_date(request.at)),
    }
    return page(request, "training/obligation_list.html", context)


@writes(allow=rules.may_run_sessions)
def obligation_create(request: UserRequest, pk: int) -> HttpResponse:
    """What an agent owes; `?regle=&depuis=` fill it in."""
    person = _person(request, pk)
    first = {"rule": request.GET.get("regle"), "begins_on": _since(person, request)}
    form = ObligationForm(request.POST or None, initial=first, communes=_communes(request, person))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            verbs.open_obligation(
                person_id=person.pk,
                commune_id=given["commune"].pk,
                rule_id=given["rule"].pk,
                begins_on=given["begins_on"],
                half_days=given["days"],
                by=request.user,
                at=request.at,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "C’est suivi. L’agent et sa mairie seront prévenus à temps.")
            return redirect("training:record_detail", pk=pk)
    return page(request, "training/obligation_create.html", {"person": person, "form": form})


@writes(allow=rules.may_run_sessions)
def obligation_close(request: UserRequest, pk: int) -> HttpResponse:
    rows = Obligation.objects.visible_to(request.user).filter(closed_on=None)
    row = get_object_or_404(rows.select_related("person", "rule"), pk=pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        with keeping(form):
            verbs.close_obligation(row.pk, reason=reason, by=request.user, at=request.at)
            messages.success(request, "L’obligation est close.")
            return redirect("training:record_detail", pk=row.person_id)
    return page(request, "training/obligation_close.html", {"obligation": row, "form": form})


def _person(request: UserRequest, pk: int) -> Person:
    return get_object_or_404(readable(request.user, on=paris_date(request.at)), pk=pk)


def _external(request: UserRequest, pk: int) -> ExternalTraining:
    people = readable(request.user, on=paris_date(request.at))
    rows = ExternalTraining.objects.visible_to(request.user).filter(
        person__in=people, withdrawn_at=None
    )
    return get_object_or_404(rows, pk=pk)


def _withdrawable(request: UserRequest, person: Person) -> set[int]:
    """The attestations of a record whose file the reader may open: those of her communes."""
    rows = ExternalTraining.objects.visible_to(request.user).filter(person=person)
    return set(rows.filter(withdrawn_at=None).values_list("pk", flat=True))


def _communes(request: UserRequest, person: Person) -> QuerySet[Commune]:
    """Those that a person serves, among those for which the reader may write."""
    posts = Position.objects.on(paris_date(request.at)).filter(person=person)
    rows = Commune.objects.of(request.user).filter(pk__in=posts.values("commune"))
    if not is_manager(request.user) and person.user_id != request.user.pk:
        rows = rows.filter(pk__in=communes_held(request.user, *rules.REGISTERING))
    return rows.defer("outline").order_by("name_sort")


def _since(person: Person, request: UserRequest) -> str:
    posts = Position.objects.on(paris_date(request.at)).filter(person=person)
    last = posts.exclude(commune=None).order_by("-started_on").first()
    return typed_date(last.started_on) if last else ""
