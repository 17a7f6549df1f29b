"""What a town hall types to ask for a machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import ModelChoiceField

from communes.models import Commune, Person, Site
from communes.states import SiteKind
from itsupport.domain.requests import Wanted
from itsupport.models import Asset
from itsupport.states.equipment import LIVE_STATES, AssetKind
from itsupport.states.tickets import Direction
from portal.web.forms import DateField, QuantityField

if TYPE_CHECKING:
    from datetime import date

    from itsupport.models import AuditAction, EquipmentRequest, Ticket


class RequestForm(forms.Form):
    """Three fields to fill; the rest is proposed, or may stay empty. `on`: the day it is."""

    label = forms.CharField(
        label="Qu’est-ce qu’il vous faut ?",
        max_length=160,
        help_text="Un ordinateur portable pour l’accueil, un écran plus grand…",
    )
    kind = forms.ChoiceField(label="C’est plutôt", choices=AssetKind.choices)
    quantity = QuantityField(label="Combien", min_value=1, max_value=500, initial=1)
    reason = forms.CharField(
        label="Pourquoi",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce qui ne va plus, ou ce que vous voulez faire avec.",
    )
    site = ModelChoiceField(Site.objects.none(), label="Pour quel bâtiment", required=False)
    for_whom = ModelChoiceField(Person.objects.none(), label="Pour qui", required=False)
    replaces = ModelChoiceField(Asset.objects.none(), label="Il remplace", required=False)
    wanted_by = DateField(label="Souhaité avant le", required=False)

    def __init__(
        self, *args: Any, commune_id: int | None, on: date, choose: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._commune_id = commune_id
        own = [] if commune_id is None else [commune_id]
        sites = Site.objects.filter(commune_id__in=own).active().order_by("pk")
        self._offer("site", sites)
        people = Person.objects.filter(positions__commune_id__in=own)
        self._offer("for_whom", people.distinct().order_by("last_name", "pk"))
        machines = Asset.objects.filter(commune_id__in=own, state__in=LIVE_STATES)
        self._offer("replaces", machines.order_by("name", "pk"))
        if choose:
            communes = Commune.objects.members(on=on).order_by("name_sort")
            self.fields["commune"] = ModelChoiceField(communes, label="Pour quelle commune")
            self.order_fields(["commune"])
        else:
            halls = [site for site in sites if site.kind == SiteKind.TOWN_HALL]
            likely = halls or (sites if len(sites) == 1 else [])
            self.fields["site"].initial = likely[0].pk if likely else None

    def _offer(self, name: str, rows: Any) -> None:
        choice = self.fields[name]
        assert isinstance(choice, ModelChoiceField)
        choice.queryset = rows
        choice.empty_label = "Sans précision"

    @property
    def commune_id(self) -> int:
        """Whose request it is. Call it on a valid form."""
        return self._commune_id or int(self.cleaned_data["commune"].pk)

    def wanted(self, origin: Origin | None = None) -> Wanted:
        given, source = self.cleaned_data, origin or Origin()
        return Wanted(
            kind=given["kind"],
            label=given["label"],
            quantity=int(given["quantity"]),
            reason=given["reason"],
            site_id=given["site"].pk if given["site"] else None,
            for_whom_id=given["for_whom"].pk if given["for_whom"] else None,
            replaces_id=given["replaces"].pk if given["replaces"] else None,
            wanted_by=given["wanted_by"],
            ticket_id=source.ticket.pk if source.ticket else None,
            action_id=source.action.pk if source.action else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a request comes from, and the words that are known already: nobody types them twice."""

    commune_id: int | None = None
    ticket: Ticket | None = None
    action: AuditAction | None = None
    asset: Asset | None = None
    words: dict[str, Any] = field(default_factory=dict)


def from_ticket(ticket: Ticket) -> Origin:
    """The words of a request for help; what it says of no building leaves the likely one.

    Its title names what to buy, unless it is about a machine: « écran noir » is no line of an order.
    """
    first = ticket.messages.exclude(direction=Direction.NOTE).order_by("pk").first()
    asset = ticket.assets.order_by("pk").first()
    words = {
        "label": _in_place_of(asset) if asset else ticket.title[:160],
        "kind": asset.kind if asset else None,
        "reason": first.text[:4000] if first else "",
        "site": ticket.site_id,
        "for_whom": ticket.requester_id,
        "replaces": asset.pk if asset else None,
    }
    return Origin(commune_id=ticket.commune_id, ticket=ticket, words=_known(words))


def from_asset(asset: Asset) -> Origin:
    """The same machine again, in its place."""
    words = {
        "label": _in_place_of(asset),
        "kind": asset.kind,
        "site": asset.site_id,
        "for_whom": asset.used_by_id,
        "replaces": asset.pk,
    }
    return Origin(commune_id=asset.commune_id, asset=asset, words=_known(words))


def _in_place_of(asset: Asset) -> str:
    kind = asset.get_kind_display()
    return f"{kind[:1].upper()}{kind[1:]} à la place de {asset.name}"[:160]


def from_action(action: AuditAction) -> Origin:
    """What an audit advised, and why."""
    words = {"label": action.title, "reason": action.reason or action.question.text}
    return Origin(
        commune_id=action.commune_id, action=action, ticket=action.ticket, words=_known(words)
    )


def _known(words: dict[str, Any]) -> dict[str, Any]:
    return {name: word for name, word in words.items() if word is not None}


def from_request(request: EquipmentRequest) -> dict[str, Any]:
    names = ("label", "kind", "quantity", "reason", "wanted_by")
    return {name: getattr(request, name) for name in names} | {
        "site": request.site_id,
        "for_whom": request.for_whom_id,
        "replaces": request.replaces_id,
    }
