"""What waits for the manager in training, as lines of one mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.lib.dates import day_in_words, paris_date
from portal.lib.text import count, plural
from training.models import CostShare, Registration, Session
from training.queries.late import late_decisions
from training.queries.records import followed_by, live_obligations, stand
from training.states.obligations import Standing
from training.states.registrations import RegistrationState
from training.states.sessions import HIDDEN_SESSIONS, TAKING_SESSIONS, SessionState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_S = SessionState
A_WEEK = timedelta(days=7)


def morning_lines(*, at: datetime) -> Iterator[str]:
    """The most urgent first; every commune must be visible."""
    rows = Session.objects.select_related("course", "count").order_by("starts_at", "pk")
    for one in rows.filter(state=_S.AT_RISK):
        short = f"{one.count.confirmed} sur {one.minimum} au moins"
        yield f"Trop peu d’inscrits, {short} : {_named(one)}"
    late = late_decisions(at=at).count()
    if late:
        word = plural(late, "attend un maire", "attendent un maire")
        yield f"{count(late, 'demande')} {word} depuis deux jours"
    for one in rows.filter(state=_S.TO_CLOSE):
        yield f"À clore, présences à vérifier : {_named(one)}"
    drafts = rows.filter(state__in=HIDDEN_SESSIONS, starts_at__lte=at + timedelta(days=60))
    for one in drafts:
        yield f"À annoncer, dans moins de deux mois : {_named(one)}"
    offered = Registration.objects.filter(state=RegistrationState.OFFERED).count()
    if offered:
        yield f"{count(offered, 'place proposée', 'places proposées')}, en attente d’une réponse"
    owed = list(live_obligations())
    standing = stand(owed, followed_by({one.person_id for one in owed}), at=at)
    if behind := sum(one.standing == Standing.LATE for one in standing):
        yield f"{count(behind, 'obligation')} de formation en retard"
    if unsent := CostShare.objects.filter(export=None).count():
        yield f"{count(unsent, 'part')} de coûts à envoyer à la comptabilité"
    soon = rows.filter(state__in=TAKING_SESSIONS, starts_at__gt=at, starts_at__lte=at + A_WEEK)
    for one in soon.exclude(state=_S.AT_RISK):
        yield f"Cette semaine : {_named(one)}, {count(one.count.confirmed, 'inscrit')}"


def _named(session: Session) -> str:
    day = f", {day_in_words(paris_date(session.starts_at))}" if session.starts_at else ""
    return f"« {session.course.title} » ({session.number}){day}"
