"""The hardware chain told through its own verbs: asked, quoted, agreed, refused, ordered, received, in service."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from communes.models import Commune, Position, Site
from communes.states import Role
from demonstration.papers import quote_pdf
from itsupport.domain import asset_moves, deliveries, orders, quotes, requests
from itsupport.domain.quotes import Priceable, Priced
from itsupport.domain.requests import Wanted
from itsupport.models import Asset
from itsupport.states.equipment import AssetKind
from itsupport.states.orders import AgreementChannel
from portal.accounts.models import User
from portal.lib.dates import paris_date

if TYPE_CHECKING:
    from datetime import datetime

    from communes.models import Person
    from itsupport.models import EquipmentRequest, Order, Quote

SELLERS = {
    "Micro Lorraine": "commandes@micro-lorraine.example",
    "Bureau 57": "ventes@bureau57.example",
}
AWAITS_ITS_MAYOR, PARTLY_CAME, REFUSED, FINISHED = "57080", "57630", "57086", "57210"
TABLETS = (("57518", 11), ("57566", 15), ("57635", 7))
"""Councillors of three communes want to read their files on a screen: something to buy together."""


def load_orders(*, at: datetime) -> None:
    agent = User.objects.get(email="informatique@example.org")
    _awaits(agent, at=at)
    _partly_came(agent, at=at)
    _refused(agent, at=at)
    _finished(agent, at=at)
    for insee, quantity in TABLETS:
        _ask(
            insee,
            AssetKind.TABLET,
            "Tablette pour les conseillers",
            quantity=quantity,
            reason="Les dossiers du conseil font cent pages, imprimés à chaque séance.",
            at=at - timedelta(days=6),
        )


def _awaits(agent: User, *, at: datetime) -> None:
    asked = _ask(
        AWAITS_ITS_MAYOR,
        AssetKind.LAPTOP,
        "Ordinateur portable pour le secrétariat",
        reason="Celui de l’accueil met dix minutes à démarrer, et ne reçoit plus de mises à jour.",
        at=at - timedelta(days=4),
    )
    laptop = _laptop(asked)
    dock = Priced(
        label="Station d’accueil et housse", quantity=1,
        unit_price=Decimal("148.5000"), vat_rate=Decimal("20.00"),
    )  # fmt: skip
    _quote(asked, "Micro Lorraine", "DV-26-1187", (laptop, dock), agent, at=at - timedelta(days=1))


def _partly_came(agent: User, *, at: datetime) -> None:
    asked = _ask(
        PARTLY_CAME,
        AssetKind.DESKTOP,
        "Postes fixes de la médiathèque",
        quantity=4,
        reason="Les quatre postes publics ont neuf ans.",
        at=at - timedelta(days=40),
    )
    line = _priced(asked, "Poste fixe ProDesk 400", "HP", "ProDesk 400 G9", "612.0000")
    order = _ordered(asked, "Bureau 57", "2026-0442", (line,), agent, at=at - timedelta(days=20))
    _receive(order, ["CZC4108H2K", "CZC4108H2L"], agent, at=at - timedelta(days=3))


def _refused(agent: User, *, at: datetime) -> None:
    asked = _ask(
        REFUSED,
        AssetKind.PRINTER,
        "Imprimante couleur",
        reason="Pour le bulletin communal.",
        at=at - timedelta(days=25),
    )
    line = _priced(asked, "Imprimante laser couleur A3", "Brother", "HL-L9470", "1890.0000")
    quote = _quote(asked, "Bureau 57", "2026-0461", (line,), agent, at=at - timedelta(days=18))
    mayor = _mayor(asked.commune)
    quotes.refuse(
        quote.pk,
        reason="Trop cher pour quatre bulletins par an : le copieur de la mairie suffira.",
        person=mayor,
        by=mayor.user,
        at=at - timedelta(days=15),
    )


def _finished(agent: User, *, at: datetime) -> None:
    asked = _ask(
        FINISHED,
        AssetKind.LAPTOP,
        "Ordinateur portable pour l’école",
        quantity=1,
        reason="La directrice n’en a plus.",
        at=at - timedelta(days=60),
    )
    order = _ordered(
        asked, "Micro Lorraine", "DV-26-0988", (_laptop(asked),), agent, at=at - timedelta(days=45)
    )
    _receive(order, ["PF4K7TQ2"], agent, at=at - timedelta(days=30))
    for machine in Asset.objects.filter(order_line__order=order):
        asset_moves.put_in_service(machine.pk, by=agent, at=at - timedelta(days=28))
    orders.tell_finished(at=at - timedelta(days=28))


def _ask(
    insee: str, kind: AssetKind, label: str, *, reason: str, at: datetime, quantity: int = 1
) -> EquipmentRequest:
    commune = Commune.objects.get(insee=insee)
    secretary = Position.objects.filter(commune=commune, role=Role.SECRETARY).first()
    site = Site.objects.filter(commune=commune).order_by("pk").first()
    return requests.ask_equipment(
        commune.pk,
        Wanted(
            kind=kind,
            label=label,
            quantity=quantity,
            reason=reason,
            site_id=site.pk if site else None,
        ),
        by=secretary.person.user if secretary else None,
        at=at,
    )


def _laptop(asked: EquipmentRequest) -> Priced:
    return _priced(
        asked, "Portable ThinkPad E14, 16 Go, 512 Go", "Lenovo", "E14 Gen 6", "749.9000"
    )


def _priced(
    asked: EquipmentRequest, label: str, manufacturer: str, model: str, price: str
) -> Priced:
    return Priced(
        request_id=asked.pk,
        label=label,
        kind=asked.kind,
        manufacturer=manufacturer,
        model=model,
        quantity=asked.quantity,
        unit_price=Decimal(price),
        vat_rate=Decimal("20.00"),
        warranty_months=36,
    )


def _quote(
    asked: EquipmentRequest,
    supplier: str,
    number: str,
    lines: tuple[Priced, ...],
    agent: User,
    *,
    at: datetime,
) -> Quote:
    dated = paris_date(at)
    given = Priceable(
        supplier=supplier,
        email=SELLERS[supplier],
        number=number,
        dated=dated,
        valid_until=dated + timedelta(days=30),
        lines=lines,
        file_name=f"{number}.pdf",
        content=quote_pdf(supplier, number),
    )
    return quotes.enter_quote(asked.commune_id, given, by=agent, at=at)


def _ordered(
    asked: EquipmentRequest,
    supplier: str,
    number: str,
    lines: tuple[Priced, ...],
    agent: User,
    *,
    at: datetime,
) -> Order:
    quote = _quote(asked, supplier, number, lines, agent, at=at - timedelta(days=8))
    mayor = _mayor(asked.commune)
    quotes.agree(
        quote.pk,
        person=mayor,
        channel=AgreementChannel.WEB,
        by=mayor.user,
        at=at - timedelta(days=2),
    )
    return orders.order_quotes([quote.pk], by=agent, at=at)[0]


def _receive(order: Order, serials: list[str], agent: User, *, at: datetime) -> None:
    line = order.lines.get()
    came = deliveries.Came(line_id=line.pk, quantity=len(serials), serials=tuple(serials))
    parcel = deliveries.Parcel(on=paris_date(at), slip=f"BL-{order.pk:04d}", came=(came,))
    deliveries.receive(order.pk, parcel, by=agent, at=at)


def _mayor(commune: Commune) -> Person:
    return Position.objects.get(commune=commune, role=Role.MAYOR).person
