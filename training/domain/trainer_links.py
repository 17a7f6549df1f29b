"""The page of who gives a session: its address is sent with the letter of the mission, and may be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_for
from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue
from training.domain.seating import everybody, hold_session
from training.models import SlotTrainer, Trainer, TrainerLink
from training.notifications.presence import TrainerInvited
from training.queries.presence import attending
from training.queries.trainer_links import trainer_address
from training.queries.wording import dates_in_words
from training.states.sessions import COMING_SESSIONS, SessionState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

MISSION = "training.mission_letter"
BEFORE = timedelta(days=15)
"""A session that will take place is announced to its trainers so long before."""
GIVEN = (*COMING_SESSIONS, SessionState.RUNNING, SessionState.TO_CLOSE)


@transaction.atomic
def send_link(session_id: int, trainer_id: int, *, by: User | None, at: datetime) -> TrainerLink:
    """Write to a trainer of the session; an address sent before stops.

    Refusal for who gives none of it, and for who cannot be written to.
    """
    session = hold_session(session_id, by=by)
    if session.state not in GIVEN:
        raise Refusal(f"Pas de lien à envoyer : {session.get_state_display()}.")
    if not SlotTrainer.objects.filter(slot__session=session, trainer=trainer_id).exists():
        raise Refusal("Cette personne n’anime pas la session.")
    trainer = Trainer.objects.select_related("person__user").get(pk=trainer_id)
    if not trainer.address:
        raise Refusal(f"{trainer} n’a pas d’adresse : notez son courriel, puis envoyez le lien.")
    with everybody(by):
        link, is_new = TrainerLink.objects.select_for_update().get_or_create(
            session=session, trainer=trainer, defaults={"sent_at": at}
        )
        if not is_new:
            link.version, link.sent_at, link.revoked_at = link.version + 1, at, None
            link.save(update_fields=["version", "sent_at", "revoked_at"])
        _write(link, by=by, at=at)
    return link


@transaction.atomic
def revoke_link(session_id: int, trainer_id: int, *, by: User, at: datetime) -> None:
    """The address stops. Refusal when there is none that works."""
    hold_session(session_id, by=by)
    rows = TrainerLink.objects.filter(session=session_id, trainer=trainer_id, revoked_at=None)
    if not rows.update(revoked_at=at):
        raise Refusal("Il n’y a pas de lien à révoquer.")
    link = TrainerLink.objects.get(session=session_id, trainer=trainer_id)
    record("revoke", link, by=by, at=at)


def trainers_to_invite(*, at: datetime) -> list[tuple[int, int]]:
    """Who gives a confirmed session that begins within a fortnight, and was not written to: session, trainer.

    Who has no address yet waits.
    """
    rows = SlotTrainer.objects.filter(
        live=True,
        slot__session__state=SessionState.CONFIRMED,
        slot__session__starts_at__lte=at + BEFORE,
        slot__session__starts_at__gt=at,
    ).select_related("slot", "trainer__person__user")
    told = set(TrainerLink.objects.values_list("session", "trainer"))
    reached = {(one.slot.session_id, one.trainer_id) for one in rows if one.trainer.address}
    return sorted(reached - told)


def _write(link: TrainerLink, *, by: User | None, at: datetime) -> None:
    record("send", link, by=by, at=at, version=link.version)
    letter = ask_for(MISSION, link.pk, by=by, at=at, awaited=False)
    session = link.session
    mail = TrainerInvited(
        to=link.trainer.address,
        document_id=letter.pk,
        session_id=session.pk,
        trainer_id=link.trainer_id,
        version=link.version,
        trainer=str(link.trainer),
        course=session.course.title,
        number=session.number,
        halves=dates_in_words(session),
        people=attending(session.pk).count(),
        url=trainer_address(link),
    )
    enqueue(mail, at=at)
