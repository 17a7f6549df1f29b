"""Opinions: given by a link that serves once, read by the manager, and by who gave the session."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.tables import write_xlsx
from portal.tables.listing import XLSX
from portal.walls.acting import EVERYONE, GROUP, wall
from portal.web.htmx import page
from portal.web.views import anyone, reads, writes
from training import rules
from training.domain import evaluating as verbs
from training.forms.evaluations import OpinionForm
from training.models import EvaluationTicket, Trainer, TrainerReview
from training.queries.evaluations import opinions_of, opinions_of_trainer, questions_of
from training.queries.session_page import read_sessions
from training.resources.evaluations import opinions_table
from training.states.sessions import ENDED_SESSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.web.requests import UserRequest


def by_ticket(view: Callable[[UserRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """Without an account, in the team's wall: the ticket is all that is known of who comes."""

    @wraps(view)
    def opened(request: UserRequest, token: str) -> HttpResponse:
        with wall([GROUP, EVERYONE]):
            response = view(request, token)
            response = response.render() if hasattr(response, "render") else response
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    guarded: Callable[..., HttpResponse] = writes(allow=anyone)(opened)
    return login_not_required(never_cache(guarded))


@by_ticket
def evaluation_answer(request: UserRequest, token: str) -> HttpResponse:
    """The questions on one page; the answers go in, the ticket goes away."""
    rows = EvaluationTicket.objects.select_related("round__session__course", "round__form")
    ticket = rows.filter(sha256=verbs.print_of(token)).first()
    if ticket is None or ticket.round.closes_on < paris_date(request.at):
        gone = page(request, "training/evaluation_gone.html", {})
        gone.status_code = 410
        return gone
    questions = questions_of(ticket.round.form_id)
    posted = request.POST if request.method == "POST" else None
    form = OpinionForm(posted, questions=questions)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.answer(token, form.given(), at=request.at)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("trainingopinions:evaluation_thanks")
    context = {"round": ticket.round, "session": ticket.round.session, "form": form}
    return page(request, "training/evaluation_answer.html", context)


@login_not_required
@reads(allow=anyone)
def evaluation_thanks(request: UserRequest) -> HttpResponse:
    return page(request, "training/evaluation_thanks.html", {})


@reads(allow=rules.may_run_sessions)
def session_opinions(request: UserRequest, pk: int) -> HttpResponse:
    """Every evaluation of a session, hidden until it is over and below five answers; `?export=xlsx` gives the same."""
    session = get_object_or_404(read_sessions(request.user), pk=pk, state__in=ENDED_SESSIONS)
    rounds = opinions_of(session)
    if request.GET.get("export") == "xlsx":
        content = write_xlsx(opinions_table(rounds), title=f"Avis {session.number}")
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="avis-{session.number}.xlsx"'
        return response
    reviews = TrainerReview.objects.filter(session=session).select_related("trainer__person")
    context = {
        "session": session,
        "rounds": rounds,
        "reviews": reviews,
        "shown": any(one.shown for one in rounds),
    }
    return page(request, "training/session_opinions.html", context)


@reads(allow=rules.may_read_own_opinions)
def opinion_list(request: UserRequest) -> HttpResponse:
    """To who gives sessions: what people thought of hers."""
    trainer = Trainer.objects.filter(person__user=request.user).first()
    given = opinions_of_trainer(trainer, ended=ENDED_SESSIONS) if trainer else None
    return page(request, "training/opinion_list.html", {"given": given})
