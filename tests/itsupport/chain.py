"""A commune with its mayor, its secretary and the desk: everything that a request for equipment goes through."""

import datetime as dt
import re
from decimal import Decimal

from django.urls import reverse

from communes.states import Role
from itsupport.domain import deliveries, orders, quotes, requests
from itsupport.models import OrderLine
from itsupport.states.equipment import AssetKind
from itsupport.states.orders import AgreementChannel
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON

DAY = NOON.date()
PDF = b"%PDF-1.7\nun devis\n%%EOF\n"


class Chain:
    """One commune; each verb of the chain with what it needs by default."""

    def __init__(self):
        self.commune = factories.CommuneFactory()
        self.site = factories.SiteFactory(commune=self.commune, name="Mairie")
        self.secretary = self.hold(Role.SECRETARY)
        self.mayor = self.hold(Role.MAYOR)
        self.deputy = self.hold(Role.DEPUTY)
        self.agent = factories.PositionFactory(commune=None, role=Role.IT_AGENT).person.user

    def hold(self, role):
        return factories.PositionFactory(commune=self.commune, role=role).person

    def ask(self, **changes):
        wanted = {
            "kind": AssetKind.LAPTOP,
            "label": "Ordinateur portable",
            "quantity": 3,
            "site_id": self.site.pk,
        }
        send = changes.pop("send", True)
        return requests.ask_equipment(
            self.commune.pk,
            requests.Wanted(**wanted | changes),
            send=send,
            by=self.secretary.user,
            at=NOON,
        )

    def quote(self, *asked, at=NOON, **changes):
        lines = changes.pop("lines", None) or tuple(
            quotes.Priced(
                request_id=one.pk,
                label="ThinkPad E14",
                kind=AssetKind.LAPTOP,
                manufacturer="Lenovo",
                model="E14 Gen 6",
                quantity=one.quantity,
                unit_price=Decimal("749.9000"),
                vat_rate=Decimal("20.00"),
                warranty_months=36,
            )
            for one in asked
        )
        given = {
            "supplier": "Micro Lorraine",
            "email": "commandes@micro.example",
            "number": f"D-{len(asked)}-{asked[0].pk if asked else 0}",
            "dated": DAY,
            "valid_until": DAY + dt.timedelta(days=30),
            "file_name": "devis.pdf",
            "content": PDF,
        }
        return quotes.enter_quote(
            self.commune.pk, quotes.Priceable(lines=lines, **given | changes), by=self.agent, at=at
        )

    def agree(self, quote, *, person=None, at=NOON):
        person = person or self.mayor
        return quotes.agree(
            quote.pk, person=person, channel=AgreementChannel.WEB, by=person.user, at=at
        )

    def order(self, *asked):
        """From requests to an order, in one breath."""
        quote = self.quote(*(asked or (self.ask(),)))
        self.agree(quote)
        return orders.order_quotes([quote.pk], by=self.agent, at=NOON)[0]

    def receive(self, order, quantity, *, serials=(), at=NOON, **more):
        line = order.lines.get()
        came = deliveries.Came(line_id=line.pk, quantity=quantity, serials=tuple(serials), **more)
        return deliveries.receive(
            order.pk, deliveries.Parcel(on=DAY, slip="BL-1", came=(came,)), by=self.agent, at=at
        )


def counted(order):
    """The order as the pages read it."""
    return type(order).objects.counted().get(pk=order.pk)


def line_of(order):
    return OrderLine.objects.counted().get(order=order)


def state(thing):
    thing.refresh_from_db()
    return thing.state


def mails(kind):
    return OutboxEmail.objects.filter(kind=f"itsupport/mails/{kind}").order_by("pk")


def to(name, *args):
    return reverse(f"itsupport:{name}", args=args)


def text(response):
    """The page as it is read, its no-break spaces plain."""
    assert response.status_code == 200, response.status_code
    return re.sub(r"[\u00a0\u202f]", " ", response.content.decode())
