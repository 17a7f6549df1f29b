"""Half days for the tests of calendars."""

from datetime import datetime, timedelta

from portal.lib.dates import PARIS
from training.calendar import CalendarEvent

NINE = datetime(2027, 6, 1, 9, tzinfo=PARIS)
STAMP = datetime(2027, 1, 4, 8, 30, tzinfo=PARIS)


def half_day(**fields):
    start = fields.get("starts_at", NINE)
    return CalendarEvent(
        **{
            "uid": "3f6c-am@portail.example.org",
            "sequence": 0,
            "starts_at": start,
            "ends_at": start + timedelta(hours=3),
            "summary": "État civil : les actes de naissance",
            "location": "Salle des fêtes, 3 rue de l’Église, 57400 Sarrebourg",
            "description": "Apportez un registre.",
            "organizer": "Formations du portail <formations@example.org>",
            "attendee": "Marie Klein <m.klein@example.org>",
            "stamped_at": STAMP,
            "url": "https://portail.example.org/formations/2027-014",
            **fields,
        }
    )
