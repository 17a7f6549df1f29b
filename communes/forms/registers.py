"""Typing in the registers of the back-office: periods by their first and last days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from communes.models import Absence, Commune, Mailbox, Person, Site
from portal.web.backoffice import BackOfficeForm
from portal.web.forms import DateField, PhoneField

ONE_DAY = timedelta(days=1)


class DaysWidget(forms.MultiWidget):
    """« du … au … »: two dates, both included."""

    template_name = "ui/forms/days.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        looks = {"class": "short", "autocomplete": "off"}
        days: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.DateInput(format="%d/%m/%Y", attrs={**looks, "aria-label": words})
            for name, words in (("first", "premier jour"), ("last", "dernier jour"))
        }
        super().__init__(days, attrs)

    def decompress(self, value: Any) -> list[date | None]:
        if not value:
            return [None, None]
        return [value.lower, value.upper - ONE_DAY if value.upper else None]


class DaysField(forms.MultiValueField):
    """A period as people say it, from its first day to its last one; kept as [first, day after the last)."""

    widget = DaysWidget

    def __init__(self, *, open_start: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Jour, mois, année. La fin peut rester vide.")
        fields = (DateField(required=not open_start), DateField(required=False))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: Any) -> DateRange | None:
        first, last = (*data_list, None, None)[:2]
        if first and last and last < first:
            raise ValidationError("Le dernier jour vient après le premier.")
        if first is None and last is None:
            return None
        return DateRange(first, last + ONE_DAY if last else None)


class PhoneForm(BackOfficeForm):
    """A telephone however it is typed."""

    phone = PhoneField(label="Téléphone", required=False)


class PersonForm(PhoneForm):
    class Meta:
        model = Person
        fields = ("civility", "first_name", "last_name", "email", "phone")


class SiteForm(BackOfficeForm):
    """Two buildings of a commune never have one name; one that has served stays where it is."""

    erp_category = forms.TypedChoiceField(
        label="Catégorie d’ERP",
        choices=[("", "–"), *((str(n), str(n)) for n in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    class Meta:
        model = Site
        fields = "__all__"

    def clean_commune(self) -> Commune:
        commune: Commune = self.cleaned_data["commune"]
        if self.instance.pk and "commune" in self.changed_data and _has_served(self.instance):
            raise forms.ValidationError(
                "Ce bâtiment a déjà servi à sa commune : il y reste."
                " Ajoutez-en un autre, et décochez « en service » pour celui-ci."
            )
        return commune


def _has_served(site: Site) -> bool:
    """Whether a row of any app names it; what only the history knows does not count."""
    related: Any = Site._meta.related_objects
    used = (
        one.related_model._base_manager.filter(**{one.field.name: site})  # noqa: SLF001
        for one in related
        if one.field.db_constraint
    )
    return any(rows.exists() for rows in used)


class MailboxForm(BackOfficeForm):
    """An address is that of a person when one is named, else the shared one."""

    class Meta:
        model = Mailbox
        fields = ("email", "person", "active")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.shared = not data.get("person")
        return data


class AbsenceForm(BackOfficeForm):
    """Nobody stands in for herself."""

    period = DaysField(label="Période")

    class Meta:
        model = Absence
        fields = ("position", "period", "replaced_by", "note")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        position, other = data.get("position"), data.get("replaced_by")
        if position and other and position.person_id == other.pk:
            self.add_error("replaced_by", "Choisissez quelqu’un d’autre que la personne absente.")
        return data
