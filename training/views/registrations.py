"""The registrations of my agents: registering several at once, accepting, leaving, giving one's seat over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from portal.lib.refusal import Refusal
from portal.lib.text import of
from portal.tables.columns import Column
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import ensure, reads, writes
from training import rules
from training.domain import enrolling, offers, registrations as domain
from training.domain.expectations import say_expectations
from training.domain.papers import ask_convocation
from training.forms.catalogue import RegistrationFilters
from training.forms.registrations import EnrolForm, ExpectationsForm, LeaveForm, ReplaceForm
from training.models import Certificate, Registration
from training.queries.certificates import certificates_of, paper_of, presences_of
from training.queries.colleagues import colleagues_of, quotas_in_words
from training.queries.half_days import next_half_days, outings
from training.queries.nearer import nearer_session
from training.queries.registrations import outcome_in_words, sheet_of, with_what_is_shown
from training.queries.session_page import page_of, read_sessions
from training.queries.swaps import swap_page
from training.queries.wording import days_in_words, places_in_words
from training.states.registrations import OUTCOMES
from training.views.catalogue import start_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

SOME = 40
NOUN = Noun("inscription", "inscriptions", feminine=True)
EMPTY = "Choisissez une session parmi celles qui sont annoncées, et inscrivez-y vos collègues."
COLUMNS = (
    Column(name="agent", label="Agent", value="person", sort=("person__last_name", "person__first_name"),
           note="commune.name", link=lambda one: reverse("training:registration_detail", args=(one.pk,))),
    Column(name="formation", label="Formation", value="session.course.title", note="session.number",
           sort=("session__course__title",)),
    Column(name="date", label="Quand", value=lambda one: days_in_words(one.session), sort=("session__starts_at",)),
    Column(name="lieu", label="Où", value=lambda one: places_in_words(one.session)),
    Column(name="etat", label="Où cela en est", value="state", kind="state", sort=("state",)),
)  # fmt: skip


@reads(allow=rules.may_read_registrations)
def registration_list(request: UserRequest) -> HttpResponse:
    """Every agent of my communes, the latest sessions first."""
    rows = with_what_is_shown(Registration.objects.visible_to(request.user))
    listing = Listing(
        request,
        rows,
        columns=COLUMNS,
        noun=NOUN,
        filters=RegistrationFilters,
        default_sort="-date",
        empty=EMPTY,
    )
    halves = outings(next_half_days(request.user, at=request.at)[:SOME])
    return listing.respond("training/registration_list.html", {"outings": halves[:6]})


@writes(allow=rules.may_register)
def registration_create(request: UserRequest, pk: int) -> HttpResponse:
    """Several colleagues at once: what keeps each from coming, and the seats left, are said before."""
    session = get_object_or_404(read_sessions(request.user), pk=pk)
    people = colleagues_of(request.user, session, at=request.at)
    initial = {"people": [f"{one}" for one in request.GET.getlist("qui")]}
    form = EnrolForm(request.POST or None, colleagues=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = enrolling.enrol(
                session.pk,
                form.wanted(),
                together=form.cleaned_data["together"],
                by=request.user,
                at=request.at,
            )
        except Refusal as refusal:
            form.add_error(None, f"Personne n’est inscrit. {refusal}")
        else:
            messages.success(request, outcome_in_words(made, at=request.at))
            return redirect("training:session_detail", pk=session.pk)
    shown, start = page_of(session, start=None, at=request.at), start_of(request)
    context = {"page": shown, "session": session, "people": people, "form": form}
    context["nearer"] = nearer_session(session, start, user=request.user, at=request.at)
    context["quotas"] = quotas_in_words(session, people)
    return page(request, "training/registration_create.html", context)


@reads(allow=rules.may_read_registrations)
def registration_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Where it stands, why, and what may be done."""
    one = _registration(request, pk)
    form = ExpectationsForm(initial={"expectations": one.expectations})
    return _detail(request, one, form)


@writes(allow=rules.may_read_registrations)
def registration_expect(request: UserRequest, pk: int) -> HttpResponse:
    """What she expects, for who gives the session; what is too long stays in the page, with why."""
    one = _mine(request, pk)
    form = ExpectationsForm(request.POST or None)
    if request.method == "POST" and not form.is_valid():
        return _detail(request, one, form)
    if request.method == "POST":
        say_expectations(one.pk, form.cleaned_data["expectations"], by=request.user, at=request.at)
        messages.success(request, "C’est noté : qui anime le lira avant la session.")
    return redirect("training:registration_detail", pk=pk)


