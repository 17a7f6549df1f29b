from itsupport.models.audit_actions import AuditAction
from itsupport.models.audit_grid import AuditDomain, AuditQuestion, AuditTemplate
from itsupport.models.audits import Audit, AuditAnswer, AuditEvidence, AuditStanding
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
from itsupport.models.ticket import Ticket, TicketAsset, TicketEvent, TicketSeries

__all__ = [
    "AgentToken",
    "Article",
    "Asset",
    "AssetSeries",
    "Audit",
    "AuditAction",
    "AuditAnswer",
    "AuditDomain",
    "AuditEvidence",
    "AuditQuestion",
    "AuditStanding",
    "AuditTemplate",
    "AutomaticMail",
    "CannedReply",
    "Category",
    "ChecklistItem",
    "Closure",
    "InboundEmail",
    "InventoryReport",
    "Licence",
    "Presence",
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
