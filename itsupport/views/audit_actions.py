"""The actions that follow audits: the board, a decision, a request or a need in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from communes.models import Commune
from itsupport import rules
from itsupport.domain import audit_actions as verbs
from itsupport.forms.audits import ActionForm, DeclineForm, PlanForm
from itsupport.models import AuditAction
from itsupport.queries.tracks import requests_from
from itsupport.states.audits import GIVEN_STATES, PENDING_ACTIONS, ActionOwner, ActionState
from itsupport.views import audit_pieces as pieces
from portal.tables.columns import Column
from portal.tables.filters import ListFilters
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import ensure, reads, writes

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

PENDING = "pending"


def _link(action: AuditAction) -> str:
    return reverse("itsupport:action_decide", args=[action.pk])


COLUMNS = (
    Column(name="title", label="À faire", sort=("title",), link=_link, note="reason"),
    Column(name="commune", label="Commune", value="commune.name", sort=("commune__name_sort",)),
    Column(name="owner", label="Revient à", value="get_owner_display", sort=("owner",)),
    Column(name="due_on", label="Pour le", kind="date", sort=("due_on",)),
    Column(name="state", label="État", kind="state", sort=("state",)),
    Column(name="cost", label="Coût HT", kind="euro", sort=("cost",), total="cost"),
    Column(name="ticket", label="Demande", value="ticket.ref", shown=False),
    Column(name="code", label="Question", value="question.code", shown=False),
)


class ActionFilters(ListFilters):
    """By state, owner and commune."""

    search = ("title", "reason", "commune__name_sort")
    lookups: ClassVar = {"owner": "owner", "commune": "commune"}
    q = forms.CharField(label="Chercher", required=False, max_length=80)
    state = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "toutes"), (PENDING, "à décider ou à faire"), *ActionState.choices],
    )
    owner = forms.ChoiceField(
        label="Revient à", required=False, choices=[("", "tous"), *ActionOwner.choices]
    )
    commune = forms.ModelChoiceField(
        label="Commune", required=False, queryset=Commune.objects.none(), empty_label="toutes"
    )

    def __init__(self, *args: Any, communes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        found = super().narrow(rows)
        state = self.chosen.get("state")
        if state == PENDING:
            return found.filter(state__in=PENDING_ACTIONS)
        return found.filter(state=state) if state else found


@reads(allow=rules.may_read_audits)
def action_list(request: UserRequest) -> HttpResponse:
    """What is to be done after the audits: of all communes for the desk, its own for a town hall."""
    rows = AuditAction.objects.visible_to(request.user).filter(audit__state__in=GIVEN_STATES)
    return Listing(
        request,
        rows.select_related("commune", "question", "ticket"),
        columns=COLUMNS,
        filters=ActionFilters,
        filter_options={"communes": Commune.objects.of(request.user).order_by("name_sort")},
        noun=Noun("action", "actions", feminine=True),
        default_sort="due_on",
        empty="Aucune action : les audits rendus n’en demandent pas, ou tout est fait.",
    ).respond("itsupport/action_list.html", {"desk": rules.is_desk(request.user)})


@writes(allow=rules.may_read_audits)
def action_decide(request: UserRequest, pk: int) -> HttpResponse:
    """One action: plan it, do it, leave it aside, ask for help, ask to buy."""
    action = pieces.action_or_404(request, pk)
    ensure(rules.may_decide(request.user, action))
    step = request.POST.get("step", "") if request.method == "POST" else ""
    plan = PlanForm(request.POST if step == "plan" else None, initial={"due_on": action.due_on})
    decline = DeclineForm(request.POST if step == "decline" else None)
    if step == "plan" and plan.is_valid():
        verbs.plan_action(pk, **plan.cleaned_data, by=request.user, at=request.at)
        return _done(request, action, "C’est prévu.")
    if step == "decline" and decline.is_valid():
        verbs.decline_action(pk, **decline.cleaned_data, by=request.user, at=request.at)
        return _done(request, action, "C’est noté : l’action est laissée de côté.")
    if step in STEPS:
        STEPS[step][0](pk, by=request.user, at=request.at)
        return _done(request, action, STEPS[step][1])
    context = {
        "action": action,
        "plan": plan,
        "decline": decline,
        "desk": rules.may_audit(request.user),
        "given": action.audit.is_given,
        "equipment": requests_from(request.user, action=action),
    }
    return page(request, "itsupport/action_decide.html", context)


STEPS = {
    "complete": (verbs.complete_action, "C’est fait : merci."),
    "reopen": (verbs.reopen_action, "La décision est rouverte."),
    "help": (verbs.ask_for_help, "La demande d’assistance est ouverte, sans rien retaper."),
    "buy": (verbs.ask_to_buy, "Le besoin est noté : un achat groupé pourra le reprendre."),
}


def _done(request: UserRequest, action: AuditAction, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("itsupport:audit_detail", pk=action.audit_id)


@writes(allow=rules.may_audit)
def action_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Its words, its owner, its cost."""
    action = pieces.action_or_404(request, pk)
    form = ActionForm.of(action, request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.word_action(pk, form.wording(), by=request.user, at=request.at)
        messages.success(request, "L’action est à jour.")
        given = action.audit.is_given
        return redirect(
            "itsupport:audit_detail" if given else "itsupport:audit_review", pk=action.audit_id
        )
    return page(request, "itsupport/action_edit.html", {"action": action, "form": form})
