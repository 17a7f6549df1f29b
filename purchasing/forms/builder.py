"""What the manager types to prepare a campaign."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms

from communes.models import Need
from portal.lib.dates import PARIS, in_paris
from portal.web.forms import ChoiceCards, DateField, EuroField, QuantityField
from purchasing.domain.drafts import Draft, LotItemTerms
from purchasing.forms.campaigns import HOURS
from purchasing.models import Campaign, Convention, LotItem, VatRate
from purchasing.states import CampaignKind, CostRule

if TYPE_CHECKING:
    from collections.abc import Iterable

WAYS = (
    ("rien", "De rien|Une page blanche, avec le plan de courriers habituel."),
    ("autre", "D’une autre campagne|Ses lots, ses articles, ses prix, à revoir ensuite."),
    ("besoins", "Des besoins des communes|Ceux qu’elles ont exprimés et qui attendent une suite."),
)


class NeedsField(forms.ModelMultipleChoiceField):
    """Needs told with their theme and their commune."""

    def label_from_instance(self, obj: Need) -> str:
        quantity = f"{obj.quantity.normalize():f} × " if obj.quantity else ""
        return f"{obj.get_theme_display()} : {quantity}{obj.label} ({obj.commune})"


class NewCampaignForm(forms.Form):
    """Where a campaign starts from."""

    title = forms.CharField(
        label="Intitulé",
        max_length=120,
        help_text="Comme les mairies le liront : Extincteurs 2027.",
    )
    way = forms.ChoiceField(label="Partir", choices=WAYS, initial="autre", widget=ChoiceCards)
    previous = forms.TypedChoiceField(
        label="Campagne à reprendre",
        coerce=int,
        empty_value=None,
        error_messages={"required": "Choisissez la campagne à reprendre."},
    )
    needs = NeedsField(
        Need.objects.none(),
        label="Besoins à reprendre",
        error_messages={"required": "Choisissez au moins un besoin."},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, earlier: Iterable[tuple[int, str]], needs: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose, several = self.fields["previous"], self.fields["needs"]
        assert isinstance(choose, forms.TypedChoiceField)
        assert isinstance(several, forms.ModelMultipleChoiceField)
        known = list(earlier)
        choose.choices = [("", "Choisir"), *known]
        choose.initial = known[0][0] if known else ""
        several.queryset = needs
        way = self.data.get("way") if self.is_bound else ""
        choose.required, several.required = way in ("", "autre"), way in ("", "besoins")
        if not known:
            self.fields["way"].initial = "rien"


class CampaignForm(forms.Form):
    """The head of a campaign."""

    title = forms.CharField(label="Intitulé", max_length=120)
    question = forms.CharField(label="Question posée aux communes", max_length=200, required=False)
    purpose = forms.CharField(
        label="Pourquoi",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Deux ou trois phrases, reprises dans le courriel.",
    )
    kind = forms.ChoiceField(label="Nature", choices=CampaignKind.choices)
    works = forms.BooleanField(label="Marché de travaux", required=False)
    minutes = QuantityField(label="Temps de réponse estimé", unit="minutes", min_value=1)
    day = DateField(label="Date limite de réponse", required=False)
    hour = forms.ChoiceField(label="Heure", choices=HOURS, initial="18")
    short_notice_reason = forms.CharField(
        label="Motif d’un délai court",
        max_length=300,
        required=False,
        help_text="Seulement si les mairies ont moins de dix jours ouvrés.",
    )
    closes_itself = forms.BooleanField(
        label="Clore à l’échéance, si chaque commune a répondu ou a été appelée", required=False
    )
    consult_by = DateField(label="Consultation prévue le", required=False)
    checks_from = DateField(
        label="Période des vérifications",
        required=False,
        help_text="La date autour de laquelle on passera : le registre calcule d’après elle.",
    )
    years = QuantityField(
        label="Durée totale, reconductions comprises", unit="ans", min_value=1, max_value=4
    )
    convention = forms.ModelChoiceField(
        Convention.objects.all(), label="Convention", required=False, empty_label="Aucune"
    )
    shared_cost = EuroField(label="Frais communs", min_value=0)
    shared_cost_label = forms.CharField(
        label="Objet des frais communs", max_length=120, required=False
    )
    cost_rule = forms.ChoiceField(label="Partage des frais", choices=CostRule.choices)

    @classmethod
    def of(cls, campaign: Campaign, data: Any = None) -> CampaignForm:
        """The form of a campaign as it stands."""
        names = [name for name in cls.base_fields if name not in {"day", "hour"}]
        initial = {name: getattr(campaign, name) for name in names}
        if campaign.declare_by:
            local = in_paris(campaign.declare_by)
            initial |= {"day": local.date(), "hour": str(local.hour)}
        return cls(data, initial=initial)

    def draft(self) -> Draft:
        data = dict(self.cleaned_data)
        day, hour = data.pop("day"), dt.time(int(data.pop("hour")))
        convention = data.pop("convention")
        data["minutes"], data["years"] = int(data["minutes"]), int(data["years"])
        return Draft(
            **data,
            declare_by=dt.datetime.combine(day, hour, tzinfo=PARIS) if day else None,
            convention_id=convention.pk if convention else None,
        )


class LotForm(forms.Form):
    """A lot: one supplier will win it."""

    title = forms.CharField(label="Intitulé du lot", max_length=120)
    cpv = forms.RegexField(
        r"^[0-9]{8}-[0-9]$",
        label="Code CPV",
        required=False,
        max_length=10,
        help_text="Par exemple 35111320-4.",
        error_messages={"invalid": "Un code CPV s’écrit 35111320-4."},
    )


class TermsForm(forms.Form):
    """How one item stands in a lot."""

    price = EuroField(label="Prix indicatif", decimal_places=4, min_value=0, required=False)
    vat_rate = forms.TypedChoiceField(label="TVA", coerce=str)
    optional = forms.BooleanField(label="En option", required=False)
    justification_required = forms.BooleanField(label="Justification demandée", required=False)

    def __init__(self, item: LotItem, data: Any = None, *, rates: Iterable[VatRate]) -> None:
        names = ("price", "vat_rate", "optional", "justification_required")
        initial: dict[str, Any] = {name: getattr(item, name) for name in names}
        initial["vat_rate"] = str(item.vat_rate)
        super().__init__(data, initial=initial, prefix=f"article-{item.pk}")
        choices = {str(rate.rate): str(rate) for rate in rates}
        field = self.fields["vat_rate"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(({str(item.vat_rate): f"{item.vat_rate} %"} | choices).items())

    def terms(self) -> LotItemTerms:
        return LotItemTerms(**self.cleaned_data)
