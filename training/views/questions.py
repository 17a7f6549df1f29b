"""The pages of questions between secretaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from portal.tables.listing import Listing, Noun
from portal.web.files import sent
from portal.web.htmx import page
from portal.web.views import ensure, keeping, reads, writes
from training.domain import questions as verbs
from training.domain.answers import answer
from training.forms.exchange import AnswerForm, QuestionFilters, QuestionForm
from training.models import PracticeFile, Question
from training.queries.question_page import question_page
from training.queries.questions import similar_questions
from training.resources.questions import COLUMNS
from training.rules import (
    may_ask_others,
    may_edit_question,
    may_read_exchange,
    may_withdraw_question,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

NOUN = Noun("question", "questions", feminine=True)


@reads(allow=may_read_exchange)
def question_list(request: UserRequest) -> HttpResponse:
    """Every question asked, by theme, by state, by words."""
    rows = Question.objects.visible_to(request.user).asked().counted()
    listing = Listing(
        request,
        rows.select_related("theme", "commune"),
        columns=COLUMNS,
        noun=NOUN,
        filters=QuestionFilters,
        default_sort="-posee",
        empty="Personne n’a encore posé de question. La première aidera les suivantes.",
    )
    silent = Question.objects.visible_to(request.user).silent().count()
    context = {"silent": silent, "may_ask": may_ask_others(request.user)}
    return listing.respond("training/question_list.html", context)


@writes(allow=may_ask_others)
def question_ask(request: UserRequest) -> HttpResponse:
    """A title, a theme; those asked before that resemble it are shown while it is typed."""
    form = QuestionForm(request.POST or None, request.FILES or None)
    commune_id = request.acting.current
    if request.method == "POST" and form.is_valid() and commune_id is not None:
        with keeping(form):
            asked = verbs.ask(commune_id, form.asked(), by=request.user, at=request.at)
            messages.success(
                request, "Votre question est posée. Vous recevrez un courriel à chaque réponse."
            )
            return redirect("training:question_detail", pk=asked.pk)
    typed = (request.POST.get("title") or request.GET.get("title", ""))[:160]
    if not form.is_bound and typed:
        form.initial["title"] = typed
    context = {"form": form, "typed": typed, "similar": similar_questions(request.user, typed)}
    return page(request, "training/question_ask.html", context, part="training/_similar.html")


@writes(allow=may_read_exchange)
def question_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The question, its answers, and a box to answer."""
    question = _shown(request, pk)
    form = AnswerForm(
        request.POST or None, request.FILES or None, team=request.acting.current is None
    )
    if request.method == "POST" and form.is_valid():
        with keeping(form):
            answer(
                question.pk,
                request.acting.current,
                form.answered(),
                by=request.user,
                at=request.at,
            )
            messages.success(
                request, "Merci : votre réponse est en ligne, et la personne prévenue."
            )
            return redirect("training:question_detail", pk=pk)
    context = {"one": question_page(question, request.user), "question": question, "form": form}
    return page(request, "training/question_detail.html", context)


@writes(allow=may_ask_others)
def question_edit(request: UserRequest, pk: int) -> HttpResponse:
    question = _shown(request, pk)
    ensure(may_edit_question(request.user, question))
    initial = {name: getattr(question, name) for name in ("title", "theme", "text", "shown")}
    form = QuestionForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with keeping(form):
            verbs.edit_question(question.pk, form.asked(), by=request.user, at=request.at)
            messages.success(request, "Votre question est modifiée.")
            return redirect("training:question_detail", pk=pk)
    return page(request, "training/question_edit.html", {"form": form, "question": question})


@writes(allow=may_read_exchange)
def question_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    question = _shown(request, pk)
    ensure(may_withdraw_question(request.user, question))
    if request.method == "POST":
        verbs.withdraw_question(question.pk, by=request.user, at=request.at)
        messages.success(request, "La question est retirée : les autres ne la voient plus.")
        return redirect("training:question_list")
    return redirect("training:question_detail", pk=pk)


@writes(allow=may_ask_others)
def question_same(request: UserRequest, pk: int) -> HttpResponse:
    """« J’ai la même question », and back."""
    question = _shown(request, pk)
    commune_id = request.acting.current
    if request.method == "POST" and commune_id is not None:
        said = verbs.say_same(question.pk, commune_id, by=request.user, at=request.at)
        words = "C’est noté : vous avez la même question." if said else "Votre voix est reprise."
        messages.success(request, words)
    return redirect("training:question_detail", pk=pk)


@reads(allow=may_read_exchange)
def practice_file(request: UserRequest, pk: int) -> HttpResponse:
    """A file of a question that the reader may see: images in the page, the rest always downloaded."""
    seen = Question.objects.visible_to(request.user)
    rows = PracticeFile.objects.visible_to(request.user).filter(
        question__in=seen, answer__withdrawn_at=None
    )
    return sent(get_object_or_404(rows, pk=pk))


def _shown(request: UserRequest, pk: int) -> Question:
    rows = Question.objects.visible_to(request.user).counted()
    return get_object_or_404(rows.select_related("commune", "theme", "meeting__course"), pk=pk)