@reads(allow=rules.may_read_registrations)
def certificate_download(request: UserRequest, pk: int) -> HttpResponse:
    """The PDF of a certificate of one's agents, or of one's own."""
    one = get_object_or_404(Certificate.objects.visible_to(request.user), pk=pk)
    paper = paper_of(one)
    if paper is None:
        raise Http404
    return redirect("documents:document_download", pk=paper.pk)


@writes(allow=rules.may_read_registrations)
def offer_accept(request: UserRequest, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    if request.method == "POST":
        offers.accept_offer(one.pk, by=request.user, at=request.at)
        messages.success(
            request, f"La place est à {one.person}. La convocation part par courriel."
        )
    return _back(one)


@writes(allow=rules.may_read_registrations)
def offer_decline(request: UserRequest, pk: int) -> HttpResponse:
    one = _mine(request, pk)
    if request.method == "POST":
        offers.decline_offer(one.pk, by=request.user, at=request.at)
        messages.success(request, "La place est laissée à la personne suivante.")
    return _back(one)


@writes(allow=rules.may_read_registrations)
def registration_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """A confirmation that says what it entails, then the withdrawal."""
    one = _mine(request, pk)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        domain.cancel(one.pk, by=request.user, at=request.at, reason=reason)
        messages.success(
            request, f"{one.person} ne vient plus. C’est noté, la personne est prévenue."
        )
        return redirect("training:session_detail", pk=one.session_id)
    sheet = sheet_of(one, request.user, at=request.at)
    context = {"registration": one, "session": one.session, "sheet": sheet, "form": form}
    return page(request, "training/registration_cancel.html", context)


@writes(allow=rules.may_read_registrations)
def registration_replace(request: UserRequest, pk: int) -> HttpResponse:
    """Another agent of the same commune takes the very seat."""
    one = _mine(request, pk)
    people = [
        other
        for other in colleagues_of(request.user, one.session, at=request.at)
        if other.may_take_from(one)
    ]
    form = ReplaceForm(request.POST or None, colleagues=people)
    if request.method == "POST" and form.is_valid():
        person = form.people[form.cleaned_data["person"]]
        domain.replace(one.pk, person=person, by=request.user, at=request.at)
        messages.success(
            request, f"{person} vient à la place {of(str(one.person))}. Les deux sont prévenus."
        )
        return redirect("training:session_detail", pk=one.session_id)
    context = {"registration": one, "session": one.session, "form": form, "people": people}
    return page(request, "training/registration_replace.html", context)


@writes(allow=rules.may_read_registrations)
def convocation_create(request: UserRequest, pk: int) -> HttpResponse:
    """The convocation as a PDF, as things stand now."""
    one = _registration(request, pk)
    if request.method == "POST":
        made = ask_convocation(one.pk, by=request.user, at=request.at)
        return redirect("documents:document_download", pk=made.pk)
    return redirect("training:registration_detail", pk=one.pk)


def _detail(
    request: UserRequest, one: Registration, expectations: ExpectationsForm
) -> HttpResponse:
    sheet, over = sheet_of(one, request.user, at=request.at), one.state in OUTCOMES
    context = {
        "sheet": sheet,
        "registration": one,
        "session": one.session,
        "swap": swap_page(one, at=request.at) if sheet.may_change else None,
        "certificates": certificates_of(one) if over else [],
        "presences": presences_of(one) if over else [],
        "expectations": expectations,
    }
    return page(request, "training/registration_detail.html", context)


def _registration(request: UserRequest, pk: int) -> Registration:
    rows = with_what_is_shown(Registration.objects.visible_to(request.user))
    return get_object_or_404(rows, pk=pk)


def _mine(request: UserRequest, pk: int) -> Registration:
    """One that this person may change: her own, or an agent's of hers."""
    one = _registration(request, pk)
    ensure(rules.may_change_registration(request.user, one))
    return one


def _back(one: Registration) -> HttpResponse:
    return redirect("training:session_detail", pk=one.session_id)
