"""What is given to read in a session: by the trainer from her link, by the manager; to the town halls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from portal.lib.refusal import Refusal
from portal.lib.text import count
from portal.web.files import sent
from portal.web.htmx import page
from portal.web.views import reads, writes
from training import rules
from training.domain import materials as verbs
from training.forms.materials import MaterialForm
from training.models import Session, SessionMaterial
from training.states.materials import ShownFrom
from training.states.sessions import DEAD_SESSIONS, SessionState
from training.views.trainers import by_trainer, token_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest
    from training.domain.materials import Added
    from training.models import Trainer, TrainerLink


@by_trainer
def trainer_materials(request: UserRequest, link: TrainerLink) -> HttpResponse:
    """Her files and the manager's; she adds some."""
    form = _form(request)
    if request.method == "POST" and _added(request, form, link.session, link.trainer):
        return redirect("trainerlinks:trainer_materials", token=token_of(request))
    context = {**_shown(link.session, form), "link": link, "token": token_of(request)}
    return page(request, "training/trainer_materials.html", context)


@by_trainer
def trainer_material(request: UserRequest, link: TrainerLink, pk: int) -> HttpResponse:
    """One file of the session, given back."""
    return sent(get_object_or_404(link.session.materials.standing(), pk=pk))


@by_trainer
def trainer_material_withdraw(request: UserRequest, link: TrainerLink, pk: int) -> HttpResponse:
    """She takes one of her own back."""
    one = get_object_or_404(link.session.materials.standing(), pk=pk)
    if request.method == "POST":
        verbs.withdraw_material(one.pk, trainer=link.trainer, by=None, at=request.at)
        messages.success(request, f"« {one.name} » est retiré : personne ne le lit plus.")
    return redirect("trainerlinks:trainer_materials", token=token_of(request))


@writes(allow=rules.may_run_sessions)
def session_materials(request: UserRequest, pk: int) -> HttpResponse:
    """Everything that is given to read, the trainers' and the manager's own."""
    rows = Session.objects.visible_to(request.user).select_related("course")
    session = get_object_or_404(rows, pk=pk)
    form = _form(request)
    if request.method == "POST" and _added(request, form, session, None):
        return redirect("trainingdesk:session_materials", pk=pk)
    return page(request, "training/session_materials.html", _shown(session, form))


@writes(allow=rules.may_run_sessions)
def material_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """The manager takes any back."""
    one = get_object_or_404(SessionMaterial.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        verbs.withdraw_material(one.pk, trainer=None, by=request.user, at=request.at)
        messages.success(request, f"« {one.name} » est retiré : personne ne le lit plus.")
    return redirect("trainingdesk:session_materials", pk=one.session_id)


@reads(allow=rules.may_read_training)
def material_file(request: UserRequest, pk: int) -> HttpResponse:
    """To a town hall that sends somebody, once it is shown; to the manager, always."""
    rows = SessionMaterial.objects.visible_to(request.user)
    runs = rules.may_run_sessions(request.user)
    rows = rows.standing() if runs else rows.shown(at=request.at)
    return sent(get_object_or_404(rows, pk=pk))


def _form(request: UserRequest) -> MaterialForm:
    posts = request.method == "POST"
    return MaterialForm(request.POST if posts else None, request.FILES if posts else None)


def _added(
    request: UserRequest, form: MaterialForm, session: Session, trainer: Trainer | None
) -> bool:
    """Keep the files; each that is not kept is said beside the field, and the others stay."""
    if not form.is_valid():
        return False
    try:
        added = verbs.add_materials(
            session.pk,
            form.cleaned_data["joined"],
            shown_from=ShownFrom(form.cleaned_data["shown_from"]),
            trainer=trainer,
            by=None if trainer else request.user,
            at=request.at,
        )
    except Refusal as refusal:
        form.add_error("joined", str(refusal))
        return False
    if added.kept:
        messages.success(request, _told(added))
    for words in added.refused:
        form.add_error("joined", words)
    return not added.refused


def _told(added: Added) -> str:
    return f"C’est gardé : {count(len(added.kept), 'fichier est joint', 'fichiers sont joints')}."


def _shown(session: Session, form: MaterialForm) -> dict[str, object]:
    return {
        "session": session,
        "form": form,
        "materials": session.materials.standing().select_related("trainer__person"),
        "over": session.state == SessionState.CLOSED or session.state in DEAD_SESSIONS,
    }
