from training.models.availability import Closure
from training.models.catalogue import Course, Theme
from training.models.costs import CostExport, CostLine, CostShare, CostStatement, SharingRule
from training.models.counts import ProvenSlot, RosterLine, SeatCount
from training.models.evaluations import (
    EvaluationAnswer,
    EvaluationComment,
    EvaluationCount,
    EvaluationForm,
    EvaluationQuestion,
    EvaluationRound,
    EvaluationTally,
    EvaluationTicket,
)
from training.models.exchange import Answer, PracticeFile, Question, SameQuestion, SkillOffer
from training.models.feeds import CalendarFeed
from training.models.materials import SessionMaterial
from training.models.needs import Availability, NeedsAnswer, NeedsCampaign
from training.models.places import Room, Trainer
from training.models.presence import (
    Certificate,
    Presence,
    SheetScan,
    SlotOpening,
    TrainerLink,
    TrainerSignature,
)
from training.models.records import ExternalTraining, Followed, Obligation, ObligationRule
from training.models.registrations import (
    CalendarItem,
    Registration,
    RegistrationEvent,
    SlotHolding,
)
from training.models.reviews import TrainerReview
from training.models.sessions import Session, SessionSeries, Slot, SlotTrainer
from training.models.sheets import ModelDocument, PracticeSheet, SheetVersion
from training.models.swaps import SwapProposal
from training.models.wishes import DemandCluster, Wish

__all__ = [
    "Answer",
    "Availability",
    "CalendarFeed",
    "CalendarItem",
    "Certificate",
    "Closure",
    "CostExport",
    "CostLine",
    "CostShare",
    "CostStatement",
    "Course",
    "DemandCluster",
    "EvaluationAnswer",
    "EvaluationComment",
    "EvaluationCount",
    "EvaluationForm",
    "EvaluationQuestion",
    "EvaluationRound",
    "EvaluationTally",
    "EvaluationTicket",
    "ExternalTraining",
    "Followed",
    "ModelDocument",
    "NeedsAnswer",
    "NeedsCampaign",
    "Obligation",
    "ObligationRule",
    "PracticeFile",
    "PracticeSheet",
    "Presence",
    "ProvenSlot",
    "Question",
    "Registration",
    "RegistrationEvent",
    "Room",
    "RosterLine",
    "SameQuestion",
    "SeatCount",
    "Session",
    "SessionMaterial",
    "SessionSeries",
    "SharingRule",
    "SheetScan",
    "SheetVersion",
    "SkillOffer",
    "Slot",
    "SlotHolding",
    "SlotOpening",
    "SlotTrainer",
    "SwapProposal",
    "Theme",
    "Trainer",
    "TrainerLink",
    "TrainerReview",
    "TrainerSignature",
    "Wish",
]
