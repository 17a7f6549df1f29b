"""What is typed about the convention and the adhesions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from communes.models import Epci
from portal.files import cleaned, sniffed
from portal.web.forms import DateField
from purchasing.domain.framework import ConventionTerms
from purchasing.models import Convention
from purchasing.states import LegalBasis

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 10 * 1024 * 1024
KINDS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class ProofField(forms.FileField):
    """A scan or a photo: a PDF, a JPEG or a PNG, by what it holds and not by its name; photos lose their metadata."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "PDF, JPEG ou PNG, 10 Mo au plus.")
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile | None = super().clean(data, initial)
        if not file:
            return None
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError("Ce fichier dépasse 10 Mo : scannez-le en moins fin.")
        _name, content = cleaned(file.name or "", file.read())
        kind = KINDS.get(sniffed("", content))
        if kind is None:
            raise ValidationError("Ce fichier n’est ni un PDF, ni un JPEG, ni un PNG.")
        return ContentFile(content, name=f"deliberation.{kind}")


class ConventionForm(forms.Form):
    """A convention."""

    title = forms.CharField(label="Intitulé", max_length=200)
    coordinator = forms.ModelChoiceField(Epci.objects.filter(ours=True), label="Coordonnateur")
    legal_basis = forms.ChoiceField(label="Fondement", choices=LegalBasis.choices)
    scope = forms.ChoiceField(label="Mission", choices=Convention.Scope.choices)
    permanent = forms.BooleanField(label="Groupement permanent", required=False, initial=True)
    tender_board = forms.CharField(
        label="Commission d’appel d’offres",
        max_length=200,
        required=False,
        help_text="Vide : celle du coordonnateur.",
    )
    fee_rule = forms.CharField(
        label="Participation aux frais",
        max_length=200,
        required=False,
        help_text="Aucune si le fondement est l’article L5211-4-4 : il est à titre gratuit.",
    )
    in_force_on = DateField(label="En vigueur le", required=False)
    ended_on = DateField(label="Jusqu’au", required=False)

    @classmethod
    def of(cls, convention: Convention, data: Any = None) -> ConventionForm:
        return cls(data, initial={name: getattr(convention, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        free = data.get("legal_basis") == LegalBasis.EPCI_FOR_COMMUNES
        if free and data.get("fee_rule"):
            self.add_error(
                "fee_rule", "L’article L5211-4-4 est à titre gratuit : laissez ce champ vide."
            )
        start, end = data.get("in_force_on"), data.get("ended_on")
        if start and end and end < start:
            self.add_error("ended_on", "La fin vient après l’entrée en vigueur.")
        return data

    def terms(self) -> ConventionTerms:
        data = dict(self.cleaned_data)
        return ConventionTerms(coordinator_id=data.pop("coordinator").pk, **data)


class VoteForm(forms.Form):
    """The deliberation of a council."""

    deliberation_no = forms.CharField(
        label="Numéro de la délibération", max_length=40, help_text="Par exemple 2026-31."
    )
    deliberated_on = DateField(label="Date de la séance")
    transmitted_on = DateField(
        label="Transmise au contrôle de légalité le",
        required=False,
        help_text="Si elle l’est déjà : 15/12/2026.",
    )
    file = ProofField(label="La délibération signée", required=False)


class SignForm(forms.Form):
    """Transmission and signature."""

    transmitted_on = DateField(label="Transmise au contrôle de légalité le")
    signed_on = DateField(label="Convention signée le")


class EffectForm(forms.Form):
    """When the adhesion starts to bind."""

    transmitted_on = DateField(label="Transmise au contrôle de légalité le", required=False)
    effective_from = DateField(label="En vigueur depuis le")


class WithdrawForm(forms.Form):
    """When the commune leaves."""

    withdrawn_on = DateField(label="Retirée le")


class CouncilForm(forms.Form):
    """The next council."""

    council_on = DateField(label="Date du conseil")
