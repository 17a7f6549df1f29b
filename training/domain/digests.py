"""The mail of the week: the questions that nobody has answered, to those who know their themes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from communes.models import Position
from portal.lib.calendar import is_sending_time
from portal.lib.dates import in_paris, paris_date
from portal.mail.notifications import enqueue
from training.models import Question, SkillOffer
from training.notifications.exchange import Line, UnansweredDigest

if TYPE_CHECKING:
    from datetime import datetime

A_DAY = timedelta(days=1)
MOST = 12
"""Questions in one mail; the others are on the page."""


@transaction.atomic
def write_digests(*, at: datetime) -> int:
    """On working hours, once an ISO week and a person, from its first working hour on: how many had a question.

    To who offers her help on a theme and still serves a town hall. Never her own questions, nor those younger than
    a day: somebody may be writing the answer.
    """
    if not is_sending_time(at, good_friday=True):
        return 0
    by_theme: dict[int, list[Question]] = {}
    silent = Question.objects.silent().filter(asked_at__lte=at - A_DAY)
    for question in silent.select_related("commune", "theme").order_by("asked_at", "pk"):
        by_theme.setdefault(question.theme_id, []).append(question)
    mails = [
        mail
        for user_id, offers in _helpers(at).items()
        if (mail := _mail(user_id, offers, by_theme, at=at))
    ]
    enqueue(*mails, at=at)
    return len(mails)


def _helpers(at: datetime) -> dict[int, list[SkillOffer]]:
    serving = Position.objects.on(paris_date(at)).exclude(commune=None)
    offers = SkillOffer.objects.filter(
        user__is_active=True, user__in=serving.values("person__user")
    ).exclude(user__email="")
    found: dict[int, list[SkillOffer]] = {}
    for offer in offers.select_related("user").order_by("user_id", "theme__position", "pk"):
        found.setdefault(offer.user_id, []).append(offer)
    return found


def _mail(
    user_id: int, offers: list[SkillOffer], by_theme: dict[int, list[Question]], *, at: datetime
) -> UnansweredDigest | None:
    asked = [
        question
        for offer in offers
        for question in by_theme.get(offer.theme_id, [])
        if question.author_id != user_id
    ]
    if not asked:
        return None
    year, week, _day = in_paris(at).isocalendar()
    base = f"{settings.PORTAL_BASE_URL}/formations/entraide/"
    return UnansweredDigest(
        to=offers[0].user.email,
        commune_id=offers[0].commune_id,
        user_id=user_id,
        week=f"{year}-{week:02d}",
        number=len(asked),
        lines=tuple(
            Line(
                title=question.title,
                theme=question.theme.name,
                signature=question.signature,
                url=f"{base}{question.pk}/",
            )
            for question in asked[:MOST]
        ),
        url=f"{base}?etat=silent",
    )
