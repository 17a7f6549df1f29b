"""The agenda of the next meeting, and what it said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from portal.lib.text import count
from portal.web.htmx import page
from portal.web.views import keeping, writes
from training.domain.agenda import note_minutes, set_agenda
from training.forms.agenda import AgendaForm, MinutesForm
from training.models import Question
from training.queries.agenda import meetings
from training.rules import may_keep_sheets

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=may_keep_sheets)
def agenda(request: UserRequest) -> HttpResponse:
    """`?rencontre=` chooses among the meetings to come; the nearest one otherwise."""
    coming = meetings()
    asked = request.GET.get("rencontre", "")
    chosen = next((one for one in coming if f"{one.pk}" == asked), coming[0] if coming else None)
    posted = request.POST if request.method == "POST" else None
    form = AgendaForm(posted, meeting=chosen) if chosen else None
    if request.method == "POST" and chosen and form and form.is_valid():
        with keeping(form):
            set_agenda(chosen.pk, form.chosen(), by=request.user, at=request.at)
            number = count(len(form.chosen()), "question")
            messages.success(request, f"L’ordre du jour est gardé : {number}.")
            return redirect(request.get_full_path())
    context = {"meetings": coming, "meeting": chosen, "form": form}
    return page(request, "training/agenda.html", context)


@writes(allow=may_keep_sheets)
def question_minutes(request: UserRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(
        Question.objects.visible_to(request.user).select_related("theme").exclude(meeting=None),
        pk=pk,
    )
    form = MinutesForm(request.POST or None, initial={"minutes": question.minutes})
    if request.method == "POST" and form.is_valid():
        note_minutes(question.pk, form.cleaned_data["minutes"], by=request.user, at=request.at)
        messages.success(request, "Le compte rendu est gardé. Il peut devenir une fiche pratique.")
        return redirect("training:question_detail", pk=pk)
    return page(request, "training/question_minutes.html", {"form": form, "question": question})
