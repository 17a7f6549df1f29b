"""A strict reading of the calendars that the portal sends. It shares no line with what writes them.

`faults(content)` gives one sentence for each thing wrong: RFC 5545 (lines, characters, values), RFC 5546 (what a
method needs and forbids), and what the portal promises besides (one event a mail, one person, no answer asked, hours
of Paris).
"""

import re
from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
LINE = re.compile(
    r'(?P<name>[A-Z][A-Z0-9-]*)(?P<parameters>(?:;[A-Z][A-Z0-9-]*=(?:"[^"]*"|[^";:,]*))*):(?P<value>.*)',
    re.DOTALL,
)
PARAMETER = re.compile(r';([A-Z0-9-]+)=(?:"([^"]*)"|([^";:,]*))')
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,n])*", re.DOTALL)
TEXTS = {"UID", "SUMMARY", "LOCATION", "DESCRIPTION", "NAME", "X-WR-CALNAME"}
UTC_TIME, LOCAL_TIME = re.compile(r"\d{8}T\d{6}Z"), re.compile(r"\d{8}T\d{6}")
MAILTO = re.compile(r"mailto:[!-~]+@[!-~]+")
WEB = re.compile(r"https?://[!-~]+")
ONCE = {
    "UID",
    "SEQUENCE",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "ORGANIZER",
    "STATUS",
    "TRANSP",
}
AT_MOST_ONCE = {"LOCATION", "DESCRIPTION", "URL"}
NESTED = {"VCALENDAR": {""}, "VTIMEZONE": {"VCALENDAR"}, "VEVENT": {"VCALENDAR"},
          "DAYLIGHT": {"VTIMEZONE"}, "STANDARD": {"VTIMEZONE"}, "VALARM": {"VEVENT"}}  # fmt: skip
CHANGES = {
    "DAYLIGHT": (3, "+0100", "+0200", "020000"),
    "STANDARD": (10, "+0200", "+0100", "030000"),
}


def faults(content):
    """Every fault, as a sentence; the reading stops where lines or nesting are broken."""
    found = list(octets(content))
    if found:
        return found
    lines = content.decode().removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    read = [LINE.fullmatch(line) for line in lines]
    if broken := [line for line, match in zip(lines, read, strict=True) if not match]:
        return [f"not a line of iCalendar: {line!r}" for line in broken]
    calendars, found = nested([(m["name"], dict_of(m["parameters"]), m["value"]) for m in read])
    if found or len(calendars) != 1:
        return found or ["one VCALENDAR is sent"]
    return [*of_calendar(calendars[0]), *of_texts(read)]


def octets(content):
    if not content.endswith(b"\r\n"):
        yield "the last line has no end"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", content):
        yield "a line does not end with CRLF"
    for number, line in enumerate(content.split(b"\r\n")[:-1], 1):
        if len(line) > 75:
            yield f"line {number} has {len(line)} octets"
        if not line.strip():
            yield f"line {number} is empty"
        try:
            text = line.decode()
        except UnicodeDecodeError:
            yield f"line {number} cuts a character"
            continue
        if re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", text):
            yield f"line {number} holds a control character"


def dict_of(parameters):
    return {name: quoted or bare for name, quoted, bare in PARAMETER.findall(parameters)}


class Part:
    """A component: its kind, its properties as (name, parameters, value), its own parts."""

    def __init__(self, kind):
        self.kind, self.properties, self.parts = kind, [], []

    def all(self, name):
        return [one for one in self.properties if one[0] == name]

    def value(self, name):
        return next((value for found, _, value in self.properties if found == name), None)

    def kinds(self, kind):
        return [part for part in self.parts if part.kind == kind]


def nested(lines):
    root = Part("")
    open_parts, found = [root], []
    for name, parameters, value in lines:
        inner = open_parts[-1]
        if name == "BEGIN":
            if inner.kind not in NESTED.get(value, ()):
                found.append(f"{value} has no place in {inner.kind or 'the open'}")
            part = Part(value)
            inner.parts.append(part)
            open_parts.append(part)
        elif name == "END":
            if len(open_parts) == 1 or open_parts.pop().kind != value:
                return [], [f"END:{value} ends nothing"]
        elif inner is root:
            found.append(f"{name} is outside of any component")
        else:
            if inner.parts:
                found.append(f"{name} comes after the parts of its {inner.kind}")
            inner.properties.append((name, parameters, value))
    if len(open_parts) > 1:
        found.append(f"{open_parts[-1].kind} has no end")
    return root.parts, found


def of_calendar(calendar):
    for name, value in {"VERSION": "2.0", "CALSCALE": "GREGORIAN"}.items():
        if [v for _, _, v in calendar.all(name)] != [value]:
            yield f"{name} is not {value}"
    if len(calendar.all("PRODID")) != 1:
        yield "there is not one PRODID"
    methods = [value for _, _, value in calendar.all("METHOD")]
    if methods not in (["REQUEST"], ["CANCEL"], ["PUBLISH"]):
        yield f"the methods are {methods}"
        return
    zones, events = calendar.kinds("VTIMEZONE"), calendar.kinds("VEVENT")
    if [zone.value("TZID") for zone in zones] != ["Europe/Paris"]:
        yield "there is not one VTIMEZONE, Europe/Paris"
    yield from (fault for zone in zones for fault in of_zone(zone))
    if [part.kind for part in calendar.parts[:1]] != ["VTIMEZONE"]:
        yield "the time zone is not said before the events"
    if methods != ["PUBLISH"] and len(events) != 1:
        yield f"a mail carries one event, not {len(events)}"
    uids = Counter(event.value("UID") for event in events)
    yield from (f"{uid} is there {times} times" for uid, times in uids.items() if times > 1)
    yield from (fault for event in events for fault in of_event(event, methods[0]))


