"""Cells of the registers' tables: read as a French office types them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from portal.lib import identifiers
from portal.lib.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable


class InseeField(forms.CharField):
    """Five characters; a zero lost in a spreadsheet is put back."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return identifiers.insee(text, lost_zero=True)
        except identifiers.NotAnIdentifier as error:
            raise ValidationError(str(error)) from error


class WordField(forms.Field):
    """One of some French words, whatever its case and accents; gives the value behind it."""

    def __init__(self, choices: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words = [(value, str(word)) for value, word in choices]
        self.by_word = {fold(word): value for value, word in self.words}

    def clean(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text and not self.required:
            return ""
        if fold(text) not in self.by_word:
            raise ValidationError(f"Écrivez {self.accepted}.")
        return self.by_word[fold(text)]

    @property
    def accepted(self) -> str:
        """« mairie, école ou salle »."""
        *words, last = [word for _value, word in self.words if word]
        return f"{', '.join(words)} ou {last}" if words else last

    def word(self, value: Any) -> str:
        return next((word for known, word in self.words if known == value), "")


class YesField(WordField):
    """« oui » or « non »."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([(True, "oui"), (False, "non")], **kwargs)
