"""A supplier's price is entered once and sent to the mayor, who agrees, refuses, or changes her mind."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from itsupport.domain.quote_telling import tell_agreeing, tell_decided
from itsupport.models import Agreement, EquipmentRequest, Order, Quote, QuoteLine, Supplier
from itsupport.queries.quotes import agreeing_positions, live_agreement, print_of, requests_of
from itsupport.states.orders import (
    LIVE_QUOTES,
    QUOTE_FLOW,
    REQUEST_FLOW,
    QuoteState,
    RequestState,
)
from portal.files import LARGEST, keep, sniffed
from portal.journal.record import record
from portal.lib.dates import day_in_words, paris_date
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from decimal import Decimal

    from communes.models import Person, Position
    from itsupport.states.orders import AgreementChannel
    from portal.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A line of a quote. `unit_price` in euros HT, up to four decimals; `request_id` None for a line of its own."""

    label: str
    quantity: int
    unit_price: Decimal
    vat_rate: Decimal
    kind: str = ""
    manufacturer: str = ""
    model: str = ""
    warranty_months: int = 0
    request_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priceable:
    """A quote as it was received. `email`: where the supplier takes its orders."""

    supplier: str
    number: str
    dated: date
    valid_until: date
    lines: tuple[Priced, ...]
    email: str = ""
    note: str = ""
    file_name: str = ""
    content: bytes = b""


@transaction.atomic
def enter_quote(commune_id: int, given: Priceable, *, by: User, at: datetime) -> Quote:
    """Keep a quote for requests of one commune, and ask its mayor. From then on it never changes.

    Refused without a line, out of date, for another commune's request, or when its file is no PDF.
    """
    if not given.lines:
        raise Refusal("Un devis a au moins une ligne.")
    if given.valid_until < paris_date(at):
        raise Refusal("Ce devis n’est plus valable : demandez-en un autre au fournisseur.")
    requests = _requests(commune_id, {one.request_id for one in given.lines if one.request_id})
    file, sha256 = _kept_file(given)
    supplier = _supplier(given)
    if supplier.quotes.filter(number=given.number).exclude(state=QuoteState.WITHDRAWN).exists():
        raise Refusal(f"Le devis {given.number} de {supplier} est déjà saisi.")
    quote = Quote.objects.create(
        commune_id=commune_id,
        supplier=supplier,
        number=given.number,
        dated=given.dated,
        valid_until=given.valid_until,
        note=given.note,
        file=file,
        file_sha256=sha256,
        entered_at=at,
        entered_by=by,
    )
    QuoteLine.objects.bulk_create(
        QuoteLine(quote=quote, commune_id=commune_id, position=rank, **asdict(line))
        for rank, line in enumerate(given.lines, start=1)
    )
    record("enter_quote", quote, by=by, at=at)
    for request in requests:
        if request.state != RequestState.QUOTED:
            REQUEST_FLOW.apply("quote", request, by=by, at=at, told={"quote": quote.pk})
    tell_agreeing(quote, at=at)
    return quote


@transaction.atomic
def agree(
    quote_id: int,
    *,
    person: Person,
    channel: AgreementChannel,
    by: User | None,
    at: datetime,
    name: str = "",
) -> Agreement:
    """The mayor or a deputy commits the commune to exactly this. Nobody else can, whatever page asks.

    `name`: as she said it, without account. The other quotes of the same requests are withdrawn.
    """
    quote = Quote.objects.locked(quote_id)
    position = _may_commit(quote, person, at=at)
    if quote.valid_until < paris_date(at):
        raise Refusal(
            f"Ce devis n’est plus valable depuis le {day_in_words(quote.valid_until, year=True)} : "
            "le service informatique en demandera un autre."
        )
    said = f"{name.strip() or person}, {position.title or position.get_role_display()}"[:160]
    QUOTE_FLOW.apply("agree", quote, by=by, at=at, decided_at=at, decided_as=said)
    agreement = Agreement.objects.create(
        quote=quote,
        commune_id=quote.commune_id,
        at=at,
        person=person,
        name=said,
        channel=channel,
        sha256=print_of(quote),
    )
    for request in _held_requests(quote):
        REQUEST_FLOW.apply("agree", request, by=by, at=at, told={"quote": quote.pk})
    for other in _rivals(quote):
        _set_aside(other, by=by, at=at)
    tell_decided(quote, who=said, serial=agreement.pk, at=at)
    return agreement


@transaction.atomic
def refuse(
    quote_id: int, *, reason: str, person: Person, by: User | None, at: datetime, name: str = ""
) -> None:
    """The commune does not want it at this price, and says why: its requests may be quoted anew."""
    quote = Quote.objects.locked(quote_id)
    position = _may_commit(quote, person, at=at)
    if not reason.strip():
        raise Refusal("Dites pourquoi : le service saura quoi chercher.")
    said = f"{name.strip() or person}, {position.title or position.get_role_display()}"[:160]
    QUOTE_FLOW.apply(
        "refuse",
        quote,
        by=by,
        at=at,
        decided_at=at,
        decided_as=said,
        refuse_reason=reason.strip()[:300],
    )
    for request in _held_requests(quote):
        if not _other_pending(request, quote):
            REQUEST_FLOW.apply("refuse", request, by=by, at=at, told={"quote": quote.pk})
    tell_decided(quote, who=said, serial=0, at=at)


