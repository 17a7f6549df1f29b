"""What goes wrong while mails are read, what a person places by hand, and several workers at once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from itsupport.domain import mailroom
from itsupport.domain.fetching import keep_raw
from itsupport.domain.mailroom import attach_mail, open_from_mail, retry_mail, set_mail_aside
from itsupport.domain.reading import MAX_ATTEMPTS, read_due
from itsupport.models import InboundEmail, Ticket, TicketMessage
from itsupport.states.mail import InboundState
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport.mails import mail, now, outbox, received, settled

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
pytestmark = pytest.mark.usefixtures("mailbox")


def test_one_mail_that_breaks_is_tried_three_times_then_shown_and_blocks_nobody(
    marie, monkeypatch
):
    bad = received(mail("bad", Subject="casse"), at=NOON)
    plain = mailroom.open_ticket

    def breaks(new, **more):
        if new.title == "casse":
            raise ZeroDivisionError
        return plain(new, **more)

    monkeypatch.setattr(mailroom, "open_ticket", breaks)
    good = received(mail(), at=NOON)
    read_due(at=NOON)
    assert (now(good).state, now(bad).state) == (InboundState.TICKET, InboundState.RECEIVED)
    for hour in range(1, MAX_ATTEMPTS):
        read_due(at=NOON + dt.timedelta(hours=hour))

    assert now(bad).state == InboundState.QUARANTINED
    assert "ZeroDivisionError" in now(bad).error
    assert now(bad).subject == "casse"
    monkeypatch.setattr(mailroom, "open_ticket", plain)
    retry_mail(bad.pk, by=marie.person.user, at=NOON + DAY)
    read_due(at=NOON + DAY)
    assert now(bad).state == InboundState.TICKET


def test_a_file_that_was_altered_or_lost_is_not_read(marie):
    row = received(mail(), at=NOON)
    name = row.raw.name
    default_storage.delete(name)
    for hour in range(MAX_ATTEMPTS):
        read_due(at=NOON + dt.timedelta(hours=hour))
    assert (now(row).state, "introuvable" in now(row).error) == ("quarantined", True)

    with default_storage.open(name, "wb") as file:
        file.write(b"From: quelqu'un d'autre\r\n\r\n")
    retry_mail(row.pk, by=marie.person.user, at=NOON + DAY)
    read_due(at=NOON + DAY)

    assert "n’est plus celui" in now(row).error


def test_a_file_left_half_written_by_a_killed_worker_is_written_anew(marie):
    raw = mail()
    row = received(raw, at=NOON)
    name = row.raw.name
    InboundEmail.objects.all().delete()
    default_storage.delete(name)
    default_storage.save(name, ContentFile(raw[:40]))

    again = settled(raw, at=NOON)

    assert again.state == InboundState.TICKET
    assert again.raw.name != name


def test_whoever_dies_reading_three_times_is_set_aside(marie):
    row = received(mail(), at=NOON)
    InboundEmail.objects.update(attempts=MAX_ATTEMPTS, claimed_until=NOON - MINUTE)

    read_due(at=NOON)

    assert now(row).state == InboundState.QUARANTINED
    assert "trois fois" in now(row).error


# -- by hand --------------------------------------------------------------------------------------


def test_by_hand_a_mail_opens_goes_on_or_is_set_aside(mailed, agent):
    rows = [
        settled(mail(f"n° {n}", sender="x@example.net"), at=NOON + MINUTE * n) for n in range(3)
    ]
    opened = open_from_mail(rows[0].pk, mailed.commune, by=agent, at=NOON + DAY)
    spoken = attach_mail(rows[1].pk, mailed, by=agent, at=NOON + DAY)
    set_mail_aside(rows[2].pk, by=agent, at=NOON + DAY)

    assert [now(row).state for row in rows] == ["ticket", "follow_up", "discarded"]
    assert (opened.commune, opened.requester_email) == (mailed.commune, "x@example.net")
    assert now(rows[1]).ticket_message == spoken.messages.last()
    for verb in (
        lambda: open_from_mail(rows[0].pk, mailed.commune, by=agent, at=NOON),
        lambda: attach_mail(rows[1].pk, mailed, by=agent, at=NOON),
        lambda: set_mail_aside(rows[2].pk, by=agent, at=NOON),
        lambda: retry_mail(rows[0].pk, by=agent, at=NOON),
    ):
        with pytest.raises(Refusal):
            verb()
    assert TicketMessage.objects.filter(ticket=spoken).count() == 2


# -- several workers at once ----------------------------------------------------------------------


def at_once(*calls):
    def alone(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result() for done in [pool.submit(alone, call) for call in calls]]


@pytest.mark.django_db(transaction=True)
def test_two_workers_read_twins_into_one_request(marie):
    raw = mail()
    for n in range(6):
        received(f"Received: way {n}\r\n".encode() + raw, at=NOON)

    at_once(*[lambda: read_due(at=NOON)] * 4)
    factories.open_walls(0)

    states = sorted(InboundEmail.objects.values_list("state", flat=True))
    assert states == ["ignored"] * 5 + ["ticket"]
    assert Ticket.objects.count() == 1
    assert outbox().count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_mail_fetched_by_two_workers_at_once_is_one_row(marie):
    raw = mail()
    where = {"mailbox": "m", "uidvalidity": 1, "uid": 7, "size": len(raw), "at": NOON}
    rows = at_once(*[lambda: keep_raw(raw, **where)] * 4)

    assert len({row.pk for row in rows}) == 1
