"""Who begins, who ends, who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from communes.domain.positions import NewPerson, Post
from communes.models import Person
from communes.states import COMMUNE_ROLES, Role
from portal.web.forms import DateField, NumberField, PhoneField

if TYPE_CHECKING:
    from datetime import date

    from communes.models import Position
    from portal.accounts.models import User


class PostForm(forms.Form):
    """What a person does for the commune."""

    role = forms.ChoiceField(
        label="Rôle", choices=[(role.value, role.label) for role in COMMUNE_ROLES]
    )
    title = forms.CharField(
        label="Intitulé exact",
        max_length=120,
        required=False,
        help_text="Par exemple : deuxième adjointe, secrétaire générale de mairie.",
    )
    weekly_hours = NumberField(
        label="Heures par semaine",
        unit="h",
        required=False,
        min_value=0,
        max_value=60,
        decimal_places=2,
    )
    working_days = forms.CharField(
        label="Jours de présence",
        max_length=120,
        required=False,
        help_text="Par exemple : mardi et jeudi.",
    )
    started_on = DateField(label="Depuis le")

    def post(self) -> Post:
        names = ("role", "title", "weekly_hours", "working_days", "started_on")
        return Post(**{name: self.cleaned_data[name] for name in names})


class NewPositionForm(PostForm):
    """Someone already in the directory, or a new person."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Déjà dans l’annuaire",
        required=False,
        empty_label="Une personne nouvelle",
        help_text="Une même personne peut servir plusieurs communes.",
    )
    civility = forms.ChoiceField(
        label="Civilité", required=False, choices=[("", "–"), ("mme", "Madame"), ("m", "Monsieur")]
    )
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    last_name = forms.CharField(label="Nom", max_length=80, required=False)
    email = forms.EmailField(label="Courriel personnel", required=False)
    phone = PhoneField(label="Téléphone", required=False)
    field_order = ("person", "civility", "first_name", "last_name", "email", "phone", "role")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Person.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not given.get("person"):
            for name in ("first_name", "last_name"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, "Écrivez-le, ou choisissez une personne de l’annuaire.")
        return given

    def who(self) -> Person | NewPerson:
        given = self.cleaned_data
        known: Person | None = given["person"]
        names = ("civility", "first_name", "last_name", "email", "phone")
        return known or NewPerson(**{name: given[name] for name in names})


class ChangePositionForm(PostForm):
    def __init__(self, *args: Any, position: Position, **kwargs: Any) -> None:
        names = ("role", "title", "weekly_hours", "working_days", "started_on")
        kwargs["initial"] = {name: getattr(position, name) for name in names}
        super().__init__(*args, **kwargs)
        label = Role(position.role).label
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(position.role, label)]


class EndForm(forms.Form):
    on = DateField(label="Dernier jour")


class AbsenceForm(forms.Form):
    first = DateField(label="Premier jour d’absence")
    last = DateField(
        label="Dernier jour d’absence",
        required=False,
        help_text="Vide tant que le retour n’est pas connu. 15/12/2026.",
    )
    replaced_by = forms.ModelChoiceField(
        Person.objects.none(),
        label="Remplacée par",
        required=False,
        empty_label="Personne",
        help_text="Quelqu’un de l’annuaire, de votre commune ou d’une autre.",
    )
    note = forms.CharField(
        label="Note",
        max_length=200,
        required=False,
        help_text="Visible dans l’annuaire : ne dites pas la raison de l’absence.",
    )

    def __init__(self, *args: Any, position: Position, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["replaced_by"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Person.objects.visible_to(user).exclude(pk=position.person_id)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first: date | None = given.get("first")
        last: date | None = given.get("last")
        if first and last and last < first:
            self.add_error("last", ValidationError("Le dernier jour vient après le premier."))
        return given


class MailboxForm(forms.Form):
    email = forms.EmailField(label="Adresse")
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="À qui est-elle",
        required=False,
        empty_label="À la mairie : boîte partagée",
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
