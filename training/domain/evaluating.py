"""Asking people what they thought, and keeping it so that nobody can know who thought it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from communes.queries.addresses import mayor_addresses
from portal.lib.calendar import is_sending_time
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue
from training.domain.telling import address_of
from training.models import (
    EvaluationAnswer,
    EvaluationForm,
    EvaluationRound,
    EvaluationTicket,
    Registration,
    Session,
)
from training.notifications.evaluations import (
    OpinionAsked,
    OpinionAskedLater,
    OpinionAskedOfMayor,
)
from training.queries.evaluations import questions_of
from training.states.evaluations import HIGHEST, LOWEST, Audience, Moment
from training.states.registrations import RegistrationState
from training.states.sessions import ENDED_SESSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from training.models import EvaluationQuestion

_R = RegistrationState
AN_HOUR, SIXTY_DAYS = timedelta(hours=1), timedelta(days=60)
CAME = (_R.CONFIRMED, _R.ATTENDED, _R.PARTIAL)
"""An hour after the end, presence may not be noted yet: who was expected is asked."""
SPENT = "Ce lien a déjà servi, ou le temps de répondre est passé."


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Whom it asks, how long after the end, and for how many days one may answer."""

    moment: Moment
    audience: Audience
    after: timedelta
    days: int


EVALUATIONS = (
    Evaluation(Moment.HOT, Audience.TRAINEE, AN_HOUR, 14),
    Evaluation(Moment.COLD, Audience.TRAINEE, SIXTY_DAYS, 30),
    Evaluation(Moment.COLD, Audience.MAYOR, SIXTY_DAYS, 30),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to write to: the address, the commune, who she is in the mail's key, those of her commune for a mayor."""

    to: str
    commune_id: int
    asked_as: int
    people: tuple[str, ...] = ()


def ask_opinions(*, at: datetime) -> int:
    """The evaluations that are due: hot an hour after the end, cold sixty days after, on working hours. How many."""
    return sum(
        _open(pk, which, at=at)
        for which in EVALUATIONS
        if which.moment == Moment.HOT or is_sending_time(at, good_friday=True)
        for pk in _due(which, at=at)
    )


@transaction.atomic
def answer(token: str, given: Mapping[int, int | str], *, at: datetime) -> None:
    """Keep the answers of one sheet, question by question, and let the ticket go. Empty ones are left out.

    Refusal when the link has served, when it is too late, or when nothing is said. Nothing is written in the journal:
    an hour would join the answers to somebody.
    """
    ticket = (
        EvaluationTicket.objects.select_for_update(of=("self",))
        .select_related("round")
        .filter(sha256=print_of(token))
        .first()
    )
    if ticket is None or ticket.round.closes_on < paris_date(at):
        raise Refusal(SPENT)
    session_id = ticket.round.session_id
    rows = [
        row
        for question in questions_of(ticket.round.form_id)
        if (row := _answer(session_id, question, given.get(question.pk))) is not None
    ]
    if not rows:
        raise Refusal("Répondez à une question au moins.")
    secrets.SystemRandom().shuffle(rows)
    EvaluationAnswer.objects.bulk_create(rows)
    ticket.delete()


def print_of(token: str) -> str:
    """What is kept of a link: it cannot be made again from it."""
    return hashlib.sha256(token.encode()).hexdigest()


def _answer(
    session_id: int, question: EvaluationQuestion, given: int | str | None
) -> EvaluationAnswer | None:
    """None for what is left empty. ValueError for a mark that is not on the scale."""
    if given is None or given == "":
        return None
    if isinstance(given, str):
        text = given.strip()[:1000]
        return (
            EvaluationAnswer(session_id=session_id, question=question, text=text) if text else None
        )
    if not LOWEST[question.kind] <= given <= HIGHEST[question.kind]:  # type: ignore[index]
        raise ValueError("a mark is on its scale")
    return EvaluationAnswer(session_id=session_id, question=question, value=given)


def _due(which: Evaluation, *, at: datetime) -> list[int]:
    """Sessions that ended long enough ago, and not too long, and that were not evaluated so."""
    ended_by = at - which.after
    known = EvaluationRound.objects.filter(
        session=OuterRef("pk"), moment=which.moment, audience=which.audience
    )
    rows = Session.objects.filter(
        ~Exists(known),
        state__in=ENDED_SESSIONS,
        ends_at__lte=ended_by,
        ends_at__gt=ended_by - timedelta(days=which.days),
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _open(session_id: int, which: Evaluation, *, at: datetime) -> int:
    """Open one evaluation, once: 1, or 0 when there is no form, or when it was opened meanwhile."""
    session = Session.objects.locked(session_id)
    facts = {"moment": which.moment, "audience": which.audience}
    form = EvaluationForm.objects.filter(active=True, **facts).first()
    if form is None or EvaluationRound.objects.filter(session=session, **facts).exists():
        return 0
    on = paris_date(at)
    mayors = which.audience == Audience.MAYOR
    asked = list(_mayors(session, at=at) if mayors else _people(session, at=at))
    opened = EvaluationRound.objects.create(
        session=session,
        form=form,
        opens_on=on,
        closes_on=on + timedelta(days=which.days),
        asked=len(asked),
        **facts,
    )
    tokens = [secrets.token_urlsafe(24) for _ in asked]
    EvaluationTicket.objects.bulk_create(
        EvaluationTicket(sha256=sha256, round=opened)
        for sha256 in sorted(print_of(token) for token in tokens)
    )
    enqueue(*_mails(opened, asked, tokens), at=at)
    return 1


def _mails(
    opened: EvaluationRound, asked: list[Asked], tokens: list[str]
) -> Iterator[OpinionAsked]:
    session = opened.session
    assert session.starts_at is not None
    kind = OpinionAsked if opened.moment == Moment.HOT else OpinionAskedLater
    for one, token in zip(asked, tokens, strict=True):
        path = reverse("trainingopinions:evaluation_answer", args=(token,))
        facts: dict[str, Any] = {
            "to": one.to,
            "commune_id": one.commune_id,
            "session_id": session.pk,
            "asked_as": one.asked_as,
            "course": session.course.title,
            "day": paris_date(session.starts_at),
            "closes_on": opened.closes_on,
            "link": f"{settings.PORTAL_BASE_URL}{path}",
        }
        if opened.audience == Audience.MAYOR:
            yield OpinionAskedOfMayor(people=one.people, **facts)
        else:
            yield kind(**facts)


def _people(session: Session, *, at: datetime) -> Iterator[Asked]:
    for one in _who_came(session):
        if to := address_of(one, at=at):
            yield Asked(to, one.commune_id, one.pk)


def _mayors(session: Session, *, at: datetime) -> Iterator[Asked]:
    """One mail a commune, to the mayor's own address; none where it is not known."""
    people: dict[int, list[str]] = {}
    for one in _who_came(session):
        people.setdefault(one.commune_id, []).append(str(one.person))
    for commune_id, to in sorted(mayor_addresses(list(people), on=paris_date(at)).items()):
        yield Asked(to, commune_id, commune_id, tuple(people[commune_id]))


def _who_came(session: Session) -> QuerySet[Registration]:
    rows = Registration.objects.filter(session=session, state__in=CAME)
    return rows.select_related("person__user", "commune").order_by("pk")
