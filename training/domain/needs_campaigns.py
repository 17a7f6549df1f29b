"""A campaign of needs: prepared, opened to the communes, extended, closed; those who are silent are reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from communes.models import Commune
from communes.queries.addresses import town_hall_addresses
from portal.journal.record import record
from portal.lib.calendar import add_working_days, is_working_day
from portal.lib.dates import instant_in_words, paris_date
from portal.lib.refusal import Refusal
from portal.mail.digest import Reminder, remind
from portal.mail.models import OutboxEmail
from portal.mail.notifications import enqueue
from training.models import NeedsAnswer, NeedsCampaign
from training.notifications.wishes import AWAITED, WishesAwaited, WishesExtended, WishesOpened
from training.states.wishes import NEEDS_FLOW, AnswerState, NeedsState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from portal.accounts.models import User

REMINDED = (5, 1)
"""Working days before the deadline, in the mail of the day."""
CATCH_UP = timedelta(days=2)
"""A morning missed by a machine that was off is made up for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlan:
    """What the form of a campaign gives."""

    year: int
    title: str
    closes_at: datetime
    themes: tuple[int, ...]
    word: str = ""
    visa_asked: bool = False


@transaction.atomic
def create_campaign(plan: CampaignPlan, *, by: User, at: datetime) -> NeedsCampaign:
    """A draft, which the communes do not see."""
    campaign = NeedsCampaign()
    _write(campaign, plan)
    record("create", campaign, by=by, at=at)
    return campaign


@transaction.atomic
def edit_campaign(campaign_id: int, plan: CampaignPlan, *, by: User, at: datetime) -> None:
    """Everything may change until it opens."""
    campaign = NeedsCampaign.objects.locked(campaign_id)
    if campaign.state != NeedsState.DRAFT:
        raise Refusal("Le recueil est ouvert : seule sa date limite peut encore changer.")
    _write(campaign, plan)
    record("edit", campaign, by=by, at=at)


@transaction.atomic
def open_campaign(campaign_id: int, *, by: User, at: datetime) -> int:
    """Ask each commune that the portal serves on that day; how many. Refusal without a theme, or time to answer."""
    campaign = NeedsCampaign.objects.locked(campaign_id)
    if campaign.closes_at <= at:
        raise Refusal("La date limite est passée : donnez aux mairies le temps de répondre.")
    if not campaign.themes.exists():
        raise Refusal("Choisissez au moins un thème à proposer.")
    _alone_in_its_year(campaign)
    NEEDS_FLOW.apply("open", campaign, by=by, at=at, opened_at=at)
    communes = list(Commune.objects.members(on=paris_date(at)).defer("outline").order_by("pk"))
    answers = NeedsAnswer.objects.bulk_create(
        NeedsAnswer(campaign=campaign, commune=commune) for commune in communes
    )
    enqueue(*_invitations(campaign, answers, at=at), at=at)
    return len(answers)


@transaction.atomic
def extend_campaign(campaign_id: int, closes_at: datetime, *, by: User, at: datetime) -> int:
    """A later deadline; what was closed is open again. Told to the town halls that have not answered; how many."""
    campaign = NeedsCampaign.objects.locked(campaign_id)
    if closes_at <= at:
        raise Refusal("Choisissez une date limite à venir.")
    if campaign.state == NeedsState.OPEN and closes_at <= campaign.closes_at:
        until = instant_in_words(campaign.closes_at)
        raise Refusal(f"La date limite est déjà le {until} : choisissez-en une plus tardive.")
    _alone_in_its_year(campaign)
    NEEDS_FLOW.apply("extend", campaign, by=by, at=at, closes_at=closes_at, closed_at=None)
    mails = list(_extensions(campaign, at=at))
    enqueue(*mails, at=at)
    return len(mails)


@transaction.atomic
def close_campaign(campaign_id: int, *, by: User, at: datetime) -> None:
    """Nobody answers any more, not even by telephone. Drafts that were not sent stay unsent."""
    campaign = NeedsCampaign.objects.locked(campaign_id)
    NEEDS_FLOW.apply("close", campaign, by=by, at=at, closed_at=at)


@transaction.atomic
def remind_silent(campaign_id: int, *, by: User, at: datetime) -> int:
    """Write to every town hall still awaited that has an address and no such mail of today; how many."""
    campaign = NeedsCampaign.objects.locked(campaign_id)
    if not campaign.takes_at(at):
        raise Refusal("On ne relance que tant que les mairies peuvent répondre.")
    today = paris_date(at)
    answers, emails = _silent(campaign, at=at)
    start = f"{WishesAwaited.template}:{campaign.pk}:"
    told = OutboxEmail.objects.filter(key__startswith=start, key__endswith=f":{today:%Y%m%d}")
    known = set(told.values_list("commune_id", flat=True))
    mails = [
        WishesAwaited(
            to=emails[one.commune_id],
            commune_id=one.commune_id,
            campaign_id=campaign.pk,
            title=campaign.title,
            commune=one.commune.name,
            closes_at=campaign.closes_at,
            has_draft=one.state == AnswerState.DRAFT,
            url=url_of(one),
            day=today,
        )
        for one in answers
        if one.commune_id in emails and one.commune_id not in known
    ]
    if not mails:
        raise Refusal("Personne n’est à relancer par courriel aujourd’hui : appelez les mairies.")
    enqueue(*mails, at=at)
    record("remind", campaign, by=by, at=at, communes=[one.commune for one in mails])
    return len(mails)


