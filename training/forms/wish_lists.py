"""The filters of the lists of wishes."""

from __future__ import annotations

from django import forms

from portal.tables.filters import ListFilters
from training.states.wishes import WishState


class WishFilters(ListFilters):
    """By words, and what became of it."""

    search = ("course__title", "subject", "person__first_name", "person__last_name")
    lookups = {"etat": "state"}
    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    etat = forms.ChoiceField(
        label="Ce qu’il devient", required=False, choices=[("", "Tous"), *WishState.choices]
    )
