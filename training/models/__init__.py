from training.models.catalogue import Course, Theme
from training.models.counts import RosterLine, SeatCount
from training.models.feeds import CalendarFeed
from training.models.places import Room, Trainer
from training.models.registrations import (
    CalendarItem,
    Registration,
    RegistrationEvent,
    SlotHolding,
)
from training.models.sessions import Session, SessionSeries, Slot, SlotTrainer

__all__ = [
    "CalendarFeed",
    "CalendarItem",
    "Course",
    "Registration",
    "RegistrationEvent",
    "Room",
    "RosterLine",
    "SeatCount",
    "Session",
    "SessionSeries",
    "Slot",
    "SlotHolding",
    "SlotTrainer",
    "Theme",
    "Trainer",
]
