"""Which message follows which, told apart by libical as a mail program would."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.strategies import integers, sampled_from, text

from tests.training import libical
from tests.training.calendars import NINE, STAMP, half_day
from training.calendar import invitation, next_message

ADDRESS = "m.klein@example.org"
DAY = timedelta(days=1)
ROOM = "Mairie, 1 place du Marché, 57930 Fénétrange"


def test_new_then_room_then_moved_then_cancelled_is_classified_right():
    facts, sent, known = half_day(), None, None
    story = [
        ({}, "REQUEST", 0, "request new"),
        ({"location": ROOM}, "REQUEST", 0, "request update"),
        ({"starts_at": NINE + DAY, "ends_at": NINE + DAY + timedelta(hours=3)},
         "REQUEST", 1, "request reschedule"),
        ({"cancelled": True}, "CANCEL", 2, "cancel event"),
    ]  # fmt: skip
    for n, (change, method, sequence, name) in enumerate(story):
        facts = replace(facts, **change)

        message = next_message(sent, facts, at=STAMP + n * DAY)

        content = invitation(message.event, method=message.method)
        assert (message.method, message.event.sequence) == (method, sequence)
        assert libical.classified(content, known=known, address=ADDRESS) == name
        if known:
            assert libical.classified(known, known=content, address=ADDRESS) == "obsolete"
        sent, known = message.sent, content
        assert next_message(sent, facts, at=STAMP + 9 * DAY) is None


@pytest.mark.parametrize(
    "change",
    [
        {"summary": "Autre titre"},
        {"location": ROOM},
        {"description": "Apportez un tampon."},
        {"url": "https://portail.example.org/formations/2027-015"},
        {"organizer": "formation@example.org"},
        {"attendee": "Marie Klein <mairie@example.org>"},
    ],
)
def test_what_is_said_changes_under_the_same_sequence(change):
    sent = next_message(None, half_day(), at=STAMP).sent

    message = next_message(sent, half_day(**change), at=STAMP + DAY)

    assert (message.method, message.event.sequence) == ("REQUEST", 0)
    assert message.event.stamped_at == STAMP + DAY


@pytest.mark.parametrize(
    "change",
    [
        {"ends_at": NINE + timedelta(hours=4)},
        {"starts_at": NINE + timedelta(minutes=30), "ends_at": NINE + timedelta(hours=3)},
        {"cancelled": True},
    ],
)
def test_start_end_and_state_are_a_new_sequence(change):
    sent = next_message(None, half_day(), at=STAMP).sent

    assert next_message(sent, half_day(**change), at=STAMP).event.sequence == 1


def test_the_same_instant_said_otherwise_is_no_change():
    sent = next_message(None, half_day(), at=STAMP).sent
    same = half_day(
        starts_at=NINE.astimezone(STAMP.tzinfo) + timedelta(microseconds=5),
        ends_at=NINE + timedelta(hours=3),
        sequence=7,
        stamped_at=STAMP + DAY,
    )

    assert next_message(sent, same, at=STAMP + DAY) is None


def test_a_stamp_grows_even_when_the_clock_goes_back():
    sent = next_message(None, half_day(), at=STAMP).sent

    message = next_message(sent, half_day(location=ROOM), at=STAMP - DAY)

    assert message.event.stamped_at == STAMP + timedelta(seconds=1)
    content = invitation(message.event, method=message.method)
    known = invitation(half_day(), method="REQUEST")
    assert libical.classified(content, known=known, address=ADDRESS) == "request update"


def test_what_was_never_sent_is_not_cancelled():
    assert next_message(None, half_day(cancelled=True), at=STAMP) is None


def test_a_half_day_keeps_its_uid_and_a_message_its_hour():
    sent = next_message(None, half_day(), at=STAMP).sent

    with pytest.raises(ValueError, match="keeps its uid"):
        next_message(sent, half_day(uid="other@example.org"), at=STAMP)
    with pytest.raises(ValueError, match="time zone"):
        next_message(sent, half_day(), at=STAMP.replace(tzinfo=None))


class Diary(RuleBasedStateMachine):
    """Facts change in any order, the clock goes wherever it likes; a diary applies what libical says of a message."""

    def __init__(self):
        super().__init__()
        self.facts, self.sent, self.known = half_day(), None, None
        self.at = STAMP
        self.log = []

    @rule(days=integers(0, 2), hours=integers(1, 3))
    def move(self, days, hours):
        start = NINE + days * DAY
        self.facts = replace(self.facts, starts_at=start, ends_at=start + timedelta(hours=hours))

    @rule(where=sampled_from([ROOM, "Sarrebourg", ""]), summary=text(min_size=1).map("é".__add__))
    def say(self, where, summary):
        self.facts = replace(self.facts, location=where, summary=summary)

    @rule()
    def cancel(self):
        self.facts = replace(self.facts, cancelled=not self.facts.cancelled)

    @rule(seconds=integers(-100, 100_000))
    def wait(self, seconds):
        self.at += timedelta(seconds=seconds)

    @rule()
    def send(self):
        message = next_message(self.sent, self.facts, at=self.at)
        if message is None:
            return
        content = invitation(message.event, method=message.method)
        kind = libical.classified(content, known=self.known, address=ADDRESS)
        before, now = self.sent, message.sent
        if before:
            assert now.stamped_at > before.stamped_at
            moved = (before.starts_at, before.ends_at) != (now.starts_at, now.ends_at)
            turned = before.cancelled != now.cancelled
            assert now.sequence == before.sequence + (moved or turned)
        expected = {"cancel event"} if now.cancelled else {"request new"} if not before else {
            "request reschedule" if moved else "request update"}  # fmt: skip
        assert {kind} == expected
        self.sent, self.known = now, content
        self.log.append(message.method)

    @invariant()
    def the_diary_holds_what_was_sent(self):
        if self.known:
            [event] = libical.events(self.known)
            assert event["starts_at"] == self.sent.starts_at.timestamp()
            assert event["status"] == ("CANCELLED" if self.sent.cancelled else "CONFIRMED")
        assert self.log[:1] in ([], ["REQUEST"])
        assert all(
            pair != ("CANCEL", "CANCEL") for pair in zip(self.log, self.log[1:], strict=False)
        )


TestDiary = Diary.TestCase
TestDiary.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
