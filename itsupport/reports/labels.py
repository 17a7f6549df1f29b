"""Sheets of labels: a QR code that opens the page of the machine, and what one reads without a telephone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from itsupport.models import Asset, LabelSheet
from portal.documents.registry import report
from portal.lib.text import count

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS, ROWS = 3, 8
"""The common sheet of 24 labels of 70 × 37 mm, without gaps."""


@dataclass(frozen=True, slots=True)
class Label:
    """`modules` is the path of the dark squares, drawn in a square of `side`."""

    tag: str
    name: str
    commune: str
    modules: str
    side: int
    url: str


@dataclass(frozen=True, slots=True)
class Labels:
    title: str
    sheets: list[list[Label]]
    phone: str


@report("itsupport.labels", title="Étiquettes du parc informatique")
def labels(subject_id: int, commune_id: int) -> Labels:
    """`subject_id` is a LabelSheet. Machines that left since are not printed."""
    chosen = LabelSheet.objects.get(pk=subject_id).asset_ids
    found = Asset.objects.filter(pk__in=chosen).select_related("commune").in_bulk()
    every = [_label(found[pk]) for pk in chosen if pk in found]
    size = COLUMNS * ROWS
    return Labels(
        title=f"Étiquettes, {count(len(every), 'matériel')}",
        sheets=[every[start : start + size] for start in range(0, len(every), size)],
        phone=settings.PORTAL_CONTACT_PHONE,
    )


def _label(asset: Asset) -> Label:
    url = settings.PORTAL_BASE_URL + reverse("itsupport:asset_detail", args=(asset.pk,))
    import segno  # once a sheet is asked for: every other page goes without

    code = segno.make(url, error="m", micro=False)
    rows: Sequence[Sequence[int]] = list(code.matrix)
    modules = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Label(asset.tag, asset.name, asset.commune.name, modules, len(rows), url)
