"""Who is registered, who takes a seat over, why somebody leaves or is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django import forms

from training.domain.enrolling import Wanted
from training.domain.expectations import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.queries.colleagues import Colleague

EXPECTATIONS = "Attentes, question à traiter, besoin particulier"
READERS = (
    "Les attentes sont lues par qui anime et par le service mutualisé, par personne d’autre. Rien sur la santé :"
    " appelez-nous. Elles sont effacées à la clôture de la session."
)


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick: somebody, the commune that sends her, what she expects once it is ticked."""

    key: str
    wanted: Wanted
    words: forms.BoundField
    ticked: bool
    starts_elected: bool
    """The first of the elected, who come after the agents."""


class EnrolForm(forms.Form):
    """A box a colleague and commune. Those who cannot come have none."""

    readers = READERS
    together = forms.BooleanField(
        label="Ensemble ou pas du tout : s’il n’y a pas de place pour tous, tous attendent",
        required=False,
    )

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(one, commune) for one in colleagues if one.free for commune in one.sent_by]
        self.people = {
            f"{one.person.pk}-{commune.pk}": Wanted(one.person, commune) for one, commune in free
        }
        for key in self.people:
            self.fields[_words_of(key)] = expectations_field()
        self.elected = {f"{one.person.pk}-{commune.pk}" for one, commune in free if one.elected}
        self.fields["people"] = forms.MultipleChoiceField(
            label="Qui inscrire",
            choices=[(key, str(one.person)) for key, one in self.people.items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Cochez au moins une personne.",
                "invalid_choice": "Cette personne ne peut pas être inscrite : la page a changé, relisez-la.",
            },
        )

    @property
    def boxes(self) -> list[Box]:
        """Ticked as sent, or as proposed."""
        ticked = set(self["people"].value() or ())
        first = next((key for key in self.people if key in self.elected), None)
        return [
            Box(key, one, self[_words_of(key)], key in ticked, key == first)
            for key, one in self.people.items()
        ]

    def wanted(self) -> list[Wanted]:
        """What is typed under a box that is not ticked is left out."""
        given = self.cleaned_data
        return [
            replace(self.people[key], expectations=given[_words_of(key)])
            for key in given["people"]
        ]


def _words_of(key: str) -> str:
    return f"attentes-{key}"


def expectations_field() -> forms.CharField:
    """The same words where one registers and where one corrects."""
    return forms.CharField(label=EXPECTATIONS, max_length=LONGEST, required=False)


class ExpectationsForm(forms.Form):
    """What somebody expects, as it stands."""

    hide_optional = True
    expectations = expectations_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expectations"].help_text = READERS


class LeaveForm(forms.Form):
    """A word for the organiser, if one likes."""

    reason = forms.CharField(
        label="Un mot pour l’organisateur", required=False, max_length=300,
        help_text="Facultatif.",
    )  # fmt: skip


class RefuseForm(forms.Form):
    """Why the mayor says no."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=300,
        help_text="La personne lira ce motif.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi : la personne le lira."},
    )


class ReplaceForm(forms.Form):
    """Which colleague takes the seat."""

    person = forms.ChoiceField(
        label="Qui vient à sa place",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une personne."},
    )

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.person.pk): one.person for one in colleagues}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(person)) for key, person in self.people.items()]
