"""« Qui sait quoi »."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect

from portal.lib.text import count
from portal.web.htmx import page
from portal.web.views import ensure, writes
from training.domain.skills import offer_skills
from training.forms.exchange import SkillsForm
from training.models import SkillOffer
from training.queries.skills import helpers
from training.rules import may_ask_others, may_read_exchange

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=may_read_exchange)
def skill_list(request: UserRequest) -> HttpResponse:
    """Whom to call, theme by theme; and, for somebody of a town hall, what she offers herself."""
    mine = SkillOffer.objects.filter(user=request.user)
    offered = dict(mine.order_by().values_list("theme_id", "word"))
    form = SkillsForm(request.POST if request.method == "POST" else None, offered=offered)
    commune_id = request.acting.current
    if request.method == "POST":
        ensure(may_ask_others(request.user))
        if form.is_valid() and commune_id is not None:
            offer_skills(commune_id, form.words(), by=request.user, at=request.at)
            number = len(form.words())
            messages.success(
                request,
                f"Merci : vous aidez sur {count(number, 'thème')}."
                if number
                else "C’est noté : vous n’êtes plus dans la liste.",
            )
            return redirect("training:skill_list")
    context = {
        "form": form,
        "may_offer": may_ask_others(request.user),
        "groups": helpers(request.user, at=request.at),
        "offered": len(offered),
    }
    return page(request, "training/skill_list.html", context)
