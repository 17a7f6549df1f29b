"""The filters of a list: a form read from the address of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import F, Func, Q, QuerySet, TextField
from django.forms.models import ModelChoiceIterator

from portal.database.together import HowMany, together
from portal.lib.text import fold
from portal.web.forms import ShortChoiceField

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on, and the parameter that takes it away."""

    name: str
    words: str


class ListFilters(forms.Form):
    """Subclass with fields. `search`: the columns that `q` looks in. `lookups`: field → lookup.

    What neither says is done by overriding `narrow`. A field that is not valid does not filter.
    """

    search: ClassVar[tuple[str, ...]] = ()
    lookups: ClassVar[Mapping[str, str]] = {}
    hide_optional = True

    def read_with(self, *others: QuerySet[Any, Any] | HowMany) -> list[Any]:
        """Read the rows of its short choices and the answers to other questions of the page, in one statement.

        Gives the answers to the others. Called again, it reads nothing twice.
        """
        fields = [
            field
            for field in self.fields.values()
            if isinstance(field, ShortChoiceField) and not field.is_listed
        ]
        answers = together(*(field.offered for field in fields), *others)
        for field in fields:
            field.listed = answers.pop(0)
        return answers

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are on and make sense."""
        self.read_with()
        self.is_valid()
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in (None, "", [], False) and not _is_empty(value)
        }

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for name, value in self.chosen.items():
            if name in self.lookups:
                rows = rows.filter(**{self.lookups[name]: value})
        return found_in(rows, self.search, self.chosen.get("q", ""))

    def chips(self) -> list[Chip]:
        """What is on, in words."""
        return [Chip(name, self._words(name, value)) for name, value in self.chosen.items()]

    def _words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return str(field.label)
        if isinstance(field, forms.MultipleChoiceField):
            return ", ".join(_label(field, one) for one in value)
        if isinstance(field, forms.ChoiceField):
            return _label(field, value)
        return f"« {value} »"


def _is_empty(value: Any) -> bool:
    return isinstance(value, QuerySet) and not value


def _label(field: forms.ChoiceField, value: Any) -> str:
    choices = field.choices
    if isinstance(choices, ModelChoiceIterator):
        return str(value)
    return str({str(key): label for key, label in field.widget.choices}.get(str(value), value))


def found_in(rows: QuerySet[Any], columns: tuple[str, ...], query: str) -> QuerySet[Any]:
    """Every word of the query is in one of the columns, whatever the accents and hyphens."""
    if not columns or not query:
        return rows
    plain = {
        f"folded_{n}": Func(F(column), function="folded", output_field=TextField())
        for n, column in enumerate(columns)
    }
    rows = rows.alias(**plain)
    for word in fold(query).split():
        anywhere = Q()
        for name in plain:
            anywhere |= Q(**{f"{name}__contains": word})
        rows = rows.filter(anywhere)
    return rows