def of_zone(zone):
    if sorted(part.kind for part in zone.parts) != ["DAYLIGHT", "STANDARD"]:
        yield "the time zone does not have two observances"
    for part in zone.parts:
        month, before, after, hour = CHANGES[part.kind]
        if part.value("RRULE") != f"FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU":
            yield f"{part.kind} does not come back each year by a rule"
        if (part.value("TZOFFSETFROM"), part.value("TZOFFSETTO")) != (before, after):
            yield f"{part.kind} changes the hour wrongly"
        start = part.value("DTSTART")
        day = datetime.strptime(start, "%Y%m%dT%H%M%S")  # noqa: DTZ007 -- an hour of the clock
        last_sunday = day.weekday() == 6 and day.day > {3: 24, 10: 24}[month]
        if day.month != month or not last_sunday or not start.endswith(hour):
            yield f"{part.kind} starts on no change of hour"


def of_event(event, method):
    counts = Counter(name for name, _, _ in event.properties)
    yield from (f"{name} is there {counts[name]} times" for name in ONCE if counts[name] != 1)
    yield from (f"{name} is there twice" for name in AT_MOST_ONCE if counts[name] > 1)
    known = ONCE | AT_MOST_ONCE | {"ATTENDEE"}
    yield from (f"{name} is not expected" for name in counts if name not in known)
    if any(counts[name] != 1 for name in ONCE):
        return
    if not event.value("UID"):
        yield "the uid is empty"
    if not event.value("SEQUENCE").isdecimal():
        yield "the sequence is no number"
    if not UTC_TIME.fullmatch(event.value("DTSTAMP")):
        yield "DTSTAMP is not in UTC"
    yield from of_hours(event)
    yield from of_state(event, method)
    yield from of_parties(event, method)
    url = event.value("URL")
    if url is not None and not WEB.fullmatch(url):
        yield "URL is no address"
    if event.parts and (method != "PUBLISH" or event.value("STATUS") == "CANCELLED"):
        yield "an alarm rings where none should"
    for alarm in event.parts:
        if alarm.value("ACTION") != "DISPLAY" or not alarm.value("DESCRIPTION"):
            yield "an alarm shows nothing"
        if not re.fullmatch(r"-PT[1-9]\d*M", alarm.value("TRIGGER") or ""):
            yield "an alarm does not ring before"


def of_hours(event):
    instants = []
    for name in ("DTSTART", "DTEND"):
        [(_, parameters, value)] = event.all(name)
        if UTC_TIME.fullmatch(value) and not parameters:
            at = datetime.strptime(value, "%Y%m%dT%H%M%S%z")
            if all(at.astimezone(PARIS).replace(fold=f).astimezone(UTC) == at for f in (0, 1)):
                yield f"{name} is not said by the clock of Paris"
        elif LOCAL_TIME.fullmatch(value) and parameters == {"TZID": "Europe/Paris"}:
            at = datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=PARIS)
            if at.utcoffset() != at.replace(fold=1).utcoffset():
                yield f"{name} is an hour read twice, or never"
        else:
            yield f"{name} is no hour of Paris"
            return
        instants.append(at.astimezone(UTC))
    if instants[1] <= instants[0]:
        yield "it ends before it starts"


def of_state(event, method):
    status = event.value("STATUS")
    allowed = {"REQUEST": {"CONFIRMED"}, "CANCEL": {"CANCELLED"}}
    if status not in allowed.get(method, {"CONFIRMED", "CANCELLED"}):
        yield f"the status is {status} under {method}"
    if event.value("TRANSP") != ("TRANSPARENT" if status == "CANCELLED" else "OPAQUE"):
        yield "the time is not taken as the status says"


def of_parties(event, method):
    people = event.all("ATTENDEE")
    if len(people) != (0 if method == "PUBLISH" else 1):
        yield f"{len(people)} attendees under {method}"
    for name, parameters, value in [*event.all("ORGANIZER"), *people]:
        if not MAILTO.fullmatch(value):
            yield f"{name} is no mailbox"
        if name == "ATTENDEE" and {**parameters, "CN": ""} != {
            "CN": "", "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "ACCEPTED", "RSVP": "FALSE",
        }:  # fmt: skip
            yield "the attendee is asked for an answer"
        if not re.fullmatch(r"(?:[^^]|\^[n^'])*", parameters.get("CN", "")):
            yield f"the name of {name} is badly escaped"


def of_texts(read):
    for match in read:
        if match["name"] in TEXTS and not TEXT.fullmatch(match["value"]):
            yield f"{match['name']} is badly escaped"
