from itsupport.models.agents import AgentToken, InventoryReport
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
from itsupport.models.equipment import Asset, AssetSeries, LabelSheet
from itsupport.models.mail import AutomaticMail, InboundEmail, MailboxVisit
from itsupport.models.maintenance import MaintenancePlan, MaintenanceRun
from itsupport.models.orders import Delivery, DeliveryLine, Order, OrderLine
from itsupport.models.quotes import (
    Agreement,
    EquipmentRequest,
    PaperSeries,
    Quote,
    QuoteLine,
    Supplier,
)
from itsupport.models.rounds import Round, RoundAgent, RoundStop, RoundTask
from itsupport.models.software import Licence, SoftwareInstall
from itsupport.models.ticket import Ticket, TicketAsset, TicketEvent, TicketSeries

__all__ = [
    "AgentToken",
    "Agreement",
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
    "Delivery",
    "DeliveryLine",
    "EquipmentRequest",
    "InboundEmail",
    "InventoryReport",
    "LabelSheet",
    "Licence",
    "MailboxVisit",
    "MaintenancePlan",
    "MaintenanceRun",
    "Order",
    "OrderLine",
    "PaperSeries",
    "Presence",
    "Quote",
    "QuoteLine",
    "Round",
    "RoundAgent",
    "RoundStop",
    "RoundTask",
    "SavedView",
    "ServiceTarget",
    "ServiceWeek",
    "SoftwareInstall",
    "Supplier",
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
