"""The columns of the list of practice sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from portal.tables.columns import Column

if TYPE_CHECKING:
    from training.models import PracticeSheet


def sheet_url(sheet: PracticeSheet) -> str:
    return reverse("training:sheet_detail", args=(sheet.pk,))


COLUMNS = (
    Column(name="fiche", label="Fiche", value="title", sort=("title",), link=sheet_url),
    Column(name="theme", label="Thème", value="theme.name", sort=("theme__name", "title")),
    Column(
        name="version", label="Version", value="version", kind="number", sort=("version", "pk")
    ),
    Column(
        name="relecture",
        label="À relire avant le",
        value="review_by",
        kind="date",
        sort=("review_by", "pk"),
    ),
    Column(name="responsable", label="Responsable", value="owner", shown=False),
    Column(name="etat", label="État", value="state", kind="state", sort=("state", "title")),
)
