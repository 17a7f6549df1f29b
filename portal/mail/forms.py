"""What the team looks for in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.mail.models import STANDINGS, Standing
from portal.mail.notifications import labels
from portal.tables.filters import ListFilters
from portal.walls.acting import commune_names

if TYPE_CHECKING:
    from django.db.models import QuerySet


class OutboxFilters(ListFilters):
    q = forms.CharField(
        label="Rechercher",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "objet, adresse"}),
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "tous"), *Standing.choices],
    )
    sorte = forms.ChoiceField(label="Sorte", required=False)
    commune = forms.TypedChoiceField(label="Commune", required=False, coerce=int, empty_value=None)
    search = ("subject", "to")
    lookups = {"sorte": "kind", "commune": "commune_id"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sorte, commune = self.fields["sorte"], self.fields["commune"]
        assert isinstance(sorte, forms.ChoiceField)
        assert isinstance(commune, forms.ChoiceField)
        sorte.choices = [("", "toutes"), *labels().items()]
        commune.choices = [("", "toutes"), *commune_names().items()]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().narrow(rows)
        word = self.chosen.get("etat")
        return rows.filter(STANDINGS[Standing(word)]) if word else rows
