"""What a town hall types of itself; hours as one line a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.domain.town_halls import TownHall
from portal.lib.dates import WEEKDAYS
from portal.lib.opening import parse_hours
from portal.lib.text import sentence
from portal.lib.typed_hours import as_rows, write_day
from portal.web.forms import DayField, PhoneField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.forms import BoundField

    from communes.models import Commune


class TownHallForm(forms.Form):
    """In one page: how to reach the town hall, and when. Nothing is compulsory."""

    hide_optional = True

    address = forms.CharField(label="Adresse de la mairie", max_length=200, required=False)
    phone = PhoneField(label="Téléphone", required=False)
    email = forms.EmailField(label="Courriel partagé de la mairie", required=False)
    website = forms.URLField(label="Site Internet", required=False, assume_scheme="https")
    note = forms.CharField(
        label="À savoir",
        required=False,
        max_length=500,
        help_text="Par exemple : sonner à l’arrière, fermée la première semaine d’août.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    good_friday_off = forms.BooleanField(
        label="Le Vendredi saint est férié ici",
        required=False,
        help_text="Seulement dans les communes qui ont un temple protestant ou une église mixte.",
    )

    def __init__(self, *args: Any, commune: Commune, **kwargs: Any) -> None:
        hours = parse_hours(commune.opening_hours)
        names = ("address", "phone", "email", "website", "note", "good_friday_off")
        initial = {name: getattr(commune, name) for name in names}
        initial |= {f"day_{n}": write_day(hours, n) for n in range(len(WEEKDAYS))}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for number, day in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = DayField(
                label=sentence(day),
                required=False,
                max_length=120,
                widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "fermée"}),
            )

    @property
    def reach(self) -> Iterator[BoundField]:
        return (field for field in self if not field.name.startswith("day_"))

    @property
    def week(self) -> Iterator[BoundField]:
        return (field for field in self if field.name.startswith("day_"))

    def said(self) -> TownHall:
        given = dict(self.cleaned_data)
        days = {n: given.pop(f"day_{n}") for n in range(len(WEEKDAYS))}
        return TownHall(**given, opening_hours=as_rows(days))
