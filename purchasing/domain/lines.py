"""The figures of one answer: changed together, each change a new version of its line and a revision."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.lib.refusal import Refusal
from purchasing.models import LotItem, NeedLine, NeedRevision
from purchasing.states import Channel, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from portal.accounts.models import User
    from purchasing.models import Participation
    from purchasing.queries.prefill import Proposal

    Key = tuple[int, int]

ZERO = Decimal(0)
_COLUMNS = (
    "quantity",
    "quantity_max",
    "justification",
    "origin",
    "version",
    "changed_at",
    "changed_by",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who writes, when, and by what way; `answered_as` is the name said by someone without account."""

    by: User | None
    at: datetime
    channel: Channel = Channel.WEB
    answered_as: str = ""

    @property
    def name(self) -> str:
        return self.answered_as or (str(self.by) if self.by else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure typed for an item and a site.

    `version` is that of the line which was on the screen (0: only proposed, not yet stored), `seen`
    the figure which was there: a cell that nobody touched changes nothing.
    """

    lot_item_id: int
    site_id: int
    quantity: Decimal
    version: int = 0
    seen: Decimal | None = None

    @property
    def key(self) -> Key:
        return self.lot_item_id, self.site_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two figures for one cell: nothing was written, the person chooses."""

    lot_item_id: int
    site_id: int
    mine: Decimal
    theirs: Decimal
    version: int
    by: str
    at: datetime


class Lines:
    """The lines of an answer held by the caller. `write()` saves what changed, all at once."""

    def __init__(self, answer: Participation, hand: Hand) -> None:
        self.answer, self.hand, self.version = answer, hand, answer.version + 1
        self.rows: dict[Key, NeedLine] = {
            (row.lot_item_id, row.site_id): row
            for row in answer.lines.select_related("changed_by").order_by("pk")
        }
        self.items: dict[int, LotItem] = {
            item.pk: item for item in LotItem.objects.filter(lot__campaign_id=answer.campaign_id)
        }
        self.sites = set(answer.commune.sites.active().values_list("pk", flat=True))
        self.revisions: dict[Key, NeedRevision] = {}
        self.touched: set[Key] = set()

    def __bool__(self) -> bool:
        """Some figure is stored."""
        return bool(self.rows)

    @property
    def changed(self) -> bool:
        return bool(self.touched)

    def total(self, lot_item_id: int) -> Decimal:
        return sum((row.quantity for row in self._of(lot_item_id)), ZERO)

    def adopt(self, proposals: Iterable[Proposal]) -> None:
        """Store what was only proposed, as a change of its own, before any other: version 1 of its lines."""
        for proposal in proposals:
            self.rows[proposal.key] = self._new(proposal.key, version=0)
            self.put(proposal.key, proposal.quantity, origin=proposal.origin)
        self.write()

    def merge(self, cell: Cell, *, origin: Origin = Origin.MANUAL) -> Conflict | None:
        """Write a typed figure, unless someone wrote another one since it was shown."""
        row = self.rows.get(cell.key)
        current = row.quantity if row else ZERO
        if cell.quantity in (cell.seen, current):
            return None
        # Version 1 is the proposal as it was first stored: it is what version 0 showed.
        if row and row.version > max(cell.version, 1) and current != cell.seen:
            return Conflict(
                lot_item_id=cell.lot_item_id,
                site_id=cell.site_id,
                mine=cell.quantity,
                theirs=current,
                version=row.version,
                by=str(row.changed_by or "le lien du courriel"),
                at=row.changed_at,
            )
        self.put(cell.key, cell.quantity, origin=origin)
        return None

    def put(self, key: Key, quantity: Decimal, *, origin: Origin) -> None:
        """Set a figure, whatever was there; refuse what the item or the commune does not allow."""
        row = self.rows.get(key)
        if row is None and quantity == ZERO:
            return
        self._ensure_possible(key, quantity, known=row is not None)
        before = row.quantity if row else ZERO
        if before == quantity:
            return
        if row is None:
            row = self.rows[key] = self._new(key)
        extra = row.quantity_max - row.quantity
        row.quantity, row.quantity_max, row.origin = quantity, quantity + extra, origin
        self._touch(key, before=before, origin=origin)

    def accept_more(self, lot_item_id: int, extra: Decimal) -> None:
        """Accept so many more of an item, in all, if that completes a pack."""
        item = self.items.get(lot_item_id)
        if item is None or not ZERO <= extra < max(item.pack_size, 1):
            raise Refusal("Le complément accepté est inférieur à un lot de vente.")
        self._place_extra(lot_item_id, extra)

    def justify(self, lot_item_id: int, text: str) -> None:
        for row in self._of(lot_item_id):
            if row.justification != text:
                row.justification = text
                self.touched.add((row.lot_item_id, row.site_id))

    def extras(self) -> dict[int, Decimal]:
        """What is accepted beyond the firm quantity, by item."""
        found: dict[int, Decimal] = {}
        for row in self.rows.values():
            found[row.lot_item_id] = found.get(row.lot_item_id, ZERO) + (
                row.quantity_max - row.quantity
            )
        return found

    def replace(self, figures: Mapping[Key, Decimal], *, origin: Origin) -> None:
        """Make the answer equal to these figures: every other cell becomes zero."""
        for key in [*self.rows]:
            if key not in figures:
                self.put(key, ZERO, origin=origin)
        for key, quantity in figures.items():
            self.put(key, quantity, origin=origin)

    def restore(self, version: int) -> None:
        """Give back the figures that were there before the change of this version."""
        lines = {row.pk: key for key, row in self.rows.items()}
        for revision in NeedRevision.objects.filter(
            line__participation=self.answer, answer_version=version
        ):
            origin = Origin(revision.origin)
            self.put(lines[revision.line_id], revision.quantity_before, origin=origin)

    def write(self) -> None:
        """Save what changed as one version of the answer; the next change will be another."""
        for lot_item_id, extra in self.extras().items():
            self._place_extra(lot_item_id, extra)
        rows = [self.rows[key] for key in sorted(self.touched)]
        NeedLine.objects.bulk_update([row for row in rows if row.pk], _COLUMNS)
        NeedLine.objects.bulk_create([row for row in rows if row.pk is None])
        for key, revision in self.revisions.items():
            revision.line = self.rows[key]
        NeedRevision.objects.bulk_create(self.revisions.values())
        self.version += bool(self.touched)
        self.touched, self.revisions = set(), {}

    def _of(self, lot_item_id: int) -> list[NeedLine]:
        return [row for row in self.rows.values() if row.lot_item_id == lot_item_id]

    def _place_extra(self, lot_item_id: int, extra: Decimal) -> None:
        """The complement stands on the item's largest line; nothing asked, nothing more."""
        rows = sorted(self._of(lot_item_id), key=lambda row: (-row.quantity, row.site_id))
        for place, row in enumerate(rows):
            wanted = row.quantity + (extra if place == 0 and row.quantity else ZERO)
            if row.quantity_max != wanted:
                row.quantity_max = wanted
                told = "accepte un complément" if wanted > row.quantity else "sans complément"
                key = (row.lot_item_id, row.site_id)
                self._touch(key, before=row.quantity, origin=Origin(row.origin), why=told)

    def _ensure_possible(self, key: Key, quantity: Decimal, *, known: bool) -> None:
        item = self.items.get(key[0])
        if item is None or (key[1] not in self.sites and not known):
            raise Refusal("Cette case n’est pas dans la réponse de la commune.")
        if quantity < ZERO or quantity % item.step:
            raise Refusal(f"« {item} » se demande par {item.step.normalize():f}, à partir de 0.")

    def _new(self, key: Key, *, version: int = 1) -> NeedLine:
        return NeedLine(
            participation=self.answer,
            commune_id=self.answer.commune_id,
            lot_item_id=key[0],
            site_id=key[1],
            version=version,
        )

    def _touch(self, key: Key, *, before: Decimal, origin: Origin, why: str = "") -> None:
        row, hand = self.rows[key], self.hand
        if key not in self.touched:
            row.version += 1
        self.touched.add(key)
        row.changed_at, row.changed_by = hand.at, hand.by
        known = self.revisions.get(key)
        self.revisions[key] = NeedRevision(
            commune_id=self.answer.commune_id,
            at=hand.at,
            by=hand.by,
            by_label=hand.answered_as,
            channel=hand.channel,
            origin=origin,
            answer_version=self.version,
            quantity_before=known.quantity_before if known else before,
            quantity_after=row.quantity,
            why=why or (known.why if known else ""),
        )
