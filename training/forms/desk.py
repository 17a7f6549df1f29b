"""The filters of the manager's list of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import F

from portal.tables.filters import ListFilters
from training.forms.catalogue import ThemeFilter
from training.models import SessionSeries
from training.states.sessions import SessionState

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet


class DeskFilters(ThemeFilter, ListFilters):
    """By words, year of the number, state, theme, people who wait."""

    search = ("course__title", "number")
    lookups = {"theme": "course__theme", "etat": "state", "annee": "number__startswith"}
    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    annee = forms.ChoiceField(label="Année", required=False)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *SessionState.choices]
    )
    attente = forms.BooleanField(label="avec une liste d’attente", required=False)
    manque = forms.BooleanField(label="sous le minimum", required=False)
    field_order = ("q", "annee", "etat", "theme", "attente", "manque")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = SessionSeries.objects.order_by("-year").values_list("year", flat=True)
        field = self.fields["annee"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Toutes"), *((f"{year}-", str(year)) for year in years)]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().narrow(rows)
        if self.chosen.get("attente"):
            rows = rows.filter(count__waiting__gt=0)
        return (
            rows.filter(count__confirmed__lt=F("minimum")) if self.chosen.get("manque") else rows
        )
