"""What changes a session that is announced: hours, rooms, trainers, seats, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.web.forms import DateField, HourField, QuantityField
from training.forms.sessions import (
    Offered,
    given_trainers,
    hours_of,
    offer,
    one_of_a_list,
    start_of_slot,
)
from training.models import Session

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from training.models import Slot


class SlotForm(forms.Form):
    """Something of one half day; `slot` is what it changes."""

    hide_optional = True

    def __init__(self, data: Any, slot: Slot, lists: Offered) -> None:
        super().__init__(data, prefix=f"s{slot.pk}", initial=start_of_slot(slot))
        self.slot = slot
        offer(self, lists)

    def value(self) -> Any:
        """What the half day is to have."""
        raise NotImplementedError

    def kept(self) -> Any:
        """What it has, to be compared with `value`."""
        raise NotImplementedError

    def changes(self) -> bool:
        """Whatever the way it is typed: « 9h » is « 9 h »."""
        return bool(self.value() != self.kept())


class HoursForm(SlotForm):
    """Another day, other hours."""

    day = DateField(label="Jour", help_text="")
    starts = HourField(label="De", max_length=10)
    ends = HourField(label="À", max_length=10)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors:
            hours_of(given)
        return given

    def value(self) -> tuple[datetime, datetime]:
        return hours_of(self.cleaned_data)

    def kept(self) -> tuple[datetime, datetime]:
        return self.slot.starts_at, self.slot.ends_at


class PlaceForm(SlotForm):
    """Another room."""

    room = one_of_a_list("Salle")

    def clean_room(self) -> int:
        room = self.cleaned_data["room"]
        if room is None:
            raise forms.ValidationError("Choisissez une salle : la session est annoncée.")
        return int(room)

    def value(self) -> int:
        return int(self.cleaned_data["room"])

    def kept(self) -> int | None:
        return self.slot.room_id


class TrainersForm(SlotForm):
    """Who gives it."""

    trainer = one_of_a_list("Avec")
    second = one_of_a_list("Et avec")

    def value(self) -> tuple[int, ...]:
        return given_trainers(self.cleaned_data)

    def kept(self) -> tuple[int, ...]:
        return tuple(one.trainer_id for one in self.slot.trainers.all())


class SeatsForm(forms.Form):
    """More seats, or fewer."""

    maximum = QuantityField(label="Inscrits au plus", min_value=1, max_value=500)
    quota = QuantityField(
        label="Places par commune", min_value=1, max_value=500, required=False,
        help_text="Vide : sans limite.",
    )  # fmt: skip

    def values(self) -> dict[str, int | None]:
        given = self.cleaned_data
        quota = given["quota"]
        return {"maximum": int(given["maximum"]), "quota": int(quota) if quota else None}


class NothingForm(forms.Form):
    """A confirmation: there is nothing to type."""

    def __init__(self, data: Any = None, *, others: QuerySet[Session]) -> None:
        super().__init__(data)
        self.others = others

    def values(self) -> dict[str, Any]:
        return {}


class CancelForm(NothingForm):
    """Why the session does not take place."""

    reason = forms.CharField(
        label="Pourquoi la session est annulée",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Les inscrits et ceux qui attendent le liront, avec les autres dates.",
        error_messages={"required": "Dites pourquoi : les inscrits le liront."},
    )

    def values(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class MergeForm(NothingForm):
    """Which session its people are told of."""

    into = forms.ModelChoiceField(
        Session.objects.none(),
        label="La session qui reste",
        empty_label="Choisir une session",
        error_messages={"required": "Choisissez une session à venir de la même formation."},
    )

    def __init__(self, data: Any = None, *, others: QuerySet[Session]) -> None:
        super().__init__(data, others=others)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = others

    def values(self) -> dict[str, Any]:
        return {"into_id": self.cleaned_data["into"].pk}


def filled(forms_: Iterable[SlotForm]) -> bool:
    """Whether each is right; all are looked at, so that each says its own fault."""
    faulty = [form for form in forms_ if not form.is_valid()]
    return not faulty
