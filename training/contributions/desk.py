"""What the manager finds of training: her pages of work, the sessions that wait for her, their days."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.urls import reverse

from portal.home import registry
from portal.lib.dates import hour_in_words, in_paris, instant_in_words
from portal.lib.text import NBSP, count, sentence
from portal.web import navigation
from training.models import Slot
from training.queries.availability import booked_while_closed
from training.queries.late import late_decisions
from training.queries.readiness import obstacles
from training.queries.session_page import listed_rows
from training.queries.wording import days_in_words, half_day_in_words
from training.rules import may_run_sessions
from training.states.sessions import COMING_SESSIONS, HIDDEN_SESSIONS, SessionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.journal.models import Entry
    from training.models import Registration, Session

SECTION = "formation"
MOST = 20

for _order, _label, _url, _text in (
    (
        10,
        "Sessions",
        "trainingdesk:session_list",
        "Suivre les inscriptions, relancer les maires, déplacer, confirmer, annuler.",
    ),
    (
        20,
        "Préparer une session",
        "trainingdesk:session_create",
        "Une formation du catalogue, ses demi-journées, une salle et qui anime.",
    ),
):
    navigation.register_work(
        SECTION, _label, _url, text=_text, allow=may_run_sessions, order=_order
    )


@registry.due
def sessions_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """A card a session that has too few people, one for the late mayors of each, one a draft, one to be closed."""
    if not may_run_sessions(user):
        return
    closed = booked_while_closed(at=at).select_related("session__course")
    wanted = (SessionState.AT_RISK, SessionState.TO_CLOSE, *HIDDEN_SESSIONS)
    found = listed_rows().visible_to(user).filter(state__in=wanted).order_by("starts_at", "pk")
    sessions, late, slots = yield registry.Asked(found[:MOST], _late_rows(at=at), closed[:MOST])
    for session in sessions:
        yield CARDS.get(session.state, _draft)(session, at=at)
    yield from _late(late, at=at)
    yield from _closed(slots)


def _risk(session: Session, *, at: datetime) -> registry.Due:
    held = count(session.count.confirmed, "inscrit confirmé", "inscrits confirmés")
    return registry.Due(
        on=session.starts_at or at,
        title=f"Trop peu d’inscrits{NBSP}: {session.course}",
        text=f"{held} sur {session.minimum} au moins, {days_in_words(session)}."
        " Confirmez-la quand même, réunissez-la à une autre, ou annulez-la.",
        url=_page(session.pk),
        button="Décider",
        minutes=5,
        sign="trop peu d’inscrits",
        icon="triangle-alert",
        tone="warn",
    )


def _to_close(session: Session, *, at: datetime) -> registry.Due:
    return registry.Due(
        on=session.ends_at or at,
        title=f"Présences à compléter{NBSP}: {session.course}",
        text=f"La session est finie, {days_in_words(session)}."
        " Complétez la grille, puis fermez-la : les attestations partiront.",
        url=reverse("trainingdesk:presence_grid", args=(session.pk,)),
        button="Compléter les présences",
        minutes=5,
        sign=session.get_state_display(),
        icon="clipboard-check",
        tone="warn",
    )


CARDS: dict[str, Callable[..., registry.Due]] = {
    SessionState.AT_RISK: _risk,
    SessionState.TO_CLOSE: _to_close,
}
"""What each state asks of the manager; a draft is to be announced."""


def _draft(session: Session, *, at: datetime) -> registry.Due:
    missing = obstacles(session, session.slots.all(), at=at)
    return registry.Due(
        on=session.opens_at or session.starts_at or at,
        title=f"Session à annoncer{NBSP}: {session.course}",
        text=missing[0] if missing else f"Rien n’y manque : {days_in_words(session)}.",
        url=_page(session.pk),
        button="Compléter" if missing else "Relire et annoncer",
        minutes=5 if missing else 2,
        sign=session.get_state_display(),
        icon="pen-line",
        tone="info",
    )


def _late_rows(*, at: datetime) -> QuerySet[Registration]:
    rows = late_decisions(at=at).select_related("session__course")
    return rows.order_by("session", "hold_until")


def _late(rows: list[Registration], *, at: datetime) -> Iterator[registry.Due]:
    """The mayors whom the manager may remind, by session."""
    for session, some in groupby(rows, key=lambda one: one.session):
        late = list(some)
        until = next((one.hold_until for one in late if one.hold_until), None)
        waits = count(len(late), "demande attend", "demandes attendent")
        held = f", une place est tenue jusqu’au {instant_in_words(until)}" if until else ""
        yield registry.Due(
            on=until or session.waiting_closes_at or at,
            title=f"Accords de maires qui tardent{NBSP}: {session.course}",
            text=f"{waits} depuis deux jours au moins{held}.",
            url=f"{_page(session.pk)}#accords",
            button="Voir et relancer",
            minutes=2,
            sign="attend le maire",
            icon="stamp",
            tone="warn",
        )


def _closed(slots: list[Slot]) -> Iterator[registry.Due]:
    """A card a session that is booked in a room that is not lent then, or with who cannot come."""
    for session, some in groupby(slots, key=lambda slot: slot.session):
        first = next(some)
        yield registry.Due(
            on=first.starts_at,
            title=f"Salle ou formateur indisponible{NBSP}: {session.course}",
            text=f"{sentence(half_day_in_words(first))}. Rien n’est annulé"
            f"{NBSP}: changez de salle, de formateur ou de jour.",
            url=_page(session.pk),
            button="Voir et décider",
            minutes=5,
            sign="indisponible",
            icon="calendar-x",
            tone="warn",
        )


@registry.events
def sessions_ahead(user: User, *, at: datetime) -> registry.Told[registry.Event]:
    """The days of the sessions that will take place."""
    if not may_run_sessions(user):
        return
    rows = (
        Slot.objects.filter(live=True, session__state__in=COMING_SESSIONS, ends_at__gt=at)
        .select_related("session__course", "session__count", "room__commune")
        .defer("room__commune__outline")
        .order_by("day", "session", "starts_at")
    )
    (slots,) = yield registry.Asked(rows[:MOST])
    for (day, pk), some in groupby(slots, key=lambda slot: (slot.day, slot.session_id)):
        first = next(some)
        place = f", à {first.room.commune}" if first.room else ""
        people = count(first.session.count.confirmed, "inscrit")
        yield registry.Event(
            on=day,
            title=f"Session{NBSP}: {first.session.course}",
            text=f"dès {hour_in_words(in_paris(first.starts_at))}{place}, {people}",
            url=_page(pk),
        )


def _page(pk: int) -> str:
    return reverse("trainingdesk:session_follow", args=(pk,))


def _told(verb: str, words: str) -> None:
    def told(entry: Entry) -> registry.Story:
        return registry.Story(
            text=words.format(thing=entry.subject_label), url=_page(entry.subject_id)
        )

    registry.story("training.session", verb)(told)


for _verb, _words in {
    "create": "La session {thing} est en préparation.",
    "publish": "La session {thing} est annoncée.",
    "open": "Les inscriptions sont ouvertes : {thing}.",
    "warn": "Trop peu d’inscrits à quinze jours : {thing}.",
    "confirm": "La session aura lieu : {thing}.",
    "reschedule": "La session {thing} est déplacée.",
    "change_room": "La session {thing} change de salle.",
    "set_seats": "Le nombre de places change : {thing}.",
    "merge": "La session {thing} est réunie à une autre.",
    "cancel": "La session {thing} est annulée.",
    "close": "La session {thing} est close, les attestations sont délivrées.",
}.items():
    _told(_verb, _words)
