"""Running a session: its page, the town halls that telephone, the mayors to remind, the list for the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.tables import write_xlsx
from portal.lib.text import count, of
from portal.web.htmx import page
from portal.web.views import reads, writes
from training import rules
from training.domain import registrations as domain
from training.domain.phoning import enrol_by_phone
from training.domain.reminding import remind_mayors
from training.forms.phoning import CallerForm, PhoneEnrolForm
from training.forms.registrations import LeaveForm, ReplaceForm
from training.models import Registration
from training.queries.cockpit import cockpit_of
from training.queries.colleagues import agents_of, quotas_in_words
from training.queries.registrations import outcome_in_words, sheet_of, with_what_is_shown
from training.queries.session_page import page_of, read_sessions
from training.queries.steps import next_step, other_steps
from training.resources.attendance import attendance

if TYPE_CHECKING:
    from communes.models import Commune
    from portal.web.requests import UserRequest
    from training.models import Session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reads(allow=rules.may_run_sessions)
def session_follow(request: UserRequest, pk: int) -> HttpResponse:
    """The whole session on one page."""
    session = _get(request, pk)
    cockpit = cockpit_of(session, request.user, at=request.at)
    context = {
        "session": session,
        "cockpit": cockpit,
        "page": cockpit.page,
        "step": next_step(cockpit),
        "others": other_steps(cockpit),
    }
    return page(request, "training/session_follow.html", context)


@writes(allow=rules.may_run_sessions)
def session_remind(request: UserRequest, pk: int) -> HttpResponse:
    """Write once more to the mayors who are late."""
    session = _get(request, pk)
    if request.method == "POST":
        number = remind_mayors(session.pk, by=request.user, at=request.at)
        messages.success(
            request,
            f"{count(number, 'demande est relancée', 'demandes sont relancées')} par courriel.",
        )
    return redirect("trainingdesk:session_follow", pk=pk)


@writes(allow=rules.may_run_sessions)
def session_phone(request: UserRequest, pk: int) -> HttpResponse:
    """A town hall telephones: which one, then who comes."""
    session = _get(request, pk)
    asked = CallerForm(request.GET or None, on=paris_date(request.at))
    if not request.GET or not asked.is_valid():
        return page(request, "training/phone_commune.html", {"session": session, "form": asked})
    commune: Commune = asked.cleaned_data["commune"]
    people = agents_of(commune, request.user, session, at=request.at)
    form = PhoneEnrolForm(request.POST or None, colleagues=people)
    if request.method == "POST" and form.is_valid():
        try:
            made = enrol_by_phone(
                session.pk,
                form.wanted(),
                caller=form.cleaned_data["caller"],
                together=form.cleaned_data["together"],
                by=request.user,
                at=request.at,
            )
        except Refusal as refusal:
            form.add_error(None, f"Personne n’est inscrit. {refusal}")
        else:
            messages.success(request, outcome_in_words(made, at=request.at))
            return redirect("trainingdesk:session_follow", pk=pk)
    context = {"session": session, "commune": commune, "people": people, "form": form}
    context["quotas"] = quotas_in_words(session, people)
    context["page"] = page_of(session, start=None, at=request.at)
    return page(request, "training/phone_enrol.html", context)


@writes(allow=rules.may_run_sessions)
def registration_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody comes no more; the seat is called at once."""
    one = _registration(request, pk)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        domain.cancel(one.pk, by=request.user, at=request.at, reason=form.cleaned_data["reason"])
        messages.success(
            request, f"{one.person} ne vient plus. C’est noté, la personne est prévenue."
        )
        return redirect("trainingdesk:session_follow", pk=one.session_id)
    sheet = sheet_of(one, request.user, at=request.at)
    context = {"registration": one, "session": one.session, "form": form, "sheet": sheet}
    return page(request, "training/phone_withdraw.html", context)


@writes(allow=rules.may_run_sessions)
def registration_swap(request: UserRequest, pk: int) -> HttpResponse:
    """Another agent of the same commune takes the very seat."""
    one = _registration(request, pk)
    people = [
        other
        for other in agents_of(one.commune, request.user, one.session, at=request.at)
        if other.may_take_from(one)
    ]
    form = ReplaceForm(request.POST or None, colleagues=people)
    if request.method == "POST" and form.is_valid():
        person = form.people[form.cleaned_data["person"]]
        domain.replace(one.pk, person=person, by=request.user, at=request.at)
        messages.success(
            request, f"{person} vient à la place {of(str(one.person))}. Les deux sont prévenus."
        )
        return redirect("trainingdesk:session_follow", pk=one.session_id)
    context = {"registration": one, "session": one.session, "form": form, "people": people}
    return page(request, "training/phone_swap.html", context)


@reads(allow=rules.may_run_sessions)
def session_export(request: UserRequest, pk: int) -> HttpResponse:
    """The list for the door: who comes, a column a half day."""
    session = _get(request, pk)
    rows = Registration.objects.visible_to(request.user).filter(session=session)
    content = write_xlsx(attendance(session, rows), title=f"Session {session.number}")
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="session-{session.number}.xlsx"'
    return response


def _get(request: UserRequest, pk: int) -> Session:
    return get_object_or_404(read_sessions(request.user), pk=pk)


def _registration(request: UserRequest, pk: int) -> Registration:
    rows = with_what_is_shown(Registration.objects.visible_to(request.user))
    return get_object_or_404(rows, pk=pk)
