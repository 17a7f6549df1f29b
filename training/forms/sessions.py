"""What the manager types of a session: its rules, its half days, its dates of registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory

from portal.lib.dates import PARIS, end_of_day, hour_in_words, in_paris, paris_date
from portal.web.forms import DateField, HourField, QuantityField
from training.domain.sessions import FIELDS, HalfDay, SessionPlan
from training.models import Room, Session, Trainer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from training.models import Course, Slot

CLOSES, LEAVES, CALLS = (8, 3, 1), 7, 2
"""Days before the first half day: registrations close (the first that is still to come), leaving becomes late, freed
seats are offered no more."""
OPENING = time(8)
SPARE, MOST = 1, 20
"""Empty rows offered besides; half days of a session at most."""
USUAL_HOURS = (("9 h", "12 h"), ("13 h 30", "16 h 30"))


@dataclass(frozen=True, slots=True)
class Offered:
    """The rooms and the trainers of the lists, asked for once whatever the number of half days."""

    rooms: list[tuple[str, str]]
    trainers: list[tuple[str, str]]


def offered() -> Offered:
    rooms = Room.objects.filter(active=True).select_related("commune").defer("commune__outline")
    trainers = Trainer.objects.filter(active=True).select_related("person")
    return Offered(
        rooms=[
            (str(room.pk), f"{room.commune}, {room.name} ({room.capacity} places)")
            for room in rooms.order_by("commune__name_sort", "name")
        ],
        trainers=sorted(((str(one.pk), str(one)) for one in trainers), key=lambda one: one[1]),
    )


def one_of_a_list(label: str) -> forms.TypedChoiceField:
    """The choices are given by `offer`."""
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)


def offer(form: forms.Form, lists: Offered) -> None:
    """Fill the lists of a form of half days; nothing chosen is said in words."""
    for name, rows, none in (
        ("room", lists.rooms, "À trouver"),
        ("trainer", lists.trainers, "Personne"),
        ("second", lists.trainers, "Personne"),
    ):
        field = form.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", none), *rows]


class HalfForm(forms.Form):
    """One half day; a row without a day is left out."""

    hide_optional = True
    day = DateField(label="Jour", required=False, help_text="")
    starts = HourField(label="De", max_length=10, required=False)
    ends = HourField(label="À", max_length=10, required=False)
    room = one_of_a_list("Salle")
    trainer = one_of_a_list("Avec")
    second = one_of_a_list("Et avec")

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, offered)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("day") and not self.errors:
            hours_of(given)
        return given

    def half(self) -> HalfDay | None:
        given = self.cleaned_data
        if not given.get("day"):
            return None
        starts_at, ends_at = hours_of(given)
        return HalfDay(
            starts_at=starts_at,
            ends_at=ends_at,
            room_id=given["room"],
            trainer_ids=given_trainers(given),
        )


HalfFormSet = formset_factory(HalfForm, extra=0, max_num=MOST, absolute_max=MOST)


class SessionForm(forms.Form):
    """The rules of a session. Dates left empty follow from the first half day."""

    hide_optional = True
    minimum = QuantityField(label="Inscrits au moins", min_value=1, max_value=500)
    maximum = QuantityField(label="Inscrits au plus", min_value=1, max_value=500)
    quota = QuantityField(
        label="Places par commune", min_value=1, max_value=500, required=False,
        help_text="Vide : sans limite.",
    )  # fmt: skip
    opens_on = DateField(
        label="Inscriptions à partir du", required=False, help_text="Vide : dès l’annonce."
    )
    closes_on = DateField(
        label="Inscriptions jusqu’au", required=False, help_text="Vide : huit jours avant."
    )
    waiting_on = DateField(
        label="Places libérées proposées jusqu’au",
        required=False,
        help_text="Vide : deux jours avant.",
    )
    cancel_on = DateField(
        label="Désistement sans retard jusqu’au",
        required=False,
        help_text="Vide : sept jours avant.",
    )
    offer_hours = QuantityField(
        label="Pour prendre une place proposée", min_value=1, max_value=720, unit="heures",
        initial=48,
    )  # fmt: skip
    hold_hours = QuantityField(
        label="Place tenue en attendant le maire", min_value=1, max_value=1440, unit="heures",
        initial=120,
    )  # fmt: skip
    needs_approval = forms.BooleanField(
        label="Demander l’accord du maire", required=False, initial=True
    )
    hold_pending = forms.BooleanField(
        label="Tenir une place en attendant cet accord", required=False, initial=True
    )
    note = forms.CharField(
        label="À savoir", max_length=300, required=False,
        help_text="Lu sur la page de la session : repas pris ensemble, apportez un acte…",
    )  # fmt: skip

    def plan(self, course: Course, halves: Iterable[HalfDay], *, at: datetime) -> SessionPlan:
        """ValidationError: what the database would refuse, in its own words."""
        given, rows = self.cleaned_data, tuple(halves)
        first = min((half.starts_at for half in rows), default=None)
        plan = SessionPlan(
            course_id=course.pk,
            minimum=int(given["minimum"]),
            maximum=int(given["maximum"]),
            quota=int(given["quota"]) if given["quota"] else None,
            offer_hours=int(given["offer_hours"]),
            hold_hours=int(given["hold_hours"]),
            needs_approval=given["needs_approval"],
            hold_pending=given["hold_pending"],
            note=given["note"],
            halves=rows,
            **deadlines(given, first, at=at),
        )
        _check(plan)
        return plan


def deadlines(
    given: Mapping[str, date | None], first: datetime | None, *, at: datetime
) -> dict[str, datetime | None]:
    """The dates of registration as typed, else as usual before the first half day; none without half days."""
    typed = {name: end_of_day(day) if day else None for name, day in _days(given).items()}
    opens_on = given["opens_on"]
    opens = datetime.combine(opens_on, OPENING, tzinfo=PARIS) if opens_on else at
    if first is None:
        return {"opens_at": opens if opens_on else None, **typed}
    usual = [_before(first, days) for days in CLOSES]
    closes = typed["closes_at"] or next((one for one in usual if one > opens), first)
    waiting = typed["waiting_closes_at"] or min(max(closes, _before(first, CALLS)), first)
    cancel = typed["cancel_until"] or max(_before(first, LEAVES), opens)
    return {
        "opens_at": opens,
        "closes_at": closes,
        "waiting_closes_at": waiting,
        "cancel_until": cancel,
    }


def _days(given: Mapping[str, date | None]) -> dict[str, date | None]:
    return {
        "closes_at": given["closes_on"],
        "waiting_closes_at": given["waiting_on"],
        "cancel_until": given["cancel_on"],
    }


def _before(first: datetime, days: int) -> datetime:
    return end_of_day(paris_date(first) - timedelta(days=days))


def _check(plan: SessionPlan) -> None:
    """The constraints of the table, before it refuses."""
    starts = [half.starts_at for half in plan.halves]
    ends = [half.ends_at for half in plan.halves]
    Session(
        number="2000-000",
        starts_at=min(starts, default=None),
        ends_at=max(ends, default=None),
        **{name: getattr(plan, name) for name in FIELDS},
    ).validate_constraints()


def start_of_course(course: Course) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the forms of a new session say: the numbers of the course, a row a half day and one to spare."""
    rules = {"minimum": course.minimum, "maximum": course.maximum}
    rows = [
        dict(zip(("starts", "ends"), USUAL_HOURS[n % 2], strict=True))
        for n in range(min(course.halves + SPARE, MOST))
    ]
    return rules, rows


