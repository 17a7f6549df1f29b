"""What is typed about the training of agents."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from communes.models import Commune, Person
from portal.files import LARGEST, Given
from portal.web.forms import DateField, NumberField
from training.domain.records import Followed
from training.models import ObligationRule

if TYPE_CHECKING:
    from django.db.models import QuerySet

HALF = Decimal("0.5")


class DaysField(NumberField):
    """Days, by halves; cleaned into half days."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"unit": "jours", "decimal_places": 1, "max_digits": 4, "min_value": HALF, **kwargs}
        )

    def clean(self, value: Any) -> int | None:
        days = super().clean(value)
        if days is None:
            return None
        if days % HALF:
            raise ValidationError("On compte par demi-journées : 0,5, 1, 1,5…")
        return int(days * 2)


class ExternalForm(forms.Form):
    """A training followed elsewhere, and its attestation."""

    title = forms.CharField(
        label="Intitulé", max_length=140, error_messages={"required": "Recopiez l’intitulé."}
    )
    organism = forms.CharField(label="Organisme", max_length=120, initial="CNFPT")
    day = DateField(label="Dernier jour")
    days = DaysField(label="Durée", max_value=60)
    statutory = forms.BooleanField(
        label="C’est une formation statutaire",
        required=False,
        help_text="Elle compte alors pour les obligations de la loi. L’attestation le dit.",
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Pour la commune", empty_label=None
    )
    proof = forms.FileField(
        label="Attestation",
        help_text="Photo ou PDF, 15 Mo au plus.",
        error_messages={"required": "Joignez l’attestation : c’est elle qui prouve."},
    )

    def __init__(self, *args: Any, communes: QuerySet[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = communes

    def clean_proof(self) -> Any:
        proof = self.cleaned_data["proof"]
        if proof.size > LARGEST:
            raise ValidationError(
                f"« {proof.name} » dépasse 15 Mo : envoyez un fichier plus petit."
            )
        return proof

    def followed(self, person: Person) -> Followed:
        given: dict[str, Any] = self.cleaned_data
        proof = given["proof"]
        return Followed(
            person_id=person.pk,
            commune_id=given["commune"].pk,
            title=given["title"],
            organism=given["organism"],
            day=given["day"],
            half_days=given["days"],
            statutory=given["statutory"],
            file=Given(name=proof.name, content=proof.read()),
        )


class ObligationForm(forms.Form):
    """What an agent owes, since when."""

    rule = forms.ModelChoiceField(
        ObligationRule.objects.all(), label="Obligation", empty_label="Choisir"
    )
    begins_on = DateField(label="Depuis le", help_text="Le jour de la prise de poste.")
    days = DaysField(
        label="Jours dus",
        required=False,
        help_text="Laissez vide pour la durée du texte. Un accord peut demander davantage.",
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Commune qui emploie", empty_label=None
    )

    def __init__(self, *args: Any, communes: QuerySet[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = communes


class CloseForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        help_text="« Remplie », « dispense du CNFPT », « départ »…",
        error_messages={"required": "Dites pourquoi : le livret le garde."},
    )
