"""How forms look, and the fields that French people type in: dates, quantities, amounts."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import TemplatesSetting

from portal.lib import dates, identifiers, text as french
from portal.lib.typed_hours import NotHours, Span, read_day, read_hour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_DATE = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})")
_WORDS = re.compile(r"(?:[a-z]+\s+)?(\d{1,2})(?:er)?\s+([a-zéûô]+)\.?\s+(\d{4})")


class Renderer(TemplatesSetting):
    """The portal's own form templates: label, hint, error, control, in that order."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
    formset_template_name = "ui/forms/formset.html"


class DateField(forms.DateField):
    """A date typed as text: 15/12/2026, 15.12.26, 15 décembre 2026."""

    default_error_messages = {
        "invalid": "Écrivez la date ainsi : 15/12/2026.",
        "required": "Écrivez une date, par exemple 15/12/2026.",
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateInput(
                format="%d/%m/%Y",
                attrs={"class": "short", "autocomplete": "off", "inputmode": "text"},
            ),
        )
        kwargs.setdefault("help_text", "Jour, mois, année : 15/12/2026.")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        text = str(value or "").strip().lower()
        if not text or isinstance(value, dt.date):
            return super().to_python(value)
        found = _numbers(text) or _in_words(text)
        if found:
            try:
                return dt.date(*found)
            except ValueError:
                raise ValidationError(
                    "Cette date n’existe pas. Vérifiez le jour et le mois.", code="invalid"
                ) from None
        return super().to_python(value)


def _numbers(text: str) -> tuple[int, int, int] | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    day, month, year = (int(part) for part in found.groups())
    return (year if year > 99 else 2000 + year), month, day  # noqa: PLR2004


def _in_words(text: str) -> tuple[int, int, int] | None:
    found = _WORDS.fullmatch(text)
    months = [n for n, name in enumerate(dates.MONTHS, 1) if found and name == found.group(2)]
    return (int(found.group(3)), months[0], int(found.group(1))) if found and months else None


class NumberField(forms.DecimalField):
    """A number typed in the French way: « 1 234,5 ». `unit` is written after the control."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Écrivez un nombre, par exemple 1 234,5.",
        "max_digits": "Ce nombre a trop de chiffres.",
        "max_whole_digits": "Ce nombre est trop grand.",
    }

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002
        whole = self.decimal_places == 0
        return {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = _SPACES.sub("", value).replace(",", ".").replace("−", "-").removesuffix("€")
        try:
            return super().to_python(value)
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return french.decimal_number(value) if isinstance(value, Decimal | int) else value


class _Listed(ModelChoiceIterator):
    """The choices of a field whose rows are known already."""

    field: ShortChoiceField

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.field.listed:
            yield self.choice(row)

    def __len__(self) -> int:
        return len(self.field.listed) + (self.field.empty_label is not None)


class ShortChoiceField(forms.ModelChoiceField):
    """One of a few rows, all read at once: by the page with its other questions, or when they are first needed."""

    iterator = _Listed
    _listed: list[Any] | None = None

    @property
    def offered(self) -> QuerySet[Any]:
        """The question that `listed` answers."""
        assert self.queryset is not None
        return self.queryset

    @property
    def listed(self) -> list[Any]:
        if self._listed is None:
            self._listed = list(self.offered)
        return self._listed

    @listed.setter
    def listed(self, rows: list[Any]) -> None:
        self._listed = rows

    @property
    def is_listed(self) -> bool:
        return self._listed is not None

    def to_python(self, value: Any) -> Any:
        """The row itself, found among those that are offered."""
        if value in self.empty_values:
            return None
        for row in self.listed:
            if value == row or str(value) == str(self.prepare_value(row)):
                return row
        raise ValidationError(
            self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
        )


class QuantityField(NumberField):
    """Zero or more, without decimals unless told."""

    default_error_messages = {
        "invalid": "Écrivez un nombre entier, par exemple 3. Zéro si vous n’en voulez pas.",
        "max_decimal_places": "Écrivez un nombre entier, sans virgule.",
        "min_value": "Écrivez %(limit_value)s au moins.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "decimal_places": 0, "max_digits": 9, **kwargs})
        if not self.min_value:
            self.error_messages["min_value"] = "La quantité ne peut pas être négative."


class EuroField(NumberField):
    """An amount in euros; `unit` must say HT or TTC."""

    default_error_messages = {
        "invalid": "Écrivez un montant, par exemple 1 234,56.",
        "max_decimal_places": "Écrivez deux chiffres au plus après la virgule.",
    }

    def __init__(self, *, unit: str = "€ HT", **kwargs: Any) -> None:
        super().__init__(**{"decimal_places": 2, "max_digits": 12, "unit": unit, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return (
            french.decimal_number(value, places=2) if isinstance(value, Decimal | int) else value
        )


class PhoneField(forms.CharField):
    """A French number, however it is typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "class": "short", "autocomplete": "off"})
        super().__init__(**{"max_length": 30, "widget": widget, **kwargs})

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            return identifiers.phone(text) if text else ""
        except identifiers.NotAnIdentifier as error:
            raise ValidationError(str(error)) from error


class DayField(forms.CharField):
    """« 9 h – 12 h, 14 h – 17 h », empty when closed."""

    def clean(self, value: Any) -> list[Span]:
        try:
            return read_day(super().clean(value))
        except NotHours as error:
            raise ValidationError(str(error)) from error


class HourField(forms.CharField):
    """An hour as people write it: 9 h, 14 h 30. None when empty and not required."""

    def clean(self, value: Any) -> dt.time | None:
        try:
            text = super().clean(value)
            return read_hour(text) if text else None
        except NotHours as error:
            raise ValidationError(str(error)) from error


class ChoiceCards(forms.RadioSelect):
    """Two to four big exclusive answers. A label may be « title|sentence »."""

    template_name = "ui/forms/choices.html"
    looks_like_cards = True
