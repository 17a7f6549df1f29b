"""Equipment as it is listed, described and moved."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse

from communes.models import Commune, Person, Position, Site
from itsupport.domain.equipment import Described
from itsupport.queries.fleet import MUTE, NEVER, OBSOLETE, UNPROTECTED, WARRANTY, alerts
from itsupport.states.equipment import COMPUTERS, LIVE_STATES, AssetKind, AssetState
from portal.tables.columns import Column
from portal.tables.filters import ListFilters
from portal.web.forms import DateField, EuroField, ShortChoiceField

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from itsupport.models import Asset
    from portal.accounts.models import User

ALERTS = (
    (OBSOLETE, "système plus corrigé"),
    (UNPROTECTED, "sans antivirus"),
    (MUTE, "muet depuis 30 jours"),
    (NEVER, "sans relevé"),
    (WARRANTY, "garantie finie sous 90 jours"),
)
LIVE, POSTS, OTHERS = "parc", "postes", "autres"


def asset_url(asset: Asset) -> str:
    return reverse("itsupport:asset_detail", args=(asset.pk,))


COLUMNS = (
    Column(name="nom", label="Matériel", value="name", note="tag", sort=("name",), link=asset_url),
    Column(name="commune", label="Commune", value="commune.name", sort=("commune__name_sort",)),
    Column(name="batiment", label="Bâtiment", value="site.name", note="place", sort=("site__name",)),
    Column(name="type", label="Type", value=lambda a: a.get_kind_display(), sort=("kind",)),
    Column(name="modele", label="Modèle", value="model", note="manufacturer", sort=("model",), shown=False),
    Column(name="serie", label="Numéro de série", value="serial", sort=("serial",), shown=False),
    Column(name="poste", label="Poste de", value="used_by", sort=("used_by__last_name",), shown=False),
    Column(name="systeme", label="Système", value="system", sort=("system",), shown=False),
    Column(name="etat", label="État", value="state", kind="state", sort=("state",)),
    Column(name="releve", label="Dernier relevé", value="facts_at", kind="date", sort=("facts_at",)),
    Column(name="garantie", label="Garantie", value="warranty_until", kind="date", sort=("warranty_until",)),
    Column(name="achat", label="Acheté", value="purchased_on", kind="date", sort=("purchased_on",), shown=False),
    Column(name="prix", label="Prix HT", value="price", kind="euro", sort=("price",), total="price", shown=False),
    Column(
        name="annee", label="À renouveler en", value=lambda a: a.renewal_year and str(a.renewal_year),
        sort=("renewal_year",), shown=False,
    ),
)  # fmt: skip


class AssetFilters(ListFilters):
    """By commune, type, state, what is wrong, and words."""

    search: ClassVar[tuple[str, ...]] = ("name", "tag", "serial", "model", "site__name")
    lookups: ClassVar[dict[str, str]] = {"commune": "commune", "batiment": "site"}

    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput, max_length=80)
    commune = ShortChoiceField(
        Commune.objects.none(),
        label="Commune",
        required=False,
        to_field_name="insee",
        empty_label="toutes",
    )
    batiment = ShortChoiceField(
        Site.objects.none(), label="Bâtiment", required=False, empty_label="tous"
    )
    type = forms.ChoiceField(
        label="Type",
        required=False,
        choices=[
            ("", "tous"),
            (POSTS, "postes"),
            (OTHERS, "autres que postes"),
            *AssetKind.choices,
        ],
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "tous"), (LIVE, "au parc"), *AssetState.choices],
    )
    alerte = forms.ChoiceField(label="À regarder", required=False, choices=[("", "tout"), *ALERTS])

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        communes = Commune.objects.of(user).defer("outline")
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]
        insee = str(self.data.get("commune", ""))
        if insee:
            sites = Site.objects.of(user).active().filter(commune__insee=insee)
            self.fields["batiment"].queryset = sites  # type: ignore[attr-defined]
        else:
            del self.fields["batiment"]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().narrow(rows)
        kind = self.chosen.get("type")
        if kind == POSTS:
            rows = rows.filter(kind__in=COMPUTERS)
        elif kind == OTHERS:
            rows = rows.exclude(kind__in=COMPUTERS)
        elif kind:
            rows = rows.filter(kind=kind)
        state, alert = self.chosen.get("etat"), self.chosen.get("alerte")
        if state == LIVE:
            rows = rows.filter(state__in=LIVE_STATES)
        elif state:
            rows = rows.filter(state=state)
        return rows.filter(alerts(self.at)[alert]) if alert else rows


class AssetForm(forms.Form):
    """What people know of a machine. What its agent knows better is filled in by itself."""

    hide_optional = True

    name = forms.CharField(
        label="Nom",
        max_length=80,
        help_text="Tel qu’on l’appelle : PC-ACCUEIL, copieur du couloir.",
    )
    kind = forms.ChoiceField(label="Type", choices=AssetKind.choices)
    site_id = forms.TypedChoiceField(
        label="Bâtiment", required=False, coerce=int, empty_value=None
    )
    place = forms.CharField(
        label="Emplacement", max_length=80, required=False, help_text="Accueil, classe de CE2."
    )
    used_by_id = forms.TypedChoiceField(
        label="Poste de", required=False, coerce=int, empty_value=None
    )
    manufacturer = forms.CharField(label="Fabricant", max_length=80, required=False)
    model = forms.CharField(label="Modèle", max_length=120, required=False)
    serial = forms.CharField(
        label="Numéro de série",
        max_length=80,
        required=False,
        help_text="Sous l’appareil. L’agent de la machine le dira aussi.",
    )
    purchased_on = DateField(label="Acheté le", required=False)
    price = EuroField(label="Prix d’achat", required=False, min_value=0)
    warranty_until = DateField(label="Garantie jusqu’au", required=False)
    renewal_year = forms.IntegerField(
        label="Année de renouvellement",
        required=False,
        localize=False,
        min_value=1990,
        max_value=2100,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        help_text="Quatre chiffres : 2029. Elle entre dans le plan.",
    )
    note = forms.CharField(label="À savoir", required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, commune: Commune, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Site.objects.filter(commune=commune).active().order_by("pk")
        people = people_of(commune.pk, on=on)
        self.fields["site_id"].choices = [  # type: ignore[attr-defined]
            ("", "non précisé"),
            *sites.values_list("pk", "name"),
        ]
        self.fields["used_by_id"].choices = [  # type: ignore[attr-defined]
            ("", "personne en particulier"),
            *((one.pk, str(one)) for one in people),
        ]

    def described(self) -> Described:
        return Described(**self.cleaned_data)


def people_of(commune_id: int, *, on: date) -> QuerySet[Person]:
    """Those who hold a function in the commune that day."""
    held = Position.objects.filter(commune_id=commune_id).on(on)
    found = Person.objects.filter(positions__in=held).distinct()
    return found.order_by("last_name", "first_name")


def typed_in(asset: Asset) -> dict[str, Any]:
    """What the form shows of a known machine."""
    empty = Described(kind="", name="")
    return {name: getattr(asset, name) for name in asdict(empty)}


class _MoveForm(forms.Form):
    """A form whose fields are the arguments of a verb, by name."""

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class LendForm(_MoveForm):
    to = forms.CharField(
        label="Prêté à", max_length=120, help_text="Une personne, un service, une association."
    )


class GiveForm(_MoveForm):
    to = forms.CharField(
        label="Cédé à", max_length=120, help_text="Une école, une association, un recycleur."
    )


class RetireForm(_MoveForm):
    reason = forms.CharField(
        label="Motif", max_length=200, help_text="Trop lent, en panne, remplacé."
    )
    on = DateField(label="Réformé le")


class EraseForm(_MoveForm):
    on = DateField(label="Effacé le")
    who = forms.CharField(label="Par", max_length=120, help_text="La personne qui l’a fait.")
    method = forms.CharField(
        label="Comment",
        max_length=120,
        help_text="Écrasement complet, effacement sécurisé du SSD, disque percé.",
    )


class TransferForm(forms.Form):
    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Commune qui le reçoit", to_field_name="insee"
    )

    def __init__(self, *args: Any, user: User, but: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = Commune.objects.of(user).exclude(pk=but)
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]


MOVE_FORMS: dict[str, type[_MoveForm]] = {
    "lend": LendForm,
    "give": GiveForm,
    "retire": RetireForm,
    "erase": EraseForm,
}
