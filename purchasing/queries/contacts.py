"""The last time each town hall was reached about a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from portal.lib.dates import in_paris, paris_date, short_date
from portal.mail.models import OutboxEmail
from purchasing.models import Contact
from purchasing.states import ParticipationState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from purchasing.models import Campaign, Participation

    Told = tuple[int, datetime, str]

NOON = 12
KINDS = (
    "purchasing/mails/campaign_opened",
    "purchasing/mails/deadline_changed",
    "purchasing/mails/reminder",
)


def last_contacts(
    campaign: Campaign, answers: Collection[Participation], *, at: datetime
) -> dict[int, str]:
    """In words, by commune: the newest of a call, a mail that left, a message read, a draft."""
    newest: dict[int, tuple[datetime, str]] = {}
    for commune_id, when, words in (
        *_mails(campaign, answers),
        *_states(answers),
        *_calls(campaign, answers),
    ):
        if commune_id not in newest or newest[commune_id][0] <= when:
            newest[commune_id] = (when, words)
    return {
        commune_id: words.format(day=_day(when, at=at))
        for commune_id, (when, words) in newest.items()
    }


def _day(when: datetime, *, at: datetime) -> str:
    day = paris_date(when)
    if day == paris_date(at):
        return "de ce matin" if in_paris(when).hour < NOON else "d’aujourd’hui"
    return f"du {short_date(day)}".removesuffix(str(paris_date(at).year)).rstrip()


def _mails(campaign: Campaign, answers: Collection[Participation]) -> Iterator[Told]:
    unread = {a.commune_id for a in answers if a.state == ParticipationState.INVITED}
    keys = Q()
    for kind in KINDS:
        keys |= Q(key__startswith=f"{kind}:{campaign.pk}:")
    rows = OutboxEmail.objects.filter(keys, commune_id__in=[a.commune_id for a in answers])
    for commune_id, when in rows.values_list("commune_id", "written_at"):
        yield commune_id, when, "courriel {day}" + (", non ouvert" if commune_id in unread else "")


def _states(answers: Collection[Participation]) -> Iterator[Told]:
    for answer in answers:
        if answer.state == ParticipationState.OPENED and answer.opened_at:
            yield answer.commune_id, answer.opened_at, "message lu {day}"
        elif answer.state == ParticipationState.DRAFT and answer.drafted_at:
            yield answer.commune_id, answer.drafted_at, "brouillon {day}"


def _calls(campaign: Campaign, answers: Collection[Participation]) -> Iterator[Told]:
    rows = (
        Contact.objects.filter(participation__in=[a.pk for a in answers])
        .order_by("participation_id", "-at", "-pk")
        .distinct("participation_id")
    )
    for contact in rows:
        reached = "" if contact.reached else ", sans réponse"
        yield contact.commune_id, contact.at, f"{contact.get_means_display()} {{day}}{reached}"
