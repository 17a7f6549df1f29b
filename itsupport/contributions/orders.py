"""The hardware chain on the home page: what waits for the mayor, for the secretary, for the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from communes.rules import is_town_hall
from itsupport import rules
from itsupport.models import EquipmentRequest, Order, Quote
from itsupport.queries.board import agreed_quotes, machines_to_install, requests_to_quote
from itsupport.queries.quotes import totals_of
from itsupport.queries.tracks import progress_of
from itsupport.states.orders import OrderState, QuoteState, RequestState
from portal.database.together import HowMany
from portal.home import registry
from portal.lib.dates import day_in_words, end_of_day, paris_date
from portal.lib.text import NBSP, amount_of_cents, count
from portal.web import navigation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.accounts.models import User
    from portal.journal.models import Entry

navigation.register_work(
    "informatique",
    "Demandes et commandes de matériel",
    "itsupport:order_board",
    text="Chiffrer, faire accorder, commander, recevoir, installer.",
    allow=rules.is_desk,
)


@registry.due
def quotes_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """The mayor decides; her secretary sees that it waits."""
    if not is_town_hall(user):
        return
    on = paris_date(at)
    deciding = rules.agreeing(user)
    waiting = Quote.objects.visible_to(user).filter(
        state=QuoteState.PENDING,
        commune_id__in=user.acting.communes if user.acting else (),
        valid_until__gte=on,
    )
    (rows,) = yield registry.Asked(
        waiting.select_related("commune", "supplier").prefetch_related("lines")
    )
    for quote in rows:
        decides = quote.commune_id in deciding
        amount = amount_of_cents(totals_of(quote.lines.all()).ttc, "TTC")
        page = reverse("itsupport:quote_detail", args=[quote.pk])
        yield registry.Due(
            on=end_of_day(quote.valid_until),
            title="Un devis attend votre accord" if decides else "Un devis attend le maire",
            text=f"{quote.supplier}, {amount}. Valable jusqu’au {day_in_words(quote.valid_until)}.",
            url=page,
            button="Lire et décider" if decides else "Voir le devis",
            minutes=2 if decides else 1,
            commune=quote.commune.name,
            sign=str(QuoteState.PENDING.label),
            icon="file-clock",
            tone="warn",
        )


@registry.due
def desk_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """One card a step of the chain that waits for the desk."""
    if not rules.is_desk(user):
        return
    to_quote, to_order, to_install = yield registry.Asked(
        HowMany(requests_to_quote(user)),
        HowMany(agreed_quotes(user)),
        HowMany(machines_to_install(user)),
    )
    waiting = (
        (to_quote, "demande de matériel à chiffrer",
         "demandes de matériel à chiffrer", "quote_create", "Saisir un devis", 10),
        (to_order, "devis accordé à commander",
         "devis accordés à commander", "order_create", "Commander", 2),
        (to_install, "matériel livré à installer",
         "matériels livrés à installer", "machine_list", "Voir lesquels", 30),
    )  # fmt: skip
    for number, one, several, name, button, minutes in waiting:
        if number:
            yield registry.Due(
                on=end_of_day(paris_date(at)),
                title=count(number, one, several),
                text="Dans l’ordre où les mairies ont demandé.",
                url=reverse(f"itsupport:{name}"),
                button=button,
                minutes=minutes,
            )


@registry.search
def requests_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    if not rules.may_ask_equipment(user):
        return
    rows = EquipmentRequest.objects.visible_to(user).select_related("commune")
    found = rows.filter(label__icontains=query) | rows.filter(ref__icontains=query)
    (asked,) = yield registry.Asked(found[:limit])
    for one in asked:
        yield registry.Hit(
            kind="Demande de matériel",
            title=f"{one.quantity} × {one.label}",
            text=f"{one.ref}, {one.commune}, {one.get_state_display()}",
            url=reverse("itsupport:request_detail", args=[one.pk]),
        )


@registry.search
def orders_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    if not rules.may_ask_equipment(user):
        return
    rows = Order.objects.visible_to(user).select_related("commune", "supplier")
    (found,) = yield registry.Asked(rows.filter(ref__icontains=query)[:limit])
    for one in found:
        yield registry.Hit(
            kind="Commande de matériel",
            title=f"{one.ref}, {one.supplier}",
            text=one.commune.name,
            url=reverse("itsupport:order_detail", args=[one.pk]),
        )


@registry.running
def requests_running(user: User, commune_id: int, *, at: datetime) -> Iterable[registry.Running]:
    """What a commune waits for, the latest first."""
    del at
    ended = (RequestState.DRAFT, RequestState.CANCELLED, RequestState.REFUSED)
    rows = EquipmentRequest.objects.visible_to(user).filter(commune_id=commune_id)
    found = progress_of(rows.exclude(state__in=ended).order_by("-asked_at", "-pk")[:10])
    return [
        registry.Running(
            title=f"{one.request.quantity} × {one.request.label}",
            text=f"matériel demandé, {one.word}",
            url=reverse("itsupport:request_detail", args=[one.request.pk]),
        )
        for one in found
        if one.word != OrderState.IN_SERVICE.label
    ]


def _request_told(words: str) -> None:
    def told(entry: Entry) -> registry.Story:
        return registry.Story(
            text=f"{words}{NBSP}: {entry.subject_label}.",
            url=reverse("itsupport:request_detail", args=[entry.subject_id]),
            link="Voir la demande",
        )

    registry.story("itsupport.equipmentrequest", _VERBS[words])(told)


_VERBS = {
    "Demande de matériel envoyée": "submit",
    "Le devis a l’accord de la commune": "agree",
    "Le devis est refusé": "refuse",
    "C’est commandé": "order",
    "Demande transmise aux achats groupés": "pool",
}
for _words in _VERBS:
    _request_told(_words)


@registry.story("itsupport.order", "receive")
def delivery_told(entry: Entry) -> registry.Story:
    return registry.Story(
        text=f"Livraison reçue{NBSP}: {entry.subject_label}.",
        url=reverse("itsupport:order_detail", args=[entry.subject_id]),
        link="Voir la commande",
    )
