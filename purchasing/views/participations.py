"""One commune in a campaign, for the manager: what it says, whom to call, what was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.tables import write_xlsx
from portal.web.htmx import page
from portal.web.views import reads, writes
from purchasing import resources, rules
from purchasing.domain.contacts import note_contact, return_answer
from purchasing.forms.campaigns import CallForm, ReturnForm
from purchasing.models import Campaign, Participation
from purchasing.queries.follow import follow, opening_words
from purchasing.queries.participations import file_of

if TYPE_CHECKING:
    from portal.web.requests import UserRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer_or_404(request: UserRequest, pk: int, answer_pk: int) -> Participation:
    rows = Participation.objects.visible_to(request.user).select_related(
        "campaign", "commune", "answered_by"
    )
    return get_object_or_404(rows, pk=answer_pk, campaign_id=pk)


@reads(allow=rules.may_run_campaigns)
def participation_detail(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    answer = answer_or_404(request, pk, answer_pk)
    context = {
        "campaign": answer.campaign,
        "answer": answer,
        "file": file_of(answer, on=paris_date(request.at)),
        "opening": opening_words(answer.commune, at=request.at),
        "may_answer": rules.may_answer(request.user, answer),
    }
    return page(request, "purchasing/participation_detail.html", context)


@writes(allow=rules.may_run_campaigns)
def contact_create(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Note a call, a mail or a visit."""
    answer = answer_or_404(request, pk, answer_pk)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        call = form.call()
        note_contact(
            answer.pk,
            means=call.means,
            reached=call.reached,
            who=call.who,
            note=call.note,
            by=request.user,
            at=request.at,
        )
        messages.success(request, f"C’est noté pour {answer.commune}.")
        return redirect("campaigns:campaign_follow", pk=pk)
    context = {
        "campaign": answer.campaign,
        "answer": answer,
        "form": form,
        "opening": opening_words(answer.commune, at=request.at),
    }
    return page(request, "purchasing/contact_form.html", context)


@writes(allow=rules.may_run_campaigns)
def participation_return(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Ask for what is missing in an answer already sent."""
    answer = answer_or_404(request, pk, answer_pk)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            return_answer(answer.pk, reason=reason, by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{answer.commune} est prévenue qu’il manque quelque chose.")
            return redirect("campaigns:participation_detail", pk=pk, answer_pk=answer_pk)
    context = {"campaign": answer.campaign, "answer": answer, "form": form}
    return page(request, "purchasing/participation_return.html", context)


@reads(allow=rules.may_run_campaigns)
def campaign_export(request: UserRequest, pk: int) -> HttpResponse:
    """The communes and their answers, as a spreadsheet."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    rows = resources.answers_table(follow(campaign, at=request.at))
    response = HttpResponse(write_xlsx(rows, title="Réponses"), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{campaign.ref}-reponses.xlsx"'
    return response
