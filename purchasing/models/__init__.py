from purchasing.models.answer import (
    Contact,
    NeedLine,
    NeedRevision,
    NeedSnapshot,
    Participation,
)
from purchasing.models.campaign import Campaign, GatheredNeed, Lot, LotItem, ReminderStep
from purchasing.models.catalogue import Family, Item, ReferencePrice
from purchasing.models.framework import Adhesion, Convention
from purchasing.models.law import Threshold, VatRate
from purchasing.models.register import Extinguisher

__all__ = [
    "Adhesion",
    "Campaign",
    "Contact",
    "Convention",
    "Extinguisher",
    "Family",
    "GatheredNeed",
    "Item",
    "Lot",
    "LotItem",
    "NeedLine",
    "NeedRevision",
    "NeedSnapshot",
    "Participation",
    "ReferencePrice",
    "ReminderStep",
    "Threshold",
    "VatRate",
]
