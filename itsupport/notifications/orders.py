"""The mails of the hardware chain: asked, to agree, decided, ordered, delivered, in service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from portal.mail.notifications import Notification

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentAsked(Notification):
    """To the desk: a town hall asks for a machine."""

    template: ClassVar[str] = "itsupport/mails/equipment_asked"
    label: ClassVar[str] = "demande de matériel, pour l’équipe"

    request_id: int
    ref: str
    commune: str
    what: str
    reason: str
    url: str

    @property
    def once(self) -> str:
        return f"{self.request_id}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteToAgree(Notification):
    """To the mayor and the deputies: what it is, what it costs, and a link that opens the page of the answer."""

    template: ClassVar[str] = "itsupport/mails/quote_to_agree"
    label: ClassVar[str] = "devis à valider"

    quote_id: int
    version: int
    commune: str
    who: str
    supplier: str
    number: str
    lines: tuple[str, ...]
    total_ht: str
    total_ttc: str
    valid_until: date
    url: str
    """Empty for the town hall's shared address: it tells, and gives no power to agree."""
    page_url: str

    @property
    def once(self) -> str:
        return f"{self.quote_id}:{self.version}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDecided(Notification):
    """To the desk: the mayor agreed, or refused and said why."""

    template: ClassVar[str] = "itsupport/mails/quote_decided"
    label: ClassVar[str] = "devis accordé ou refusé, pour l’équipe"

    quote_id: int
    serial: int
    commune: str
    supplier: str
    number: str
    agreed: bool
    who: str
    reason: str
    total_ttc: str
    url: str

    @property
    def once(self) -> str:
        return f"{self.quote_id}:{self.serial}:{self.to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder(Notification):
    """To the supplier: the order, with its document."""

    template: ClassVar[str] = "itsupport/mails/purchase_order"
    label: ClassVar[str] = "bon de commande, au fournisseur"

    order_id: int
    ref: str
    commune: str
    supplier: str
    number: str
    lines: tuple[str, ...]
    total_ht: str
    total_ttc: str

    @property
    def once(self) -> str:
        return f"{self.order_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Notification):
    """To the town hall: what its mayor agreed to is ordered."""

    template: ClassVar[str] = "itsupport/mails/order_placed"
    label: ClassVar[str] = "commande passée"

    order_id: int
    ref: str
    commune: str
    supplier: str
    lines: tuple[str, ...]
    total_ttc: str
    url: str

    @property
    def once(self) -> str:
        return f"{self.order_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(Notification):
    """To the town hall: a parcel came, what is still awaited."""

    template: ClassVar[str] = "itsupport/mails/order_delivered"
    label: ClassVar[str] = "livraison reçue"

    order_id: int
    delivery_id: int
    ref: str
    commune: str
    lines: tuple[str, ...]
    awaited: int
    url: str

    @property
    def once(self) -> str:
        return f"{self.delivery_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderInService(Notification):
    """To the town hall: everything of the order works."""

    template: ClassVar[str] = "itsupport/mails/order_in_service"
    label: ClassVar[str] = "matériel en service"

    order_id: int
    ref: str
    commune: str
    machines: tuple[str, ...]
    url: str

    @property
    def once(self) -> str:
        return f"{self.order_id}"
