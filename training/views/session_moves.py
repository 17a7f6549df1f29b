"""The verbs of a session: those that ask for a confirmation, and what changes once it is announced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from portal.lib.refusal import Refusal
from portal.lib.text import NBSP
from portal.web.htmx import page
from portal.web.views import writes
from training import rules
from training.domain import moving, sessions as domain
from training.forms.session_moves import (
    CancelForm,
    HoursForm,
    MergeForm,
    NothingForm,
    PlaceForm,
    SeatsForm,
    TrainersForm,
    filled,
)
from training.forms.sessions import offered
from training.models import Session
from training.queries.readiness import obstacles
from training.queries.session_page import read_sessions
from training.states.sessions import COMING_SESSIONS, PREPARED_SESSIONS, SESSION_FLOW

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from django.http import HttpResponse

    from portal.web.requests import UserRequest
    from training.forms.session_moves import SlotForm

VERBS: dict[str, Callable[..., object]] = {
    "seek_room": domain.seek_room,
    "publish": domain.publish,
    "open": domain.open_session,
    "confirm": domain.confirm_session,
    "merge": domain.merge_sessions,
    "cancel": domain.cancel_session,
}
"""What a person does; the clock warns, begins and ends."""
FORMS: dict[str, type[NothingForm]] = {"merge": MergeForm, "cancel": CancelForm}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a confirmation page says before, and the message after."""

    words: str
    done: str


CONSEQUENCES = {
    "seek_room": Consequence(
        words="La session est notée comme cherchant une salle. Les mairies ne voient encore rien.",
        done="C’est noté : la session cherche une salle.",
    ),
    "publish": Consequence(
        words="Toutes les mairies voient la session, ses jours et sa salle. On s’inscrit à partir de la date prévue.",
        done="La session est annoncée.",
    ),
    "open": Consequence(
        words="Les mairies peuvent inscrire leurs agents dès maintenant, sans attendre la date prévue.",
        done="Les inscriptions sont ouvertes.",
    ),
    "confirm": Consequence(
        words="La session aura lieu, quel que soit le nombre d’inscrits. Les inscriptions continuent.",
        done="La session est confirmée.",
    ),
    "merge": Consequence(
        words=(
            "Cette session n’aura pas lieu. Chaque inscrit est prévenu, avec les dates de l’autre session :"
            " personne n’y est inscrit d’office, chacun choisit. La salle et le formateur sont libérés."
        ),
        done="La session est réunie à l’autre, les inscrits sont prévenus.",
    ),
    "cancel": Consequence(
        words=(
            "Chaque inscrit et chaque personne qui attend est prévenu, avec les autres dates de la formation."
            " La salle et le formateur sont libérés. On n’y revient pas."
        ),
        done="La session est annulée, tous sont prévenus.",
    ),
}


