"""Invitations in the mails that tell the same in words; the convocation on paper."""

import datetime as dt
import email
from email import policy

import pytest
from icalendar import Calendar

from portal.documents.layout import html_for_paper
from portal.documents.models import Document
from portal.mail.messages import message_of
from portal.mail.models import OutboxEmail
from tests.conftest import NOON
from tests.training.factories import DAY, RoomFactory, SessionFactory
from tests.training.hall import to
from training.domain import moving, registrations
from training.domain.convocations import follow
from training.models import CalendarItem
from training.states.registrations import REGISTRATION_FLOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def session(db):
    return SessionFactory(course__title="Élections", maximum=4)


def sent(since=0):
    """Each mail written after that number, as its reader receives it."""
    return [
        email.message_from_bytes(
            message_of(row).message().as_bytes(linesep="\r\n"), policy=policy.default
        )
        for row in OutboxEmail.objects.filter(pk__gt=since).order_by("pk")
    ]


def part(mail, kind):
    found = [one for one in mail.walk() if one.get_content_type() == kind]
    return found[0] if found else None


def invitations(mails):
    """(method, uid, sequence, start) of each mail that has one."""
    found = []
    for mail in mails:
        if (one := part(mail, "text/calendar")) is not None:
            calendar = Calendar.from_ical(one.get_payload(decode=True))
            (event,) = calendar.walk("VEVENT")
            assert one.get_param("method") == str(calendar["METHOD"])
            found.append(
                (
                    str(calendar["METHOD"]),
                    str(event["UID"]),
                    event["SEQUENCE"],
                    event["DTSTART"].dt,
                )
            )
    return found  # fmt: skip


def last():
    return OutboxEmail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_the_confirmation_carries_the_invitation_twice_and_each_half_day_has_its_mail(
    hall, nadine, session
):
    one = hall.register(session, nadine)

    words, second = sent()
    calendar, file = part(words, "text/calendar"), part(words, "application/ics")
    assert calendar["Content-Type"] == 'text/calendar; method="REQUEST"; charset="utf-8"'
    assert calendar.get_content_disposition() is None
    assert file.get_filename() == "invite.ics"
    assert file.get_payload(decode=True) == calendar.get_payload(decode=True)
    assert b"\r\n" in calendar.get_payload(decode=True)
    first_half, second_half = session.slots.order_by("starts_at")
    assert invitations([words, second]) == [
        ("REQUEST", f"{one.uuid}-{first_half.pk}@127.0.0.1", 0, first_half.starts_at),
        ("REQUEST", f"{one.uuid}-{second_half.pk}@127.0.0.1", 0, second_half.starts_at),
    ]
    assert "Élections" in words["Subject"]
    assert nadine.email in calendar.get_payload(decode=True).decode().replace("\r\n ", "")


def test_new_room_new_day_and_leaving_follow_each_other(hall, nadine, session):
    one = hall.register(session, nadine)
    slots = list(session.slots.order_by("starts_at"))
    stamps = [item.stamped_at for item in CalendarItem.objects.order_by("starts_at")]

    mark = last()
    moving.change_room(session.pk, {slots[0].pk: RoomFactory().pk}, by=None, at=NOON + HOUR)
    assert [found[::2] for found in invitations(sent(mark))] == [("REQUEST", 0)]
    moved = CalendarItem.objects.order_by("starts_at")[0]
    assert moved.stamped_at > stamps[0]

    mark = last()
    hours = {slot.pk: (slot.starts_at + DAY, slot.ends_at + DAY) for slot in slots}
    moving.reschedule(session.pk, hours, by=None, at=NOON + 2 * HOUR)
    assert [found[::2] for found in invitations(sent(mark))] == [("REQUEST", 1), ("REQUEST", 1)]

    mark = last()
    registrations.cancel(one.pk, by=None, at=NOON + 3 * HOUR)
    assert [found[::2] for found in invitations(sent(mark))] == [("CANCEL", 2), ("CANCEL", 2)]


def test_who_waits_gets_words_and_no_invitation(hall, session):
    for _ in range(5):
        hall.register(session)

    assert len(invitations(sent())) == 8  # four seats, two half days
    assert not CalendarItem.objects.filter(registration__state="waiting").exists()


def test_presence_takes_no_invitation_back(hall, nadine, session):
    one = hall.register(session, nadine)
    REGISTRATION_FLOW.apply("attend", one, by=None, at=NOON)

    assert follow(one, at=NOON) == []
    assert set(CalendarItem.objects.values_list("method", flat=True)) == {"REQUEST"}


def test_the_convocation_is_printed_for_who_has_a_seat(signed_in, hall, nadine, session):
    visitor = signed_in(hall.secretary.user)
    one = hall.register(session, nadine)
    full = SessionFactory(maximum=1)
    hall.register(full)
    waits = hall.register(full)

    visitor.post(to("convocation_create", one.pk))
    visitor.post(to("convocation_create", waits.pk))

    document = Document.objects.get(kind="training.convocation")
    paper = html_for_paper(document)
    for words in ("Nadine Roth", "Élections", "mardi 8 décembre 2026", "commune de Bickenholtz"):
        assert words in paper.replace("\u00a0", " ").replace("\u202f", " ")
    assert document.commune_id == hall.commune.pk
