"""The one page of a town hall: who would learn what, when they cannot, how far they would drive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from portal.web.forms import QuantityField
from training.domain.wishes import Asked, Given
from training.states.wishes import Period, Priority, Weekday

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.models import Course, Theme
    from training.queries.wish_page import WishPage

FREE = 2
"""Empty lines for what the catalogue does not have."""
NO_DAY = -1
"""« Aucun »: the days that are impossible for the other wishes suit this one."""
OWN_PERIOD = (("", "comme pour tous"), *Period.choices)
OWN_DAYS = (*Weekday.choices, (NO_DAY, "aucun"))
OWN = ("period", "not_weekdays", "kilometres_at_most")
"""What a line may say for itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One course, or one subject in words, with its fields."""

    key: str
    course: Course | None
    who: forms.BoundField
    number: forms.BoundField
    priority: forms.BoundField
    own: tuple[forms.BoundField, ...]
    """Its own period, days and way, empty where they are those of all."""
    theme: forms.BoundField | None = None
    subject: forms.BoundField | None = None

    @property
    def taken(self) -> bool:
        """Somebody is ticked, or counted."""
        return bool(self.who.value() or self.number.value())

    @property
    def differs(self) -> bool:
        """It says something for itself, or something wrong."""
        return any(one.value() or one.errors for one in self.own)


class WishesForm(forms.Form):
    """A line a course, then a few in words. Fields of a line are named `<key>-who`, `-number`, `-priority`.

    Period, days and way are said once for all of them; a line may say others.
    """

    hide_optional = True
    not_weekdays = forms.TypedMultipleChoiceField(
        label="Jours impossibles", choices=Weekday, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    period = forms.ChoiceField(label="Quand de préférence", choices=Period, initial=Period.ANY)
    impossible = forms.CharField(
        label="Dates impossibles", max_length=200, required=False,
        help_text="Par exemple : le vote du budget, du 1er au 15 avril.",
    )  # fmt: skip
    kilometres_at_most = QuantityField(
        label="Jusqu’où rouler", min_value=1, max_value=200, unit="km", required=False,
        help_text="Un aller. Vide : peu importe.",
    )  # fmt: skip
    remark = forms.CharField(
        label="Un mot pour le service", max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, page: WishPage) -> None:
        self.page = page
        self.people = [(str(one.pk), str(one)) for one in page.people]
        words = [one.subject for one in page.wishes if one.subject]
        self.words = list(dict.fromkeys(words))
        super().__init__(data, initial=self._start())
        self.keys: dict[str, Course | None] = {f"c{one.pk}": one for one in page.courses}
        self.keys |= {f"s{n}": None for n in range(len(self.words) + FREE)}
        for key, course in self.keys.items():
            self._add_line(key, course, page.themes)

    def _start(self) -> dict[str, Any]:
        """What was said, or last year's."""
        found: dict[str, Any] = {"remark": self.page.answer.remark}
        for name in (*OWN, "impossible"):
            found[name] = getattr(self.page.usual, name)
        for wish in self.page.wishes:
            key = f"s{self.words.index(wish.subject)}" if wish.subject else f"c{wish.course_id}"
            found[f"{key}-priority"] = wish.priority
            if wish.subject:
                found |= {f"{key}-subject": wish.subject, f"{key}-theme": wish.theme_id}
            if wish.person_id:
                found.setdefault(f"{key}-who", []).append(str(wish.person_id))
            else:
                found[f"{key}-number"] = wish.people
            for name in OWN:
                if getattr(wish, name) != found[name]:
                    found[f"{key}-{name}"] = getattr(wish, name)
            if wish.not_weekdays == [] != found["not_weekdays"]:
                found[f"{key}-not_weekdays"] = [NO_DAY]
        return found

    def _add_line(self, key: str, course: Course | None, themes: Iterable[Theme]) -> None:
        name = course.title if course else "Autre sujet"
        self.fields[f"{key}-who"] = forms.MultipleChoiceField(
            label=f"Qui : {name}", choices=self.people, required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Cette personne n’est pas de la commune : rechargez la page."},
        )  # fmt: skip
        self.fields[f"{key}-number"] = QuantityField(
            label="Autres agents", min_value=1, max_value=99, required=False
        )
        self.fields[f"{key}-priority"] = forms.TypedChoiceField(
            label="Priorité", choices=Priority, coerce=int, initial=Priority.MIDDLE
        )
        self._add_own(key)
        if course is None:
            self.fields[f"{key}-theme"] = forms.TypedChoiceField(
                label="Thème", coerce=int, required=False, empty_value=None,
                choices=[("", "Choisir"), *((one.pk, one.name) for one in themes)],
            )  # fmt: skip
            self.fields[f"{key}-subject"] = forms.CharField(
                label="Sujet, avec vos mots", max_length=160, required=False
            )

    def _add_own(self, key: str) -> None:
        self.fields[f"{key}-period"] = forms.ChoiceField(
            label="Quand", choices=OWN_PERIOD, required=False
        )
        self.fields[f"{key}-not_weekdays"] = forms.TypedMultipleChoiceField(
            label="Jours impossibles", choices=OWN_DAYS, coerce=int, required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.fields[f"{key}-kilometres_at_most"] = QuantityField(
            label="Jusqu’où", min_value=1, max_value=200, unit="km", required=False
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in ("not_weekdays", *(f"{key}-not_weekdays" for key in self.keys)):
            if set(given.get(name) or ()) >= set(Weekday.values):
                self.add_error(name, "Laissez au moins un jour de la semaine.")
        for key, course in self.keys.items():
            if course is None:
                self._check_words(key, given)
        return given

    def _check_words(self, key: str, given: dict[str, Any]) -> None:
        somebody = given.get(f"{key}-who") or given.get(f"{key}-number")
        subject, theme = given.get(f"{key}-subject"), given.get(f"{key}-theme")
        if subject and not somebody:
            self.add_error(f"{key}-who", "Dites qui, ou combien d’agents.")
        if somebody and not subject:
            self.add_error(f"{key}-subject", "Dites ce que ces agents voudraient apprendre.")
        if subject and not theme:
            self.add_error(f"{key}-theme", "Choisissez le thème le plus proche.")

    def line(self, key: str) -> Line:
        in_words = self.keys[key] is None
        return Line(
            key=key,
            course=self.keys[key],
            who=self[f"{key}-who"],
            number=self[f"{key}-number"],
            priority=self[f"{key}-priority"],
            own=tuple(self[f"{key}-{name}"] for name in OWN),
            theme=self[f"{key}-theme"] if in_words else None,
            subject=self[f"{key}-subject"] if in_words else None,
        )

    @property
    def offered(self) -> list[tuple[Theme, list[Line]]]:
        return [
            (theme, [self.line(f"c{one.pk}") for one in courses])
            for theme, courses in self.page.offered
        ]

    @property
    def in_words(self) -> list[Line]:
        return [self.line(key) for key, course in self.keys.items() if course is None]

    def given(self) -> Given:
        given = self.cleaned_data
        kilometres = given["kilometres_at_most"]
        return Given(
            asked=tuple(one for key in self.keys if (one := self._asked(key))),
            period=given["period"],
            not_weekdays=tuple(given["not_weekdays"]),
            impossible=given["impossible"],
            kilometres_at_most=int(kilometres) if kilometres else None,
            remark=given["remark"],
        )

    def _asked(self, key: str) -> Asked | None:
        given, course = self.cleaned_data, self.keys[key]
        people, number = given[f"{key}-who"], given[f"{key}-number"]
        days, kilometres = given[f"{key}-not_weekdays"], given[f"{key}-kilometres_at_most"]
        if not people and not number:
            return None
        return Asked(
            course_id=course.pk if course else None,
            theme_id=None if course else given[f"{key}-theme"],
            subject="" if course else given[f"{key}-subject"],
            people=tuple(int(pk) for pk in people),
            number=int(number or 0),
            priority=given[f"{key}-priority"],
            period=given[f"{key}-period"],
            not_weekdays=tuple(day for day in days if day != NO_DAY) if days else None,
            kilometres_at_most=int(kilometres) if kilometres else None,
        )


class CallerWishesForm(WishesForm):
    """The same page, filled in by the manager while a town hall speaks."""

    caller = forms.CharField(
        label="Avec qui parlez-vous", max_length=120,
        help_text="Son nom et sa fonction : Solange Ferrand, secrétaire.",
        error_messages={"required": "Notez qui a téléphoné."},
    )  # fmt: skip


class SilentCallerForm(forms.Form):
    """Who says that there is no wish."""

    caller = forms.CharField(
        label="Avec qui parlez-vous", max_length=120,
        error_messages={"required": "Notez qui a téléphoné."},
    )  # fmt: skip
