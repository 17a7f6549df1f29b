"""What received mails give: a card for the desk while one waits in quarantine, or the mailbox cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from itsupport.models import InboundEmail
from itsupport.queries.mails import judged, last_visits
from itsupport.rules import is_desk
from portal.database.together import HowMany
from portal.home import registry
from portal.lib.dates import end_of_day, paris_date
from portal.lib.text import count

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@registry.due
def mails_to_decide(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """One card, however many wait."""
    if not is_desk(user):
        return
    number, boxes = yield registry.Asked(
        HowMany(InboundEmail.objects.visible_to(user).quarantined()), last_visits(user)
    )
    if number:
        words = count(number, "courriel attend", "courriels attendent")
        yield registry.Due(
            on=end_of_day(paris_date(at)),
            title="Courriels en quarantaine",
            text=f"{words} votre décision : leur expéditeur est inconnu, ou la lecture a échoué.",
            url=reverse("itsupport:mail_list"),
            button="Décider",
            minutes=2,
            icon="mail-x",
        )
    for one in judged(boxes, at=at):
        if one.tone:
            yield registry.Due(
                on=end_of_day(paris_date(at)),
                title="La boîte aux lettres n’est pas relevée",
                text=one.visit.error or "Le portail ne l’ouvre plus : l’ouvrier est-il démarré ?",
                url=reverse("itsupport:mail_list"),
                button="Voir",
                minutes=5,
                icon="circle-alert",
                tone=one.tone,
            )
