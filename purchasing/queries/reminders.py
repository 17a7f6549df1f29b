"""When each step of a mail plan falls, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from portal.lib.calendar import add_working_days
from portal.lib.dates import paris_date
from portal.lib.text import count
from purchasing.models import NeedLine, Participation
from purchasing.models.campaign import ReminderStep
from purchasing.states import WAITING_STATES, CampaignState, ParticipationState, ReminderKind

if TYPE_CHECKING:
    from datetime import date

    from purchasing.models import Campaign


def step_day(step: ReminderStep, campaign: Campaign, *, good_friday: bool) -> date | None:
    """The working day on which a step is sent; None while the campaign has no date."""
    if step.anchor == ReminderStep.Anchor.OPENING:
        start, number = campaign.opened_at, step.working_days
    else:
        start, number = campaign.declare_by, -step.working_days
    if start is None:
        return None
    return add_working_days(paris_date(start), number, good_friday=good_friday)


def step_name(step: ReminderStep) -> str:
    """« J-10 », « J+5 »: the part of a reminder's key that says which one it is."""
    sign = "+" if step.anchor == ReminderStep.Anchor.OPENING else "-"
    return f"J{sign}{step.working_days}"


def plan_of(campaign: Campaign) -> list[tuple[ReminderStep, date | None]]:
    """The steps in the order of their days, those without a day last."""
    steps = [
        (step, step_day(step, campaign, good_friday=False))
        for step in campaign.reminder_steps.all()
    ]
    return sorted(steps, key=lambda one: (one[1] is None, str(one[1]), one[0].pk))


def concerned(kind: str, answer: Participation) -> bool:
    """Whether a step of that kind is for a commune in that state. Never one that has answered."""
    if kind == ReminderKind.NOT_OPENED:
        return answer.state == ParticipationState.INVITED
    return answer.state in WAITING_STATES


def still_awaited(participation_id: int) -> bool:
    """Whether a reminder to this commune still has a point: it has not answered, and still may."""
    return Participation.objects.filter(
        pk=participation_id,
        state__in=WAITING_STATES,
        campaign__state=CampaignState.OPEN,
    ).exists()


def draft_words(answers: list[Participation]) -> dict[int, str]:
    """Where each answer stands, in one sentence, by participation. One query."""
    filled = dict(
        NeedLine.objects.filter(participation__in=[one.pk for one in answers])
        .order_by()
        .values_list("participation_id")
        .annotate(number=Count("pk", filter=Q(quantity__gt=0)))
    )
    return {one.pk: _words(one, filled.get(one.pk, 0)) for one in answers}


def _words(answer: Participation, filled: int) -> str:
    if answer.state == ParticipationState.RETURNED:
        return f"Il manque ceci dans votre réponse : {answer.return_reason}"
    if answer.state == ParticipationState.DRAFT and filled:
        lines = count(filled, "ligne remplie", "lignes remplies")
        return f"Votre brouillon est gardé, avec {lines} : il reste à le relire et à l’envoyer."
    if answer.state == ParticipationState.DRAFT:
        return "Votre brouillon est gardé : il reste à le compléter et à l’envoyer."
    return "Nous n’avons pas encore de réponse. Aucun besoin ? Dites-le aussi, en un clic."
