"""The hardware chain of each commune: asked, quoted, agreed, ordered, come.

What the application may never rewrite is born with the foreign commune's words.
"""

import datetime as dt

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from itsupport.models import (
    Agreement,
    AssetSeries,
    Delivery,
    DeliveryLine,
    EquipmentRequest,
    Order,
    OrderLine,
    Quote,
    QuoteLine,
    Supplier,
)
from itsupport.queries.agreement_links import agreement_token
from tests.access.canaries import Canaries
from tests.conftest import NOON
from tests.factories import AssetFactory

DAY = NOON.date()
FIRST_LABEL = 50_000
"""The machines of the factories bear the first numbers of the series."""


def furnish(side, users):
    say = _words(side)
    AssetSeries.objects.get_or_create(pk=1, defaults={"last": FIRST_LABEL})
    asked = [_ask(side, users, n) for n in (1, 2, 3)]
    supplier, _new = Supplier.objects.get_or_create(name="Micro", email="vente@example.org")
    pending, agreed = (_quote(side, users, supplier, one, say) for one in asked[1:])
    agreement = Agreement.objects.create(
        quote=agreed,
        commune=side.commune,
        at=NOON,
        person=side.mayor.person,
        name=say("who agreed"),
        channel="web",
        sha256=say("a print"),
    )
    order = Order.objects.create(
        ref=f"BC-{side.commune.pk}",
        commune=side.commune,
        supplier=supplier,
        quote=agreed,
        agreement=agreement,
        sent_at=NOON,
    )
    line = OrderLine.objects.create(
        order=order, commune=side.commune, quote_line=agreed.lines.get(), ordered=3, received=1
    )
    delivery = Delivery.objects.create(
        order=order, commune=side.commune, on=DAY, slip="BL", noted_at=NOON
    )
    DeliveryLine.objects.create(
        delivery=delivery,
        commune=side.commune,
        order_line=line,
        quantity=1,
        reserve=say("a reserve"),
    )
    machine = AssetFactory(commune=side.commune, state="delivered", order_line=line)
    side.things |= {
        "equipment_request": asked[0],
        "quote": pending,
        "order": order,
        "order_line": line,
        "machine": machine,
        "agreement_token": _forged(side, pending),
    }


def _words(side):
    """Ours says « x »; the foreign one words that are looked for everywhere."""
    if side.commune.name.endswith("1"):
        return lambda _cell: "x"
    canaries = Canaries()
    return lambda cell: canaries.word(f"{cell} of {side.commune.pk}")


def _ask(side, users, number):
    states = {1: "submitted", 2: "quoted", 3: "ordered"}
    return EquipmentRequest.objects.create(
        ref=f"DM-{side.commune.pk}-{number}",
        commune=side.commune,
        site=side.site,
        kind="laptop",
        label="Portable",
        reason="il est lent",
        replaces=side.asset,
        state=states[number],
        asked_by=side.secretary.person.user,
        asked_at=NOON,
        submitted_at=NOON,
    )


def _quote(side, users, supplier, asked, say):
    decided = asked.state == "ordered"
    quote = Quote.objects.create(
        commune=side.commune,
        supplier=supplier,
        number=f"{say(f'a quote for {asked.pk}')}-{asked.pk}",
        dated=DAY,
        valid_until=DAY + dt.timedelta(days=30),
        note=say("a note"),
        entered_at=NOON,
        entered_by=users["it_agent"],
        state="agreed" if decided else "pending",
        decided_at=NOON if decided else None,
        decided_as=say("who decided"),
        refuse_reason=say("a reason"),
        file=default_storage.save(
            f"devis/{asked.pk}.pdf", ContentFile(f"%PDF {say('a file')}".encode())
        ),
        file_sha256=say("a print of a file"),
    )
    QuoteLine.objects.create(
        quote=quote,
        commune=side.commune,
        request=asked,
        position=1,
        label=say("a line"),
        kind="laptop",
        manufacturer=say("a maker"),
        model=say("a model"),
        quantity=3,
        unit_price=100,
        vat_rate=20,
    )
    return quote


def _forged(side, quote):
    """Ours opens; the foreign one is what somebody without it would try."""
    token = agreement_token(quote, side.mayor.person_id)
    return token if side.commune.name.endswith("1") else f"{token[:-3]}xyz"
