"""The columns of a register's table: one in general, and those that several registers have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms

from portal.lib.tables import shown
from portal.tables.cells import InseeField, WordField, YesField
from portal.web.forms import DateField, NumberField, PhoneField

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. `form` reads a cell, `show` gives the value back as a cell.

    `key`: it says which row this is. `fixed`: written for the reader, never changed by a file.
    `otherwise`: what an empty cell of a new row means. `accepts`: a sentence for the page.
    """

    name: str
    label: str
    form: forms.Field
    show: Callable[[Any], Any] = lambda value: value
    key: bool = False
    fixed: bool = False
    otherwise: str = ""
    accepts: str = ""

    def text(self, value: Any) -> str:
        return shown(self.show(value))

    def read(self, cell: str) -> Any:
        """ValidationError with a French sentence when the cell makes no sense."""
        return self.form.clean(cell.strip())


def trimmed(value: Decimal | None) -> Decimal | None:
    """35.00 as 35: the same number is the same cell."""
    if value is None:
        return None
    return Decimal(f"{value:f}".rstrip("0").rstrip(".")) if "." in f"{value:f}" else value


def text(name: str, label: str, length: int, *, required: bool = False, **more: Any) -> Field:
    """Words, up to `length` characters. `more` goes to the Field, here and below."""
    return Field(
        name=name, label=label, form=forms.CharField(max_length=length, required=required), **more
    )


def number(name: str, label: str, *, accepts: str, otherwise: str = "", **limits: Any) -> Field:
    """A number typed the French way; `limits` are those of a NumberField."""
    form = NumberField(**{"min_value": 0, **limits})
    return Field(
        name=name, label=label, form=form, show=trimmed, otherwise=otherwise, accepts=accepts
    )


def word(name: str, label: str, form: WordField, **more: Any) -> Field:
    """One of some words, which the page names unless `accepts` says them otherwise."""
    accepts = f"{form.accepted.capitalize()}."
    return Field(name=name, label=label, form=form, show=form.word, **{"accepts": accepts, **more})


def yes(name: str, label: str, **more: Any) -> Field:
    """« oui » or « non »."""
    form = YesField()
    return Field(name=name, label=label, form=form, show=form.word, accepts="oui ou non.", **more)


def active(label: str) -> Field:
    """Whether the row is in use; a new one is."""
    return yes("active", label, otherwise="oui")


def insee() -> Field:
    """The commune of the line, by its code."""
    accepts = "Celui de la commune, par exemple 57080."
    return Field(name="insee", label="Code INSEE", form=InseeField(), key=True, accepts=accepts)


def commune(name: str = "commune") -> Field:
    """Its name beside the code, for the reader."""
    return text(name, "Commune", 80, fixed=True)


def email(label: str, *, example: str) -> Field:
    form = forms.EmailField(required=False)
    return Field(
        name="email", label=label, form=form, accepts=f"Une adresse, par exemple {example}."
    )


def phone() -> Field:
    accepts = "Dix chiffres, par exemple 03 87 03 00 00."
    return Field(name="phone", label="Téléphone", form=PhoneField(required=False), accepts=accepts)


def day(name: str, label: str, *, required: bool = True, when_empty: str = "") -> Field:
    """A date; `when_empty` says what nothing means."""
    accepts = f"Une date : 15/12/2026. {when_empty}".strip()
    return Field(name=name, label=label, form=DateField(required=required), accepts=accepts)
