"""The meeting of secretaries of a fortnight ago: two questions of the exchange on its agenda, and its minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from demonstration.training import MORNING, announced, enter, secretaries
from demonstration.training_presence import close_signed
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import paris_date
from training.domain import sessions
from training.domain.agenda import note_minutes, set_agenda
from training.models import Course, Question, Room, Trainer

if TYPE_CHECKING:
    from datetime import datetime

AGO = 10
"""Working days from the meeting to today."""
MINUTES = {
    "Cantine : peut-on refuser un enfant faute de place ?": (
        "Deux mairies ont délibéré un nombre maximal de repas, fondé sur la capacité de la salle : la préfecture"
        " n’a rien dit. Toutes conviennent qu’un second service vaut mieux qu’un refus.\n"
        "1. Écrire la capacité dans le règlement intérieur\n"
        "2. Traiter les demandes dans l’ordre d’arrivée, fratries ensemble\n"
        "3. Tenir une liste d’attente, et répondre par écrit à chaque famille"
    ),
    "M57 abrégée : devons-nous adopter un règlement budgétaire ?": (
        "Le conseiller aux décideurs locaux, interrogé par trois mairies, a répondu la même chose : facultatif sous"
        " 3\u202f500 habitants. Celles qui l’ont adopté s’en servent pour leurs autorisations de programme."
    ),
}


def load_meeting(*, at: datetime) -> None:
    """Nothing where no commune lends a room, or nobody asked these questions."""
    course = Course.objects.filter(kind="meeting").first()
    room = Room.objects.filter(commune__insee="57635").first()
    asked = list(Question.objects.filter(title__in=MINUTES, state="open"))
    if course is None or room is None or not asked:
        return
    manager = User.objects.get(email="gestion@example.org")
    day = add_working_days(paris_date(at), -AGO, good_friday=True)
    then = at - timedelta(days=60)
    meeting = announced(
        course,
        room,
        Trainer.objects.order_by("pk")[2],
        (day,),
        by=manager,
        at=then,
        needs_approval=False,
        halves=(MORNING,),
    )
    for position in secretaries()[12:20]:
        enter(meeting, position, at=then + timedelta(days=2))
    meeting.refresh_from_db()
    assert meeting.starts_at is not None
    assert meeting.ends_at is not None
    set_agenda(
        meeting.pk,
        [one.pk for one in asked],
        by=manager,
        at=meeting.starts_at - timedelta(hours=2),
    )
    sessions.start(meeting.pk, by=None, at=meeting.starts_at)
    sessions.end(meeting.pk, by=None, at=meeting.ends_at)
    close_signed(meeting, by=manager, at=at)
    for one in asked:
        note_minutes(
            one.pk, MINUTES[one.title], by=manager, at=meeting.ends_at + timedelta(days=1)
        )