def write_reminders(*, at: datetime) -> int:
    """Each morning: a line in the mail of the day of the town halls still awaited, as the deadline comes. How many."""
    rows = NeedsCampaign.objects.filter(state=NeedsState.OPEN, closes_at__gt=at)
    return sum(
        _remind_campaign(pk, at=at) for pk in rows.order_by("pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _remind_campaign(campaign_id: int, *, at: datetime) -> int:
    campaign = NeedsCampaign.objects.locked(campaign_id)
    answers, emails = _silent(campaign, at=at)
    reminders = [
        reminder
        for one in answers
        if one.commune_id in emails
        and (reminder := _reminder(campaign, one, to=emails[one.commune_id], at=at))
    ]
    remind(*reminders, at=at)
    return len(reminders)


def _reminder(
    campaign: NeedsCampaign, answer: NeedsAnswer, *, to: str, at: datetime
) -> Reminder | None:
    """The last one due, by the holidays of the commune; None when none is."""
    today, good_friday = paris_date(at), answer.commune.good_friday_off
    last = paris_date(campaign.closes_at)
    due = [
        days
        for days in REMINDED
        if today - CATCH_UP < add_working_days(last, -days, good_friday=good_friday) <= today
    ]
    if not due or not is_working_day(today, good_friday):
        return None
    until = instant_in_words(campaign.closes_at)
    begun = (
        "Votre brouillon est gardé : il reste à l’envoyer."
        if answer.state == AnswerState.DRAFT
        else "Aucun souhait ? Dites-le aussi, en un clic."
    )
    return Reminder(
        key=f"wishes:{campaign.pk}:{answer.commune_id}:{last:%Y%m%d}:J-{min(due)}",
        to=to,
        kind=AWAITED,
        subject_id=answer.pk,
        commune_id=answer.commune_id,
        day=today,
        title=f"{campaign.title}, {answer.commune} : vos souhaits avant {until}",
        text=f"Cochez ce que vos agents voudraient apprendre, jusqu’à {until}. {begun}",
        url=url_of(answer),
    )


def url_of(answer: NeedsAnswer) -> str:
    """The whole address of the page where a commune says its wishes."""
    return settings.PORTAL_BASE_URL + reverse("training:wish_form", args=(answer.pk,))


def _write(campaign: NeedsCampaign, plan: CampaignPlan) -> None:
    for name in ("year", "title", "closes_at", "word", "visa_asked"):
        setattr(campaign, name, getattr(plan, name))
    campaign.save()
    campaign.themes.set(plan.themes)


def _alone_in_its_year(campaign: NeedsCampaign) -> None:
    rows = NeedsCampaign.objects.filter(year=campaign.year, state=NeedsState.OPEN)
    if rows.exclude(pk=campaign.pk).exists():
        raise Refusal(f"Un recueil est déjà ouvert pour {campaign.year}.")


def _silent(campaign: NeedsCampaign, *, at: datetime) -> tuple[list[NeedsAnswer], dict[int, str]]:
    """Those that are still awaited; by commune, the address of its town hall, where there is one."""
    answers = list(campaign.answers.awaited().select_related("commune").defer("commune__outline"))
    return answers, town_hall_addresses([one.commune_id for one in answers], on=paris_date(at))


def _extensions(campaign: NeedsCampaign, *, at: datetime) -> Iterable[WishesExtended]:
    answers, emails = _silent(campaign, at=at)
    for one in answers:
        if one.commune_id in emails:
            yield WishesExtended(
                to=emails[one.commune_id],
                commune_id=one.commune_id,
                campaign_id=campaign.pk,
                title=campaign.title,
                commune=one.commune.name,
                closes_at=campaign.closes_at,
                has_draft=one.state == AnswerState.DRAFT,
                url=url_of(one),
            )


def _invitations(
    campaign: NeedsCampaign, answers: Sequence[NeedsAnswer], *, at: datetime
) -> Iterable[WishesOpened]:
    emails = town_hall_addresses([one.commune_id for one in answers], on=paris_date(at))
    for one in answers:
        if one.commune_id in emails:
            yield WishesOpened(
                to=emails[one.commune_id],
                commune_id=one.commune_id,
                campaign_id=campaign.pk,
                title=campaign.title,
                year=campaign.year,
                commune=one.commune.name,
                word=campaign.word,
                closes_at=campaign.closes_at,
                url=url_of(one),
            )
