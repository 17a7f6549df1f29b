"""Where each request stands, from what was asked to what works: read from the lines, never written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itsupport.fulfilment import Counts, progress, total
from itsupport.models import EquipmentRequest, OrderLine, Quote, QuoteLine
from itsupport.states.orders import OrderState, QuoteState, RequestState
from portal.lib.dates import paris_date, short_date
from portal.lib.text import count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet

    from portal.accounts.models import User


SHOWN = ("commune", "site", "need", "for_whom", "ticket", "replaces", "action")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a track: what, its note, whether it is behind or where things stand."""

    label: str
    note: str = ""
    done: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A request with what became of it. `counts`: of the lines of its order, None before it."""

    request: EquipmentRequest
    quote: Quote | None
    counts: Counts | None

    @property
    def word(self) -> str:
        """Its state; once ordered, the one that its lines derive."""
        if self.counts is None:
            return str(self.request.get_state_display())
        return str(OrderState(progress([self.counts])).label)

    @property
    def steps(self) -> list[Step]:
        return _pooled_steps(self.request) if self.request.need_id else _steps(self)


def progress_of(rows: QuerySet[EquipmentRequest]) -> list[Progress]:
    """In the order of `rows`, with three queries whatever their number."""
    return followed(list(rows.select_related(*SHOWN)))


def requests_from(user: User, **origin: Model) -> list[Progress]:
    """Those that come from a request for help, an action or a machine to replace, the first asked first."""
    return followed(list(asked_from(user, **origin)))


def asked_from(user: User, **origin: Model) -> QuerySet[EquipmentRequest]:
    """The same, not asked yet and not followed."""
    rows = EquipmentRequest.objects.visible_to(user).filter(**origin)
    return rows.select_related(*SHOWN).order_by("asked_at", "pk")


def followed(requests: list[EquipmentRequest]) -> list[Progress]:
    """Each with its quote and its lines: two queries, none for nothing."""
    pks = [one.pk for one in requests]
    counts = _counts(pks) if pks else {}
    quotes = _quotes(pks) if pks else {}
    return [
        Progress(request=one, quote=quotes.get(one.pk), counts=counts.get(one.pk))
        for one in requests
    ]


def _counts(pks: Iterable[int]) -> dict[int, Counts]:
    found: dict[int, list[Counts]] = defaultdict(list)
    lines = OrderLine.objects.counted().filter(quote_line__request__in=pks)
    for line in lines.select_related("quote_line"):
        request_id = line.quote_line.request_id
        assert request_id is not None
        found[request_id].append(line.counts)
    return {pk: total(several) for pk, several in found.items()}


def _quotes(pks: Iterable[int]) -> dict[int, Quote]:
    """The quote that tells where a request stands: the latest that was not withdrawn."""
    rows = (
        QuoteLine.objects.filter(request__in=pks)
        .exclude(quote__state=QuoteState.WITHDRAWN)
        .select_related("quote__supplier", "quote__order")
    )
    ordered = rows.order_by("quote__entered_at", "quote__pk")
    return {row.request_id: row.quote for row in ordered if row.request_id}


def _steps(one: Progress) -> list[Step]:
    request, quote = one.request, one.quote
    order: Any = getattr(quote, "order", None)
    counts = one.counts or Counts(0)
    kept = counts.ordered - counts.cancelled
    facts = [
        ("Demandée", _day(request.submitted_at), request.submitted_at is not None),
        ("Devis", str(quote.supplier) if quote else "", quote is not None),
        _agreement(quote),
        ("Commandée", order.ref if order else "", order is not None),
        ("Livrée", _so_many(counts.received, kept), bool(kept) and counts.received == kept),
        ("En service", _so_many(counts.installed, kept), bool(kept) and counts.installed == kept),
    ]
    ended = request.state in {RequestState.CANCELLED, RequestState.REFUSED}
    reached = next((n for n, (_l, _n, done) in enumerate(facts) if not done), len(facts))
    return [
        Step(label, note, done=done, current=n == reached and not ended)
        for n, (label, note, done) in enumerate(facts)
    ]


def _agreement(quote: Quote | None) -> tuple[str, str, bool]:
    if quote is None or quote.state == QuoteState.PENDING:
        return ("Accord du maire", "", False)
    if quote.state == QuoteState.REFUSED:
        return ("Refusée", _day(quote.decided_at), False)
    return ("Accord du maire", _day(quote.decided_at), True)


def _pooled_steps(request: EquipmentRequest) -> list[Step]:
    need = request.need
    assert need is not None
    answered = bool(need.outcome)
    return [
        Step("Demandée", _day(request.submitted_at), done=True),
        Step("Transmise aux achats groupés", _day(need.said_at), done=True),
        Step(
            "Suite donnée",
            need.outcome or str(need.get_state_display()),
            done=answered,
            current=not answered,
        ),
    ]


def _so_many(number: int, whole: int) -> str:
    return f"{number} sur {whole}" if whole > 1 else ""


def _day(at: Any) -> str:
    return short_date(paris_date(at)) if at else ""


def awaited_in_words(counts: Counts) -> str:
    """« 2 pièces à recevoir, 1 à installer », empty when nothing is."""
    words = []
    if counts.awaited:
        words.append(f"{count(counts.awaited, 'pièce')} à recevoir")
    if counts.to_install:
        words.append(f"{counts.to_install} à installer")
    return ", ".join(words)
