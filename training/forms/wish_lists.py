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


class RefuseVisaForm(forms.Form):
    """Why the mayor says no to the wishes of her commune."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=300,
        help_text="La mairie lira ces mots, puis corrigera ses souhaits.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi : la mairie le lira."},
    )
