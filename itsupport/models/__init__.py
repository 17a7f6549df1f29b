from itsupport.models.conversation import (
    ChecklistItem,
    Presence,
    TicketFile,
    TicketLink,
    TicketMessage,
    TimeEntry,
    Watcher,
)
from itsupport.models.desk import (
    Article,
    CannedReply,
    Category,
    Closure,
    SavedView,
    ServiceTarget,
    ServiceWeek,
)
from itsupport.models.equipment import (
    AgentToken,
    Asset,
    AssetSeries,
    InventoryReport,
    Licence,
    SoftwareInstall,
)
from itsupport.models.mail import AutomaticMail, InboundEmail
from itsupport.models.maintenance import MaintenancePlan, MaintenanceRun
from itsupport.models.rounds import Round, RoundAgent, RoundStop, RoundTask
from itsupport.models.ticket import Ticket, TicketAsset, TicketEvent, TicketSeries

__all__ = [
    "AgentToken",
    "Article",
    "Asset",
    "AssetSeries",
    "AutomaticMail",
    "CannedReply",
    "Category",
    "ChecklistItem",
    "Closure",
    "InboundEmail",
    "InventoryReport",
    "Licence",
    "MaintenancePlan",
    "MaintenanceRun",
    "Presence",
    "Round",
    "RoundAgent",
    "RoundStop",
    "RoundTask",
    "SavedView",
    "ServiceTarget",
    "ServiceWeek",
    "SoftwareInstall",
    "Ticket",
    "TicketAsset",
    "TicketEvent",
    "TicketFile",
    "TicketLink",
    "TicketMessage",
    "TicketSeries",
    "TimeEntry",
    "Watcher",
]
