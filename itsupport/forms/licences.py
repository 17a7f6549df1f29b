"""Software and licences as they are listed and typed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse

from communes.models import Commune
from itsupport.domain.licences import Right
from portal.tables.columns import Column
from portal.tables.filters import ListFilters
from portal.web.forms import DateField

if TYPE_CHECKING:
    from itsupport.models import Licence, SoftwareInstall
    from portal.accounts.models import User


def _machine_url(row: SoftwareInstall) -> str:
    return reverse("itsupport:asset_detail", args=(row.asset_id,))


SOFTWARE_COLUMNS = (
    Column(name="logiciel", label="Logiciel", value="name", note="publisher", sort=("name",)),
    Column(name="version", label="Version", sort=("version",)),
    Column(
        name="materiel",
        label="Matériel",
        value="asset.name",
        sort=("asset__name",),
        link=_machine_url,
    ),
    Column(name="commune", label="Commune", value="commune.name", sort=("commune__name_sort",)),
    Column(name="vu", label="Vu le", value="seen_at", kind="date", sort=("seen_at",)),
    Column(name="editeur", label="Éditeur", value="publisher", sort=("publisher",), shown=False),
)


class SoftwareFilters(ListFilters):
    search: ClassVar[tuple[str, ...]] = ("name", "publisher")
    lookups: ClassVar[dict[str, str]] = {"commune": "commune"}

    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput, max_length=80)
    commune = forms.ModelChoiceField(
        Commune.objects.none(),
        label="Commune",
        required=False,
        to_field_name="insee",
        empty_label="toutes",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = Commune.objects.of(user)  # type: ignore[attr-defined]


class LicenceForm(forms.Form):
    """A right to use a program. Its key is never typed here, only where it is kept."""

    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Commune", to_field_name="insee", empty_label="Choisir"
    )
    product = forms.CharField(
        label="Logiciel",
        max_length=200,
        help_text="Comme les machines le nomment : les postes où il est vu sont comptés à ce mot.",
    )
    publisher = forms.CharField(label="Éditeur", max_length=120, required=False)
    seats = forms.IntegerField(
        label="Nombre de postes",
        required=False,
        min_value=0,
        max_value=100_000,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        help_text="Rien si le nombre n’est pas limité.",
    )
    reference = forms.CharField(label="Référence du contrat", max_length=120, required=False)
    key_place = forms.CharField(
        label="Où est la clé",
        max_length=200,
        required=False,
        help_text="Le coffre, le dossier, la personne. Jamais la clé elle-même.",
    )
    starts_on = DateField(label="Depuis le", required=False)
    ends_on = DateField(label="Jusqu’au", required=False)

    def __init__(
        self, *args: Any, user: User, licence: Licence | None = None, **kwargs: Any
    ) -> None:
        if licence is not None:
            kwargs["initial"] = {
                name: getattr(licence, name) for name in asdict(Right(product=""))
            }
        super().__init__(*args, **kwargs)
        if licence is not None:
            del self.fields["commune"]
        else:
            self.fields["commune"].queryset = Commune.objects.of(user)  # type: ignore[attr-defined]

    def right(self) -> Right:
        typed = {k: v for k, v in self.cleaned_data.items() if k != "commune"}
        return Right(**typed)
