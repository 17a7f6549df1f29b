"""Choosing a password; saying why a second factor is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation

if TYPE_CHECKING:
    from portal.accounts.models import User


class AcceptForm(forms.Form):
    """A password, typed once: it can be shown, and asked again by mail."""

    password = forms.CharField(
        label="Votre mot de passe",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Douze caractères au moins, ou une phrase d’au moins cinq mots. Il n’expire pas.",
        strip=False,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


class ResetForm(forms.Form):
    reason = forms.CharField(
        label="Comment avez-vous vérifié l’identité de la personne ?",
        max_length=300,
        help_text="Par exemple : rappelée au numéro de la mairie.",
    )
