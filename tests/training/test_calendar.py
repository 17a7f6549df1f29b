"""What is sent, beside the lint, libical and what each method must hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal.lib.dates import PARIS
from tests.training import ics_lint, libical
from tests.training.calendars import NINE, STAMP, half_day
from training.calendar import feed, invitation

INVITATION = b"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Portail des communes//Formations//FR
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:3f6c-am@portail.example.org
SEQUENCE:0
DTSTAMP:20270104T073000Z
DTSTART;TZID=Europe/Paris:20270601T090000
DTEND;TZID=Europe/Paris:20270601T120000
SUMMARY:\xc3\x89tat civil : les actes de naissance
LOCATION:Salle des f\xc3\xaates\\, 3 rue de l\xe2\x80\x99\xc3\x89glise\\, 57400 Sarrebourg
DESCRIPTION:Apportez un registre.
URL:https://portail.example.org/formations/2027-014
ORGANIZER;CN="Formations du portail":mailto:formations@example.org
ATTENDEE;CN="Marie Klein";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=A
 CCEPTED;RSVP=FALSE:mailto:m.klein@example.org
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")


def test_an_invitation_is_these_octets():
    assert invitation(half_day(), method="REQUEST") == INVITATION


def test_a_cancellation_says_it_twice():
    content = invitation(half_day(sequence=3, cancelled=True), method="CANCEL")

    assert b"\r\nMETHOD:CANCEL\r\n" in content
    assert b"\r\nSTATUS:CANCELLED\r\n" in content
    assert b"\r\nSEQUENCE:3\r\n" in content


def test_a_feed_names_nobody_and_is_the_same_in_any_order():
    events = [
        half_day(uid=f"{n}@example.org", starts_at=NINE + timedelta(days=n), cancelled=n == 2)
        for n in range(4)
    ]

    content = feed(events, name="Formations de Fénétrange", alarm=timedelta(days=1))

    assert content == feed(reversed(events), name="Formations de Fénétrange", alarm=timedelta(1))
    assert b"ATTENDEE" not in content
    assert b"Klein" not in content
    assert b"\r\nMETHOD:PUBLISH\r\n" in content
    assert content.count(b"TRIGGER:-PT1440M") == 3
    assert [one["status"] for one in libical.events(content)] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED",
    ]  # fmt: skip
    assert b"VALARM" not in feed(events)


def test_an_empty_feed_is_a_calendar():
    assert libical.events(feed([])) == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"starts_at": NINE.replace(tzinfo=None)}, "time zone"),
        ({"ends_at": NINE.replace(tzinfo=None)}, "time zone"),
        ({"stamped_at": STAMP.replace(tzinfo=None)}, "time zone"),
        ({"ends_at": NINE}, "ends after it starts"),
        ({"ends_at": NINE + timedelta(milliseconds=3)}, "ends after it starts"),
        ({"ends_at": NINE - timedelta(hours=1)}, "ends after it starts"),
        ({"uid": " "}, "uid"),
        ({"uid": "a\nb"}, "uid"),
        ({"uid": "a\x00b"}, "uid"),
        ({"summary": "\x00"}, "summary"),
        ({"sequence": -1}, "sequence"),
        ({"url": "https://example.org/a b"}, "address of the web"),
        ({"url": "https://example.org/é"}, "address of the web"),
    ],
)
def test_a_half_day_that_cannot_be_is_refused(wrong, why):
    fields = {"ends_at": NINE + timedelta(hours=3), **wrong}
    if wrong.get("starts_at"):
        fields["ends_at"] = NINE + timedelta(hours=3)

    with pytest.raises(ValueError, match=why):
        half_day(**fields)


def test_an_end_is_after_the_start_as_a_watch_counts():
    """The night when an hour is read twice: the clock says 2.30 then 2.15."""
    night = datetime(2027, 10, 31, 2, 30, tzinfo=PARIS)
    content = invitation(
        half_day(starts_at=night, ends_at=night.replace(minute=15, fold=1)), method="REQUEST"
    )

    [event] = libical.events(content)
    assert event["ends_at"] - event["starts_at"] == 45 * 60
    assert b"DTSTART:20271031T003000Z" in content


@pytest.mark.parametrize("method", ["PUBLISH", "request", "REPLY", ""])
def test_a_mail_requests_or_cancels(method):
    with pytest.raises(ValueError, match="requests or cancels"):
        invitation(half_day(), method=method)


def test_an_invitation_needs_its_two_parties_and_something_to_come_to():
    with pytest.raises(ValueError, match="from an organizer to an attendee"):
        invitation(half_day(attendee=""), method="REQUEST")
    with pytest.raises(ValueError, match="from an organizer to an attendee"):
        invitation(half_day(organizer=""), method="CANCEL")
    with pytest.raises(ValueError, match="cancelled is not requested"):
        invitation(half_day(cancelled=True), method="REQUEST")
    with pytest.raises(ValueError, match="no e-mail address"):
        invitation(half_day(attendee="Marie Klein"), method="REQUEST")


def test_a_feed_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="given twice"):
        feed([half_day(), half_day(sequence=1)])
    with pytest.raises(ValueError, match="has an organizer"):
        feed([half_day(organizer="")])
    with pytest.raises(ValueError, match="called something"):
        feed([half_day()], name="")
    with pytest.raises(ValueError, match="at least a minute"):
        feed([half_day()], alarm=timedelta(seconds=-60))


@pytest.mark.parametrize(
    ("mailbox", "line"),
    [
        ("m.klein@example.org", b"ORGANIZER:mailto:m.klein@example.org"),
        ("MAILTO:m.klein@example.org", b"ORGANIZER:mailto:m.klein@example.org"),
        ("Klein, Marie <a@b.fr>", b'ORGANIZER;CN="Klein, Marie":mailto:a@b.fr'),
        (r'"Klein \"Mimi\"; M" <a@b.fr>', b"ORGANIZER;CN=\"Klein ^'Mimi^'; M\":mailto:a@b.fr"),
        ("a^b\nc <a@b.fr>", b'ORGANIZER;CN="a^^b^nc":mailto:a@b.fr'),
        ("o'neil+ics@b.fr", b"ORGANIZER:mailto:o'neil+ics@b.fr"),
        ("a?b;c=d@b.fr", b"ORGANIZER:mailto:a%3Fb%3Bc%3Dd@b.fr"),
        ("été@b.fr", b"ORGANIZER:mailto:%C3%A9t%C3%A9@b.fr"),
    ],
)
def test_names_are_quoted_and_addresses_are_mailto(mailbox, line):
    assert b"\r\n" + line + b"\r\n" in feed([half_day(organizer=mailbox)])


def year_of_half_days():
    """A morning or an afternoon each weekday of 2027, the hours around both changes of hour too."""
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    spells = [(day, time(9) if day.day % 2 else time(13, 30)) for day in days if day.weekday() < 5]
    nights = [(date(2027, 3, 28), time(h)) for h in (0, 1, 3, 4)]
    nights += [(date(2027, 10, 31), time(h)) for h in (0, 1, 2, 3, 4)]
    starts = [datetime.combine(day, at, tzinfo=PARIS) for day, at in spells + nights]
    starts.append(datetime(2027, 10, 31, 2, 30, tzinfo=PARIS, fold=1))
    return [half_day(uid=f"{n}@example.org", starts_at=at, ends_at=at.astimezone(UTC)
            + timedelta(hours=3)) for n, at in enumerate(starts)]  # fmt: skip


def test_hours_are_the_same_for_five_readers_all_year(javascript, python_readers):
    events = year_of_half_days()

    content = feed(events)

    expected = {one.uid: (one.starts_at.timestamp(), one.ends_at.timestamp()) for one in events}
    found = {"libical": libical.events(content), **javascript.read(content)}
    found |= {name: read(content) for name, read in python_readers.items()}
    assert len(found) == 5
    for name, read in found.items():
        hours = {one["uid"]: (one["starts_at"], one["ends_at"]) for one in read}
        assert hours == expected, name


@pytest.mark.parametrize("year", [1997, 2027, 2034, 2060])
def test_the_time_zone_holds_for_years(year, javascript, python_readers):
    """node-ical looks Paris up in a table of its own, which ends a few years ahead."""
    days = [date(year, month, day) for month in (3, 10) for day in range(23, 32)]
    starts = [datetime.combine(day, time(9), tzinfo=PARIS) for day in days]
    content = feed(half_day(uid=f"{at:%m%d}", starts_at=at) for at in starts)

    found = {"libical": libical.events(content), **javascript.read(content)}
    found |= {name: read(content) for name, read in python_readers.items()}
    if year == 2060:
        del found["nodeIcal"]
    for name, read in found.items():
        assert {one["starts_at"] for one in read} == {at.timestamp() for at in starts}, name


ALARM = b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT5M\r\nEND:VALARM"
FAULTS = [
    (b"\r\n", b"\n"),
    (b"END:VCALENDAR\r\n", b"END:VCALENDAR"),
    (b"SUMMARY:", b"SUMMARY:" + b"x" * 70),
    (b"\r\n CCEPTED", b"CCEPTED"),
    (b"SUMMARY:\xc3", b"SUMMARY:\xc3\r\n "),
    (b"SUMMARY:", b"SUMMARY:\x07"),
    (b"f\xc3\xaates\\,", b"f\xc3\xaates,"),
    (b"VERSION:2.0\r\n", b""),
    (b"METHOD:REQUEST", b"METHOD:PUBLISH"),
    (b"METHOD:REQUEST", b"METHOD:CANCEL"),
    (b"METHOD:REQUEST\r\n", b""),
    (b"BYDAY=-1SU\r\nTZOFFSETFROM:+0100", b"BYDAY=4SU\r\nTZOFFSETFROM:+0100"),
    (b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0100"),
    (b"DTSTART:19960331", b"DTSTART:19960401"),
    (b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n", b"RDATE:20270328T020000\r\n"),
    (b"DTSTAMP:20270104T073000Z", b"DTSTAMP:20270104T073000"),
    (b"DTSTART;TZID=Europe/Paris:20270601T09", b"DTSTART:20270601T09"),
    (b"DTSTART;TZID=Europe/Paris", b"DTSTART;TZID=Paris"),
    (b"20270601T120000", b"20270601T080000"),
    (b"DTSTART;TZID=Europe/Paris:20270601T090000", b"DTSTART:20270601T070000Z"),
    (b"SEQUENCE:0\r\n", b""),
    (b"UID:3f6c", b"UID:\r\nX-UID:3f6c"),
    (b"RSVP=FALSE", b"RSVP=TRUE"),
    (b"PARTSTAT=A\r\n CCEPTED", b"PARTSTAT=\r\n NEEDS-ACTION"),
    (b":mailto:m.klein", b":m.klein"),
    (b"STATUS:CONFIRMED", b"STATUS:TENTATIVE"),
    (b"STATUS:CONFIRMED", b"STATUS:CANCELLED"),
    (b"TRANSP:OPAQUE", b"TRANSP:TRANSPARENT"),
    (b"TRANSP:OPAQUE", b"TRANSP:OPAQUE\r\nRRULE:FREQ=DAILY"),
    (b"TRANSP:OPAQUE", b"TRANSP:OPAQUE\r\n" + ALARM),
    (b"END:VEVENT\r\n", b""),
    (b"URL:https", b"URL:file"),
    (b'CN="Marie', b'CN="^Marie'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), FAULTS, ids=range(len(FAULTS)))
def test_the_lint_sees_what_is_wrong(old, new):
    assert old in INVITATION
    assert ics_lint.faults(INVITATION) == []

    assert ics_lint.faults(INVITATION.replace(old, new, 1)) != []


def test_the_lint_and_libical_look_at_what_every_test_sends():
    with pytest.raises(AssertionError, match="BEGIN:VCALENDAR"):
        feed([replace(half_day(), url="nowhere")])


def test_libical_sees_what_scheduling_forbids():
    assert libical.complaints(INVITATION) == []
    assert libical.complaints(INVITATION.replace(b"METHOD:REQUEST", b"METHOD:PUBLISH")) != []
    assert libical.complaints(INVITATION.replace(b"ORGANIZER;", b"X-WAS;")) != []
