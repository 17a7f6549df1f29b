"""Reminding the communes that have not answered: by the mail plan each morning, or by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from communes.queries.addresses import mayor_addresses, team_addresses, town_hall_addresses
from portal.journal.record import record
from portal.lib.calendar import is_working_day
from portal.lib.dates import PARIS, instant_in_words, paris_date
from portal.lib.refusal import Refusal
from portal.mail.digest import Reminder, remind
from portal.mail.models import DigestItem, OutboxEmail
from portal.mail.notifications import enqueue
from purchasing.domain.campaigns import follow_url
from purchasing.models import Campaign, Participation
from purchasing.notifications.reminders import AWAITED, AnswerAwaited, SilentList
from purchasing.queries.follow import opening_words
from purchasing.queries.links import answer_link
from purchasing.queries.reminders import concerned, draft_words, step_day, step_name
from purchasing.states import (
    WAITING_STATES,
    CampaignState,
    ReminderAudience,
    ReminderKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from portal.accounts.models import User
    from purchasing.models import ReminderStep

    Addresses = dict[int, str]

CATCH_UP = timedelta(days=3)
"""A morning missed by a machine that was off is made up for, not a week later."""


def send_reminders(*, at: datetime) -> None:
    """What the mail plans of the open campaigns say for today. Any number of calls is one."""
    open_ones = Campaign.objects.filter(state=CampaignState.OPEN, declare_by__gt=at)
    for pk in open_ones.order_by("pk").values_list("pk", flat=True):
        _remind_campaign(pk, at=at)


@transaction.atomic
def remind_now(campaign_id: int, *, by: User, at: datetime) -> int:
    """Write today to every town hall still awaited that has an address and no mail of today. How many."""
    campaign = Campaign.objects.locked(campaign_id)
    if campaign.state != CampaignState.OPEN or campaign.declare_by is None:
        raise Refusal("On ne relance que pour une campagne ouverte.")
    if campaign.declare_by <= at:
        raise Refusal("La date limite est passée : prolongez la campagne, ou appelez les mairies.")
    today = paris_date(at)
    waiting = to_remind(campaign, on=today)
    if not waiting:
        raise Refusal("Chaque commune attendue a déjà reçu un courriel aujourd’hui.")
    emails = town_hall_addresses([one.commune_id for one in waiting], on=today)
    answers = [one for one in waiting if one.commune_id in emails]
    if not answers:
        raise Refusal(
            "Aucune commune attendue n’a d’adresse : donnez-leur-en une, ou appelez-les."
        )
    words = draft_words(answers)
    enqueue(
        *(
            AnswerAwaited(
                to=emails[one.commune_id],
                commune_id=one.commune_id,
                campaign_id=campaign.pk,
                title=campaign.title,
                commune=one.commune.name,
                declare_by=campaign.declare_by,
                words=words[one.pk],
                answer_url=answer_link(one),
                nothing_url=answer_link(one, "aucun"),
                day=today,
            )
            for one in answers
        ),
        at=at,
    )
    record("remind", campaign, by=by, at=at, communes=[one.commune.name for one in answers])
    return len(answers)


def to_remind(campaign: Campaign, *, on: date) -> list[Participation]:
    """The communes still awaited to which nothing was sent on that day."""
    told = written_on(campaign, on)
    waiting = campaign.participations.filter(state__in=WAITING_STATES).select_related("commune")
    return [one for one in waiting if one.commune_id not in told]


def written_on(campaign: Campaign, day: date) -> set[int]:
    """Communes that had, or will have, a mail about this campaign on that day: one a day at most."""
    by_hand = OutboxEmail.objects.filter(
        key__startswith=f"{AnswerAwaited.template}:{campaign.pk}:", key__endswith=f":{day:%Y%m%d}"
    )
    by_plan = DigestItem.objects.filter(
        key__startswith=f"reminder:{campaign.pk}:", day=day, dropped_at=None
    )
    invited = OutboxEmail.objects.filter(
        key__startswith=f"purchasing/mails/campaign_opened:{campaign.pk}:",
    )
    today = {
        commune_id
        for commune_id, when in invited.values_list("commune_id", "written_at")
        if paris_date(when) == day
    }
    return {
        *by_hand.values_list("commune_id", flat=True),
        *by_plan.values_list("commune_id", flat=True),
        *today,
    }


@transaction.atomic
def _remind_campaign(campaign_id: int, *, at: datetime) -> None:
    campaign = Campaign.objects.locked(campaign_id)
    today = paris_date(at)
    if campaign.state != CampaignState.OPEN or campaign.declare_by is None:
        return
    answers = to_remind(campaign, on=today)
    ids = [one.commune_id for one in answers]
    halls, mayors = town_hall_addresses(ids, on=today), mayor_addresses(ids, on=today)
    words = draft_words(answers)
    steps = list(campaign.reminder_steps.filter(active=True).order_by("pk"))
    for answer in answers:
        step = _step_of(answer, steps, campaign, today=today)
        if step is not None:
            also_mayor = step.audience == ReminderAudience.MAYOR
            to = {halls.get(answer.commune_id, "")}
            to |= {mayors.get(answer.commune_id, "")} if also_mayor else set()
            reminders = _reminders(answer, step, to - {""}, words[answer.pk], on=today)
            remind(*reminders, at=at)
    _tell_managers(campaign, steps, at=at)


def _step_of(
    answer: Participation, steps: Iterable[ReminderStep], campaign: Campaign, *, today: date
) -> ReminderStep | None:
    """The latest step that falls today for this commune, or fell while the machine was off."""
    good_friday = answer.commune.good_friday_off
    if not is_working_day(today, good_friday):
        return None
    due: list[tuple[date, int, ReminderStep]] = []
    for step in steps:
        day = step_day(step, campaign, good_friday=good_friday)
        if day is None or step.audience == ReminderAudience.MANAGER:
            continue
        opened = paris_date(campaign.opened_at) if campaign.opened_at else today
        if max(opened, today - CATCH_UP) < day <= today and concerned(step.kind, answer):
            due.append((day, step.pk, step))
    return max(due, key=lambda one: one[:2])[2] if due else None


def _reminders(
    answer: Participation, step: ReminderStep, to: set[str], words: str, *, on: date
) -> list[Reminder]:
    """One a mailbox, with a key that the same step cannot make twice for the same deadline."""
    campaign = answer.campaign
    assert campaign.declare_by is not None
    deadline = instant_in_words(campaign.declare_by)
    urgent = step.kind == ReminderKind.LAST_CALL
    return [
        Reminder(
            key=(
                f"reminder:{campaign.pk}:{answer.commune_id}:{campaign.declare_by:%Y%m%d}"
                f":{step_name(step)}" + (f":{n}" if n else "")
            ),
            to=email,
            kind=AWAITED,
            subject_id=answer.pk,
            commune_id=answer.commune_id,
            day=on,
            title=f"{campaign.title}, {answer.commune} : "
            + ("dernier jour pour répondre" if urgent else f"votre réponse avant {deadline}"),
            text=f"{words} Répondre prend {campaign.minutes} minutes, jusqu’à {deadline}.",
            url=answer_link(answer),
        )
        for n, email in enumerate(sorted(to))
    ]


def _tell_managers(campaign: Campaign, steps: Iterable[ReminderStep], *, at: datetime) -> None:
    """The silent list, on its day: whom to call, and when somebody answers."""
    today = paris_date(at)
    lists = [one for one in steps if one.kind == ReminderKind.SILENT_LIST]
    if not is_working_day(today, good_friday=True) or not any(
        step_day(one, campaign, good_friday=True) == today for one in lists
    ):
        return
    waiting = campaign.participations.filter(state__in=WAITING_STATES).select_related("commune")
    lines = tuple(_line(one, at=at) for one in waiting.order_by("commune__name_sort"))
    if not lines or campaign.declare_by is None:
        return
    enqueue(
        *(
            SilentList(
                to=email,
                campaign_id=campaign.pk,
                title=campaign.title,
                declare_by=campaign.declare_by.astimezone(PARIS),
                lines=lines,
                follow_url=follow_url(campaign) + "#appels",
            )
            for email in team_addresses(on=today)
        ),
        at=at,
    )


def _line(answer: Participation, *, at: datetime) -> str:
    commune = answer.commune
    opening = opening_words(commune, at=at)
    parts = [commune.name, answer.get_state_display(), commune.phone, opening]
    return ", ".join(part for part in parts if part)