def start_of_session(session: Session) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the forms of a draft say. Half days, rooms and trainers are prefetched."""
    rules: dict[str, Any] = {
        name: getattr(session, name)
        for name in (
            "minimum", "maximum", "quota", "offer_hours", "hold_hours", "needs_approval", "hold_pending", "note",
        )
    }  # fmt: skip
    for name, field in (
        ("opens_on", "opens_at"),
        ("closes_on", "closes_at"),
        ("waiting_on", "waiting_closes_at"),
        ("cancel_on", "cancel_until"),
    ):
        instant = getattr(session, field)
        rules[name] = paris_date(instant) if instant else None
    rows = [start_of_slot(slot) for slot in session.slots.all()]
    if len(rows) < MOST:
        starts, ends = USUAL_HOURS[len(rows) % 2]
        rows.append({"starts": starts, "ends": ends})
    return rules, rows


def start_of_slot(slot: Slot) -> dict[str, Any]:
    trainers = [one.trainer_id for one in slot.trainers.all()]
    return {
        "day": slot.day,
        "starts": hour_in_words(in_paris(slot.starts_at).time()),
        "ends": hour_in_words(in_paris(slot.ends_at).time()),
        "room": slot.room_id,
        "trainer": next(iter(trainers), None),
        "second": next(iter(trainers[1:]), None),
    }


def hours_of(given: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """ValidationError when an hour is missing, or they are the wrong way round."""
    day, starts, ends = given.get("day"), given.get("starts"), given.get("ends")
    if day is None or starts is None or ends is None:
        raise ValidationError("Donnez le jour et les deux heures de la demi-journée.")
    if starts >= ends:
        raise ValidationError("La demi-journée finit avant d’avoir commencé.")
    return (
        datetime.combine(day, starts, tzinfo=PARIS),
        datetime.combine(day, ends, tzinfo=PARIS),
    )


def given_trainers(given: Mapping[str, Any]) -> tuple[int, ...]:
    """By key, each once."""
    found = (given.get("trainer"), given.get("second"))
    return tuple(dict.fromkeys(one for one in found if one))
