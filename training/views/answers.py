"""The buttons of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from portal.web.htmx import page
from portal.web.views import ensure, keeping, writes
from training.domain import answers as verbs
from training.forms.exchange import AnswerForm
from training.models import Answer, Question
from training.rules import (
    may_accept_answer,
    may_edit_answer,
    may_read_exchange,
    may_withdraw_answer,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=may_read_exchange)
def answer_edit(request: UserRequest, pk: int) -> HttpResponse:
    answer = _seen(request, pk)
    ensure(may_edit_answer(request.user, answer))
    initial = {"text": answer.text, "shown": answer.shown}
    team = answer.commune_id is None
    form = AnswerForm(request.POST or None, request.FILES or None, team=team, initial=initial)
    if request.method == "POST" and form.is_valid():
        with keeping(form):
            verbs.edit_answer(answer.pk, form.answered(), by=request.user, at=request.at)
            messages.success(request, "Votre réponse est modifiée.")
            return redirect("training:question_detail", pk=answer.question_id)
    return page(request, "training/answer_edit.html", {"form": form, "answer": answer})


@writes(allow=may_read_exchange)
def answer_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    answer = _seen(request, pk)
    ensure(may_withdraw_answer(request.user, answer))
    if request.method == "POST":
        verbs.withdraw_answer(answer.pk, by=request.user, at=request.at)
        messages.success(request, "La réponse est retirée.")
    return redirect("training:question_detail", pk=answer.question_id)


@writes(allow=may_read_exchange)
def answer_accept(request: UserRequest, pk: int) -> HttpResponse:
    """« C’est la bonne réponse »."""
    answer = _seen(request, pk)
    ensure(may_accept_answer(request.user, answer.question))
    if request.method == "POST":
        verbs.accept(answer.pk, by=request.user, at=request.at)
        messages.success(request, "La réponse est validée : elle se lit en premier.")
    return redirect("training:question_detail", pk=answer.question_id)


@writes(allow=may_read_exchange)
def question_undo(request: UserRequest, pk: int) -> HttpResponse:
    """The validated answer is no longer."""
    question = get_object_or_404(Question.objects.visible_to(request.user), pk=pk)
    ensure(may_accept_answer(request.user, question))
    if request.method == "POST":
        verbs.undo_acceptance(question.pk, by=request.user, at=request.at)
        messages.success(request, "Plus aucune réponse n’est validée.")
    return redirect("training:question_detail", pk=pk)


def _seen(request: UserRequest, pk: int) -> Answer:
    rows = Answer.objects.visible_to(request.user).filter(
        question__in=Question.objects.visible_to(request.user)
    )
    return get_object_or_404(rows.select_related("question__commune", "commune"), pk=pk)
