"""What the work on a request leaves: time, things to do, a part that becomes another request."""

import pytest

from itsupport.domain.tickets import say
from itsupport.domain.working import Spent, add_to_checklist, spend, split, tick
from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.itsupport.test_tickets import HOUR, said

pytestmark = pytest.mark.django_db


def test_one_message_becomes_a_request_of_its_own(ticket, agent):
    say(ticket.pk, said("Autre chose : la photocopieuse."), by=None, at=NOON + HOUR)
    message = ticket.messages.order_by("pk").last()

    other = split(ticket.pk, message.pk, "La photocopieuse", by=agent, at=NOON + 2 * HOUR)

    assert (other.parent_id, other.title) == (ticket.pk, "La photocopieuse")
    with pytest.raises(Refusal, match="que ce message"):
        split(other.pk, other.messages.get().pk, "x", by=agent, at=NOON + 2 * HOUR)


def test_time_is_for_a_commune(ticket, agent):
    with pytest.raises(Refusal):
        spend(ticket.pk, Spent(on=NOON.date()), by=agent, at=NOON)

    entry = spend(ticket.pk, Spent(on=NOON.date(), minutes=15, kilometres=26), by=agent, at=NOON)

    assert (entry.commune_id, entry.minutes, entry.kilometres) == (ticket.commune_id, 15, 26)


def test_things_to_do_are_one_a_line_done_then_not_done_after_all(ticket, agent):
    add_to_checklist(ticket.pk, "Commander\n\n  Installer  ", by=agent, at=NOON)
    add_to_checklist(ticket.pk, "Former", by=agent, at=NOON)
    items = list(ticket.checklist.order_by("position"))
    assert [one.text for one in items] == ["Commander", "Installer", "Former"]

    for done in (agent, None):
        tick(ticket.pk, items[0].pk, by=agent, at=NOON + HOUR)
        items[0].refresh_from_db()
        assert items[0].done_by == done
    with pytest.raises(Refusal, match="au moins une chose"):
        add_to_checklist(ticket.pk, " \n ", by=agent, at=NOON)
