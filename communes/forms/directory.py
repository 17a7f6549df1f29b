"""What one may ask of the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.queries.directory import found_communes
from communes.queries.doors import door_of
from portal.tables.filters import ListFilters

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from communes.models import Commune


class DirectoryFilters(ListFilters):
    """A name, an INSEE or a postal code, with or without its accents and its right letters."""

    q = forms.CharField(
        label="Rechercher",
        max_length=80,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": "nom, code postal, INSEE",
                "autocomplete": "off",
            }
        ),
    )
    ouverte = forms.BooleanField(label="Mairie ouverte en ce moment", required=False)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def narrow(self, rows: QuerySet[Commune]) -> QuerySet[Commune]:
        chosen = self.chosen
        if chosen.get("ouverte"):
            doors = rows.prefetch_related(None).only("opening_hours", "good_friday_off")
            open_now = [one.pk for one in doors if door_of(one, self.at).state == "open"]
            rows = rows.filter(pk__in=open_now)
        return found_communes(rows, chosen.get("q", ""))
