"""Asking for the documents of training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_for
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE
from training.models import NeedsCampaign, Registration, Session
from training.queries.wish_page import PLAN
from training.states.registrations import RegistrationState
from training.states.sessions import DEAD_SESSIONS, HIDDEN_SESSIONS, SessionState
from training.states.wishes import NeedsState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Document


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of document, the words of its button, its drawing."""

    kind: str
    label: str
    icon: str


CONVOCATION = "training.convocation"
PAPERS = {
    "emargement": Paper("training.attendance_sheet", "Feuilles d’émargement", "signature"),
    "emargement-communes": Paper(
        "training.attendance_by_commune", "Feuilles par commune", "building-2"
    ),
    "emargement-agents": Paper("training.attendance_by_agent", "Feuilles par agent", "user-round"),
    "chevalets": Paper("training.name_tents", "Chevalets", "tent"),
    "salle": Paper("training.room_agreement", "Convention de salle", "key-round"),
    "attestation-collective": Paper(
        "training.certificate_collective", "Attestation collective", "users-round"
    ),
}
"""The papers of a session, by the word of their address."""


@transaction.atomic
def ask_paper(paper: str, session_id: int, *, by: User, at: datetime) -> Document:
    """One of PAPERS, of a session that takes place. Refusal before it is announced, and once it is given up."""
    session = Session.objects.get(pk=session_id)
    if session.state in (*HIDDEN_SESSIONS, *DEAD_SESSIONS):
        raise Refusal(f"Pas de papiers à imprimer : {session.get_state_display()}.")
    if paper == "attestation-collective" and session.state != SessionState.CLOSED:
        raise Refusal("L’attestation collective s’imprime une fois la session close.")
    return ask_for(PAPERS[paper].kind, session.pk, by=by, at=at)


@transaction.atomic
def ask_convocation(registration_id: int, *, by: User, at: datetime) -> Document:
    """Of who has a seat. Refusal for who waits, or comes no more."""
    one = Registration.objects.get(pk=registration_id)
    if one.state != RegistrationState.CONFIRMED:
        raise Refusal(f"Pas de convocation : {one.get_state_display()}.")
    return ask_for(CONVOCATION, one.pk, by=by, at=at, commune_id=one.commune_id)


@transaction.atomic
def publish_plan(campaign_id: int, *, by: User, at: datetime) -> Document:
    """The training plan of a year, for every member to read. Refusal until its campaign is closed."""
    campaign = NeedsCampaign.objects.get(pk=campaign_id)
    if campaign.state != NeedsState.CLOSED:
        raise Refusal("Le plan se publie une fois le recueil clos.")
    return ask_for(PLAN, campaign.pk, by=by, at=at, commune_id=EVERYONE)
