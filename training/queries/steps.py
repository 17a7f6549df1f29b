"""What a session expects of the manager: one main button, and the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from portal.lib.text import count
from training.states.sessions import (
    DEAD_SESSIONS,
    ENDED_SESSIONS,
    PREPARED_SESSIONS,
    SESSION_FLOW,
    SessionState,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from training.queries.cockpit import Cockpit

_S = SessionState
MOVES = {
    "open": "door-open",
    "confirm": "circle-check",
    "merge": "merge",
    "cancel": "circle-slash",
    "seek_room": "map-pin",
}
"""The verbs that have a button of their own, and its drawing."""
LAST = ("merge", "cancel")
"""What ends the session stands after all the rest."""


@dataclass(frozen=True, slots=True)
class Step:
    """A button; `post`: it acts at once, nothing is asked before."""

    label: str
    icon: str
    url: str
    post: bool = False
    key: str = ""


def next_step(cockpit: Cockpit) -> Step | None:
    """None when nothing is awaited from her."""
    return next(_awaited(cockpit), None)


def _awaited(cockpit: Cockpit) -> Iterator[Step]:
    """What is awaited, the most urgent first."""
    session = cockpit.session
    if cockpit.hidden and cockpit.missing:
        yield _page("Compléter la session", "pen-line", "session_edit", cockpit)
    elif cockpit.hidden:
        yield _verb("publish", "megaphone", cockpit)
    if session.state == _S.PUBLISHED:
        yield _verb("open", MOVES["open"], cockpit)
    if cockpit.late:
        number = cockpit.late_halls
        label = f"Relancer {count(number, 'mairie')}" if number > 1 else "Relancer la mairie"
        yield _page(label, "send", "session_remind", cockpit, post=True)
    if session.state in {_S.OPEN, _S.AT_RISK} and not cockpit.short:
        yield _verb("confirm", MOVES["confirm"], cockpit)
    if cockpit.page.taking:
        yield _page("Inscrire par téléphone", "phone", "session_phone", cockpit)
    if session.state in {_S.RUNNING, _S.TO_CLOSE}:
        yield _page("Compléter les présences", "clipboard-check", "presence_grid", cockpit)
    if session.state not in DEAD_SESSIONS:
        yield _page("Liste d’appel", "table-2", "session_export", cockpit)


def other_steps(cockpit: Cockpit) -> list[Step]:
    """The rest of what the state allows, the main button left out."""
    session, main = cockpit.session, next_step(cockpit)
    possible = {move.verb for move in SESSION_FLOW.possible(session.state)}
    found = []
    if cockpit.hidden:
        found.append(_page("Modifier", "pen-line", "session_edit", cockpit))
    if cockpit.page.taking:
        found.append(_page("Inscrire par téléphone", "phone", "session_phone", cockpit))
    if session.state in PREPARED_SESSIONS and not cockpit.hidden:
        found += [
            _page("Déplacer", "calendar-clock", "session_reschedule", cockpit),
            _page("Changer de salle", "map-pin", "session_room", cockpit),
            _page("Changer qui anime", "user-round-pen", "session_trainers", cockpit),
            _page("Nombre de places", "armchair", "session_seats", cockpit),
        ]
    if session.state != _S.AT_RISK:  # the three choices are then said at the top
        found += [_verb(verb, icon, cockpit) for verb, icon in MOVES.items() if verb in possible]
    if not cockpit.hidden and session.state not in DEAD_SESSIONS:
        found.append(_page("Présences et papiers", "clipboard-check", "presence_grid", cockpit))
        found.append(_page("Liste d’appel", "table-2", "session_export", cockpit))
        found.append(_page("Supports", "paperclip", "session_materials", cockpit))
    if session.state in ENDED_SESSIONS:
        found += [
            _page("Coûts", "coins", "session_costs", cockpit),
            _page("Avis", "star", "session_opinions", cockpit),
        ]
    found.sort(key=lambda one: one.key in LAST)
    return [one for one in found if main is None or one.key != main.key]


def _page(label: str, icon: str, name: str, cockpit: Cockpit, *, post: bool = False) -> Step:
    url = reverse(f"trainingdesk:{name}", args=(cockpit.session.pk,))
    return Step(label, icon, url, post, name)


def _verb(verb: str, icon: str, cockpit: Cockpit) -> Step:
    url = reverse("trainingdesk:session_move", args=(cockpit.session.pk, verb))
    return Step(SESSION_FLOW.transitions[verb].label, icon, url, key=verb)
