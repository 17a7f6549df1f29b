"""Whatever is typed comes back the same from five readers; lines are short and whole."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings, strategies as st

from tests.training import libical
from tests.training.calendars import half_day
from training.calendar import feed, invitation, text

AWKWARD = st.text(st.sampled_from("a\\;,:\"^n N\n\r\t\x00\x0b\x85\u2028é€\U0001f984\u0301=<>'%é"))
LONG = st.text(st.sampled_from("aé€\U0001f984"), min_size=40, max_size=120)
TEXTS = AWKWARD | st.text(max_size=200) | LONG
BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
SAME = ("summary", "location", "description")
few = settings(max_examples=60, deadline=None)


def is_sent_as(typed):
    """What a person typed, without what no calendar may hold. Written apart from the code under test."""
    lines = typed.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, BREAKS), "\n"))
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept)


TITLES = TEXTS.filter(lambda typed: is_sent_as(typed).strip())


@few
@given(TITLES, TEXTS, TEXTS)
@example("a\\nb", "\\", "\\;,\\,;\n")
@example(" a ", "\n", "é" * 200)
@example("a\r\nb\rc\x85d\u2028e", "\x00\x07\x7f\x9f", "\ud800x")
def test_any_text_comes_back_equal(javascript, python_readers, summary, location, description):
    event = half_day(summary=summary, location=location, description=description)
    sent = [is_sent_as(typed) for typed in (summary, location, description)]
    sent = [one if one.strip() else "" for one in sent]

    content = invitation(event, method="REQUEST")

    found = {"libical": libical.events(content), **javascript.read(content)}
    found |= {name: read(content) for name, read in python_readers.items()}
    [read] = found.pop("nodeIcal")
    assert [read[f] for f, one in zip(SAME, sent, strict=True) if not spoilt(one)] == [
        one for one in sent if not spoilt(one)
    ]
    [read] = found.pop("libical")
    assert [read[field] for field in SAME] == [one.strip(" \t") for one in sent]  # its own habit
    for name, [read] in found.items():
        assert [read[field] for field in SAME] == sent, name


def spoilt(sent):
    """node-ical undoes escapes in the wrong order, and drops quotes and spaces around a text."""
    return "\\" in sent or '"' in sent or sent != sent.strip()


@few
@given(TITLES, TITLES, st.integers(0, 10**6))
def test_lines_are_short_and_whole(summary, name, sequence):
    content = feed([half_day(summary=summary, sequence=sequence)], name=name)

    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert 0 < len(line) <= 75
        assert line.decode().encode() == line
        assert b"\n" not in line
        assert b"\r" not in line


@few
@given(LONG)
def test_folding_loses_nothing_and_wastes_no_room(line):
    pieces = list(text.folded(line))

    assert b"".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line.encode()
    assert all(piece.decode()[0] == " " for piece in pieces[1:])
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(len(piece) > 75 - 4 for piece in pieces[:-1])


@few
@given(AWKWARD | st.text())
def test_a_name_comes_back_from_readers_of_rfc_6868(javascript, python_readers, typed):
    name = "M" + is_sent_as(typed).replace("<", "").rstrip()
    content = invitation(half_day(attendee=f"{name} <a@b.fr>"), method="REQUEST")

    [one] = javascript.read(content)["icalJs"]
    [other] = python_readers["icalendar"](content)
    if "\\" not in name:  # both undo backslashes that escape nothing
        assert one["name"] == other["name"] == name
    assert one["attendee"] == other["attendee"] == "mailto:a@b.fr"


@few
@given(
    st.integers(852_076_800, 2_051_222_400).map(lambda n: datetime.fromtimestamp(n, UTC)),
    st.integers(1, 600),
)
def test_any_hour_comes_back_equal(javascript, python_readers, starts_at, minutes):
    ends_at = starts_at + timedelta(minutes=minutes)
    content = invitation(half_day(starts_at=starts_at, ends_at=ends_at), method="REQUEST")

    expected = (int(starts_at.timestamp()), int(ends_at.timestamp()))
    found = {"libical": libical.events(content), **javascript.read(content)}
    found |= {name: read(content) for name, read in python_readers.items()}
    for name, [read] in found.items():
        assert (read["starts_at"], read["ends_at"]) == expected, name


@pytest.mark.parametrize("typed", ["", "Marie Klein", "a@b@c", "<>", "a b@c.fr", "@"])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValueError, match="no e-mail address"):
        text.party(typed)
