"""A request of each commune, with everything that hangs from it."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from itsupport.models import (
    ChecklistItem,
    TicketAsset,
    TicketFile,
    TicketMessage,
    TimeEntry,
    Watcher,
)
from itsupport.queries.links import link_token
from itsupport.states.tickets import Direction
from tests.conftest import NOON
from tests.factories import TicketFactory


def furnish(side, users):
    ticket = TicketFactory(commune=side.commune, site=side.site, requester=side.secretary.person)
    common = {"ticket": ticket, "commune": side.commune}
    message = TicketMessage.objects.create(
        direction=Direction.IN, at=NOON, author="x", text="elle ne répond plus", **common
    )
    file = TicketFile.objects.create(
        message=message,
        name="photo.png",
        content_type="image/png",
        size=3,
        sha256="0" * 64,
        file=default_storage.save("demandes/photo", ContentFile(b"png")),
        added_at=NOON,
        **common,
    )
    Watcher.objects.create(email="copie@example.org", **common)
    todo = ChecklistItem.objects.create(position=1, text="redémarrer", **common)
    second = TicketMessage.objects.create(
        direction=Direction.IN, at=NOON, author="x", text="et encore", **common
    )
    TicketAsset.objects.create(asset=side.asset, **common)
    TimeEntry.objects.create(agent=users["it_agent"], on=NOON.date(), minutes=15, **common)
    side.things |= {
        "ticket": ticket,
        "message": message,
        "second_message": second,
        "ticket_file": file,
        "todo": todo,
        "solved_ticket": TicketFactory(commune=side.commune, state="solved", solved_at=NOON),
        "ticket_link": link_token(ticket),
    }
