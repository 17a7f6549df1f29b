from training.models.catalogue import Course, Theme
from training.models.counts import RosterLine, SeatCount
from training.models.exchange import Answer, PracticeFile, Question, SameQuestion, SkillOffer
from training.models.feeds import CalendarFeed
from training.models.places import Room, Trainer
from training.models.registrations import (
    CalendarItem,
    Registration,
    RegistrationEvent,
    SlotHolding,
)
from training.models.sessions import Session, SessionSeries, Slot, SlotTrainer
from training.models.sheets import ModelDocument, PracticeSheet, SheetVersion
from training.models.wishes import DemandCluster, NeedsAnswer, NeedsCampaign, Wish

__all__ = [
    "Answer",
    "CalendarFeed",
    "CalendarItem",
    "Course",
    "DemandCluster",
    "ModelDocument",
    "NeedsAnswer",
    "NeedsCampaign",
    "PracticeFile",
    "PracticeSheet",
    "Question",
    "Registration",
    "RegistrationEvent",
    "Room",
    "RosterLine",
    "SameQuestion",
    "SeatCount",
    "Session",
    "SessionSeries",
    "SheetVersion",
    "SkillOffer",
    "Slot",
    "SlotHolding",
    "SlotTrainer",
    "Theme",
    "Trainer",
    "Wish",
]
