"""The filters of the catalogue and of the list of registrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import F

from portal.tables.filters import ListFilters
from portal.web.forms import ShortChoiceField
from training.models import Theme
from training.states.registrations import RegistrationState
from training.states.sessions import CourseKind, Half

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

HALVES = {"matin": Half.AFTERNOON, "apres-midi": Half.MORNING}
"""What a session of the morning, or of the afternoon, has none of."""


class ThemeFilter(forms.Form):
    """The themes, in their order."""

    theme = ShortChoiceField(
        Theme.objects.order_by("position", "name"),
        label="Thème",
        required=False,
        empty_label="Tous",
    )


class SessionFilters(ThemeFilter, ListFilters):
    """By words, theme, kind, part of the day, seats left."""

    search = ("course__title", "number")
    lookups = {"theme": "course__theme", "type": "course__kind"}
    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    type = forms.ChoiceField(
        label="Type", required=False, choices=[("", "Tous"), *CourseKind.choices]
    )
    moment = forms.ChoiceField(
        label="Moment",
        required=False,
        choices=[("", "Toute heure"), ("matin", "Le matin"), ("apres-midi", "L’après-midi")],
    )
    libre = forms.BooleanField(label="avec des places", required=False)
    field_order = ("q", "theme", "type", "moment", "libre")

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().narrow(rows)
        if moment := self.chosen.get("moment"):
            rows = rows.exclude(slots__half=HALVES[moment])
        return rows.filter(count__held__lt=F("maximum")) if self.chosen.get("libre") else rows


class RegistrationFilters(ListFilters):
    """By words, and where it stands."""

    search = ("person__first_name", "person__last_name", "session__course__title")
    lookups = {"etat": "state"}
    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *RegistrationState.choices]
    )
