"""The filters of the manager's list of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import F

from portal.tables.filters import ListFilters
from portal.web.forms import ShortChoiceField
from training.forms.catalogue import ThemeFilter
from training.models import SessionSeries
from training.states.sessions import SessionState

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet


class YearField(ShortChoiceField):
    """One of the years whose sessions have numbers."""

    def label_from_instance(self, obj: SessionSeries) -> str:
        return str(obj.year)


class DeskFilters(ThemeFilter, ListFilters):
    """By words, year of the number, state, theme, people who wait."""

    search = ("course__title", "number")
    lookups = {"theme": "course__theme", "etat": "state"}
    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    annee = YearField(
        SessionSeries.objects.order_by("-year"),
        label="Année",
        required=False,
        empty_label="Toutes",
        to_field_name="year",
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *SessionState.choices]
    )
    attente = forms.BooleanField(label="avec une liste d’attente", required=False)
    manque = forms.BooleanField(label="sous le minimum", required=False)
    field_order = ("q", "annee", "etat", "theme", "attente", "manque")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().narrow(rows)
        if series := self.chosen.get("annee"):
            rows = rows.filter(number__startswith=f"{series.year}-")
        if self.chosen.get("attente"):
            rows = rows.filter(count__waiting__gt=0)
        return (
            rows.filter(count__confirmed__lt=F("minimum")) if self.chosen.get("manque") else rows
        )
