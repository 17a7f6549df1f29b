"""What a trainer says of the session that she gave, from her link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.forms.models import model_to_dict
from django.shortcuts import redirect

from portal.lib.refusal import Refusal
from portal.web.htmx import page
from training.domain.reviewing import is_over, review
from training.forms.reviews import ReviewForm
from training.models import TrainerReview
from training.states.sessions import SessionState
from training.views.trainers import by_trainer, token_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest
    from training.models import TrainerLink


@by_trainer
def trainer_review(request: UserRequest, link: TrainerLink) -> HttpResponse:
    """One form, hers; read only once the session is closed."""
    session = link.session
    mine = TrainerReview.objects.filter(session=session, trainer=link.trainer).first()
    form = ReviewForm(request.POST or None, initial=model_to_dict(mine) if mine else None)
    if request.method == "POST" and form.is_valid():
        try:
            review(session.pk, link.trainer_id, form.review(), at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Merci : le service mutualisé lit votre bilan.")
            return redirect("trainerlinks:trainer_home", token=token_of(request))
    context = {
        "link": link,
        "session": session,
        "form": form,
        "review": mine,
        "closed": session.state == SessionState.CLOSED,
        "over": is_over(session, at=request.at),
        "token": token_of(request),
    }
    return page(request, "training/trainer_review.html", context)