@writes(allow=rules.may_run_sessions)
def session_move(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """One verb: its confirmation, then its deed."""
    session = _get(request, pk)
    if not rules.may_move_session(request.user, session, verb):
        messages.warning(request, f"« {session} »{NBSP}: {session.get_state_display()}.")
        return _back(pk)
    others = Session.objects.filter(course=session.course, state__in=COMING_SESSIONS)
    others = others.select_related("course").exclude(pk=pk)
    form = FORMS.get(verb, NothingForm)(request.POST or None, others=others)
    if request.method == "POST" and _done(request, session, verb, form):
        messages.success(request, CONSEQUENCES[verb].done)
        return _back(pk)
    slots = session.slots.all()
    context = {
        "session": session,
        "form": form,
        "move": SESSION_FLOW.transitions[verb],
        "consequence": CONSEQUENCES[verb],
        "missing": obstacles(session, slots, at=request.at) if verb == "publish" else [],
        "alone": verb == "merge" and not others,
    }
    return page(request, "training/session_move.html", context)


@writes(allow=rules.may_run_sessions)
def session_reschedule(request: UserRequest, pk: int) -> HttpResponse:
    """Other days or hours: who comes and who waits is told, with what it was before."""
    return _change(request, pk, HoursForm, moving.reschedule, RESCHEDULED)


@writes(allow=rules.may_run_sessions)
def session_room(request: UserRequest, pk: int) -> HttpResponse:
    """Another room: who comes is told."""
    return _change(request, pk, PlaceForm, moving.change_room, ROOM_CHANGED)


@writes(allow=rules.may_run_sessions)
def session_trainers(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody else gives it."""
    return _change(request, pk, TrainersForm, moving.change_trainers, TRAINERS_CHANGED)


@writes(allow=rules.may_run_sessions)
def session_seats(request: UserRequest, pk: int) -> HttpResponse:
    """More seats, which are offered at once to those who wait; or fewer."""
    session = _get(request, pk)
    if session.state not in PREPARED_SESSIONS:
        return _refused(request, session)
    form = SeatsForm(
        request.POST or None, initial={"maximum": session.maximum, "quota": session.quota}
    )
    if request.method == "POST" and form.is_valid():
        try:
            domain.set_seats(pk, **form.values(), by=request.user, at=request.at)  # type: ignore[arg-type]
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "Le nombre de places est changé, ce qui est libre est proposé."
            )
            return _back(pk)
    context = {"session": session, "form": form}
    return page(request, "training/session_seats.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The page of a change of half days: its title, what it entails, its button, the message after."""

    title: str
    words: str
    button: str
    done: str


RESCHEDULED = Change(
    title="Changer les jours ou les heures",
    words="Les inscrits et ceux qui attendent reçoivent les nouvelles dates, et leur agenda suit.",
    button="Déplacer la session",
    done="La session est déplacée, les inscrits sont prévenus.",
)
ROOM_CHANGED = Change(
    title="Changer de salle",
    words="Les inscrits reçoivent la nouvelle adresse, et leur agenda suit.",
    button="Changer la salle",
    done="La salle est changée, les inscrits sont prévenus.",
)
TRAINERS_CHANGED = Change(
    title="Changer qui anime",
    words="Les inscrits ne reçoivent rien : la convocation imprimée dira le nouveau nom.",
    button="Changer qui anime",
    done="C’est noté.",
)


def _change(
    request: UserRequest,
    pk: int,
    kind: type[Any],
    verb: Callable[..., None],
    change: Change,
) -> HttpResponse:
    session = _get(request, pk)
    if session.state not in PREPARED_SESSIONS:
        return _refused(request, session)
    lists, slots = offered(), session.slots.all()
    forms = [kind(request.POST or None, slot, lists) for slot in slots]
    faults: list[str] = []
    if request.method == "POST" and filled(forms):
        try:
            verb(pk, _changed(forms), by=request.user, at=request.at)
        except Refusal as refusal:
            faults = [str(refusal)]
        else:
            messages.success(request, change.done)
            return _back(pk)
    context = {"session": session, "forms": forms, "change": change, "faults": faults}
    return page(request, "training/session_change.html", context)


def _changed(forms: Collection[SlotForm]) -> dict[int, Any]:
    """By half day, what differs from what it was."""
    values = {form.slot.pk: form.value() for form in forms if form.changes()}
    if not values:
        raise Refusal("Rien n’a changé : corrigez une demi-journée, ou revenez à la session.")
    return values


def _done(request: UserRequest, session: Session, verb: str, form: NothingForm) -> bool:
    """Do it; a refusal is told beside what was typed, which stays."""
    if form.fields and not form.is_valid():
        return False
    try:
        VERBS[verb](session.pk, by=request.user, at=request.at, **form.values())
    except Refusal as refusal:
        if not form.fields:
            raise
        form.add_error(None, str(refusal))
        return False
    return True


def _get(request: UserRequest, pk: int) -> Session:
    return get_object_or_404(read_sessions(request.user), pk=pk)


def _refused(request: UserRequest, session: Session) -> HttpResponse:
    messages.warning(request, f"La session ne change plus : {session.get_state_display()}.")
    return _back(session.pk)


def _back(pk: int) -> HttpResponse:
    return redirect("trainingdesk:session_follow", pk=pk)
