"""Convocations and feeds as iCalendar (RFC 5545, 5546), and when the next message is due. Pure.

Written by hand: what is sent is some forty lines, the same each time, and the package `icalendar` would neither choose
the time zone's definition nor the scheduling properties for us. That package, libical, ical.js, node-ical and vobject
read it back in the tests.
"""

from training.calendar.changes import Message, Sent, next_message
from training.calendar.event import CalendarEvent
from training.calendar.objects import CONTENT_TYPE, feed, invitation

__all__ = [
    "CONTENT_TYPE",
    "CalendarEvent",
    "Message",
    "Sent",
    "feed",
    "invitation",
    "next_message",
]