@transaction.atomic
def retract(quote_id: int, *, person: Person, by: User | None, at: datetime) -> None:
    """The mayor changes her mind, while nothing is ordered. The agreement stays, and says when it ended."""
    quote = Quote.objects.locked(quote_id)
    _may_commit(quote, person, at=at)
    _ensure_not_ordered(quote)
    _end_agreement(quote, at=at)
    QUOTE_FLOW.apply("retract", quote, by=by, at=at, decided_at=None, decided_as="")
    for request in _held_requests(quote):
        REQUEST_FLOW.apply("retract", request, by=by, at=at, told={"quote": quote.pk})


@transaction.atomic
def withdraw_quote(quote_id: int, *, by: User, at: datetime) -> None:
    """The desk takes a wrong or dead quote away; its requests wait for another. Its links open nothing more."""
    quote = Quote.objects.locked(quote_id)
    _ensure_not_ordered(quote)
    _end_agreement(quote, at=at)
    _set_aside(quote, by=by, at=at)


@transaction.atomic
def remind_quote(quote_id: int, *, by: User, at: datetime) -> None:
    """Ask again, by links that replace those sent before."""
    quote = Quote.objects.locked(quote_id)
    QUOTE_FLOW.check("agree", quote)
    quote.link_version += 1
    quote.save(update_fields=["link_version"])
    record("remind_quote", quote, by=by, at=at)
    tell_agreeing(quote, at=at)


def _set_aside(quote: Quote, *, by: User | None, at: datetime) -> None:
    """The quote is dead; those of its requests that no other live quote answers wait for one."""
    QUOTE_FLOW.apply(
        "withdraw", quote, by=by, at=at, decided_at=at, link_version=quote.link_version + 1
    )
    for request in _held_requests(quote):
        live = request.quote_lines.filter(quote__state__in=LIVE_QUOTES)
        if not live.exists():
            REQUEST_FLOW.apply("unquote", request, by=by, at=at, told={"quote": quote.pk})


def _requests(commune_id: int, ids: Collection[int]) -> list[EquipmentRequest]:
    rows = EquipmentRequest.objects.select_for_update(of=("self",)).filter(
        pk__in=ids, commune_id=commune_id
    )
    found = list(rows.order_by("pk"))
    if len(found) != len(ids):
        raise Refusal("Un devis ne porte que sur les demandes d’une commune.")
    return found


def _supplier(given: Priceable) -> Supplier:
    """Known by its name; a new address is kept."""
    supplier, _is_new = Supplier.objects.get_or_create(name=given.supplier.strip())
    if given.email and given.email != supplier.email:
        supplier.email = given.email
        supplier.save(update_fields=["email"])
    return supplier


def _kept_file(given: Priceable) -> tuple[str, str]:
    """Where the PDF is, under a name made of its content, and its print; both empty without file."""
    if not given.content:
        return "", ""
    if sniffed(given.file_name, given.content) != "application/pdf":
        raise Refusal("Le devis est un fichier PDF : enregistrez-le en PDF, puis joignez-le.")
    if len(given.content) > LARGEST:
        raise Refusal("Ce fichier dépasse 15 Mo : demandez-en un plus petit au fournisseur.")
    kept = keep("devis", given.file_name, given.content, suffix=".pdf")
    return kept.file, kept.sha256


def _may_commit(quote: Quote, person: Person, *, at: datetime) -> Position:
    """The position by which this person may commit the commune today, or a Refusal."""
    positions = agreeing_positions(quote.commune_id, on=paris_date(at))
    position = positions.filter(person=person).first()
    if position is None:
        raise Refusal("Seuls le maire et ses adjoints donnent l’accord de la commune.")
    return position


def _held_requests(quote: Quote) -> list[EquipmentRequest]:
    pks = list(requests_of(quote).values_list("pk", flat=True))
    rows = EquipmentRequest.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    return list(rows.order_by("pk"))


def _rivals(quote: Quote) -> list[Quote]:
    """Quotes that wait for the same requests."""
    pks = list(
        Quote.objects.filter(
            state=QuoteState.PENDING, lines__request__in=requests_of(quote).values("pk")
        )
        .exclude(pk=quote.pk)
        .values_list("pk", flat=True)
    )
    return list(Quote.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))


def _other_pending(request: EquipmentRequest, quote: Quote) -> bool:
    lines = request.quote_lines.exclude(quote=quote)
    return lines.filter(quote__state=QuoteState.PENDING).exists()


def _ensure_not_ordered(quote: Quote) -> None:
    if Order.objects.filter(quote=quote).exists():
        raise Refusal("Ce devis est commandé : on ne revient plus sur l’accord.")


def _end_agreement(quote: Quote, *, at: datetime) -> None:
    agreement = live_agreement(quote)
    if agreement is not None:
        agreement.withdrawn_at = at
        agreement.save(update_fields=["withdrawn_at"])
