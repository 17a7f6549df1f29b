"""What the desk types: an answer, how a request is sorted, a call, a passage, time, things to do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from communes.models import Commune, Person, Position, Site
from communes.states import COMMUNE_ROLES
from itsupport.domain.sorting import Sorting
from itsupport.domain.tickets import NewTicket, Said
from itsupport.domain.working import Spent
from itsupport.models import Asset, Category, Ticket
from itsupport.states.tickets import Level, LinkKind, TicketChannel, TicketKind
from portal.lib.dates import PARIS
from portal.lib.typed_hours import NotHours, read_hour
from portal.web.files import FilesField
from portal.web.forms import DateField, PhoneField, QuantityField

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import Model, QuerySet

THEN = (
    ("", "La demande reste en cours"),
    ("ask", "Elle attend la commune"),
    ("await_supplier", "Elle attend un fournisseur"),
    ("await_part", "Elle attend une pièce"),
    ("solve", "Elle est résolue"),
)


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """The rows that a field offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class ReplyForm(forms.Form):
    """The answer, or the note; what becomes of the request."""

    text = forms.CharField(
        label="Votre réponse", max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    photos = FilesField(help_text="")
    then = forms.ChoiceField(label="Ensuite", choices=THEN, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def said(self, author: str) -> Said:
        given = self.cleaned_data
        return Said(text=given["text"], files=given["photos"], author=author)


class SortForm(forms.Form):
    title = forms.CharField(label="Objet", max_length=200)
    kind = forms.ChoiceField(label="Type", choices=TicketKind.choices)
    category = forms.ModelChoiceField(
        Category.objects.none(), label="Catégorie", required=False, empty_label="À choisir"
    )
    urgency = forms.TypedChoiceField(
        label="Urgence",
        choices=Level.choices,
        coerce=int,
        help_text="Ce que dit la commune.",
    )
    impact = forms.TypedChoiceField(
        label="Impact", choices=Level.choices, coerce=int, help_text="Combien sont touchés."
    )
    site = forms.ModelChoiceField(
        Site.objects.none(), label="Bâtiment", required=False, empty_label="Non précisé"
    )
    assets = forms.ModelMultipleChoiceField(
        Asset.objects.none(),
        label="Matériel",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _as_sorted(ticket))
        super().__init__(*args, **kwargs)
        offer(self, "category", Category.objects.filter(active=True))
        offer(self, "site", Site.objects.filter(commune_id=ticket.commune_id or 0).active())
        offer(self, "assets", Asset.objects.filter(commune_id=ticket.commune_id or 0).live())

    def sorting(self) -> Sorting:
        given = self.cleaned_data
        return Sorting(
            title=given["title"],
            kind=given["kind"],
            category_id=_pk(given["category"]),
            urgency=given["urgency"],
            impact=given["impact"],
            site_id=_pk(given["site"]),
            asset_ids=tuple(asset.pk for asset in given["assets"]),
        )


class CallForm(forms.Form):
    """A call noted in fifteen seconds: who, for which commune, what happens."""

    commune = forms.ModelChoiceField(
        Commune.objects.none(), label="Commune", empty_label="Choisir la commune"
    )
    name = forms.CharField(label="Qui appelle", max_length=120, required=False)
    phone = PhoneField(label="Rappeler au", required=False)
    text = forms.CharField(
        label="Ce qui se passe",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Notez ce qui se passe, même en trois mots."},
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label="Catégorie", required=False, empty_label="À choisir"
    )
    urgency = forms.TypedChoiceField(
        label="Urgence", choices=Level.choices, coerce=int, initial=Level.MEDIUM
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        offer(self, "commune", Commune.objects.members(on=on).order_by("name_sort"))
        offer(self, "category", Category.objects.filter(active=True))

    def ticket(self) -> NewTicket:
        given = self.cleaned_data
        commune, category = given["commune"], given["category"]
        person = _person_called(given["name"], commune, on=self.on)
        email = (person.email or (person.user.email if person.user else "")) if person else ""
        return NewTicket(
            commune_id=commune.pk,
            text=given["text"],
            channel=TicketChannel.PHONE,
            kind=TicketKind(category.kind) if category else TicketKind.INCIDENT,
            category_id=_pk(category),
            urgency=given["urgency"],
            impact=category.impact if category else Level.MEDIUM,
            requester_id=_pk(person),
            name=given["name"] or (str(person) if person else ""),
            email=email,
            phone=given["phone"] or commune.phone,
        )


class PlanForm(forms.Form):
    on = DateField(label="Passage le")
    hour = forms.CharField(label="À", max_length=10, initial="9 h", help_text="9 h, 14 h 30.")

    def clean_hour(self) -> dt.time:
        try:
            return read_hour(self.cleaned_data["hour"])
        except NotHours as error:
            raise ValidationError(str(error)) from error

    def moment(self) -> datetime:
        given = self.cleaned_data
        return dt.datetime.combine(given["on"], given["hour"], tzinfo=PARIS)


class TimeForm(forms.Form):
    on = DateField(label="Le", help_text="")
    minutes = QuantityField(label="Minutes", required=False, max_value=24 * 60)
    kilometres = QuantityField(label="Kilomètres", required=False, max_value=2000)
    on_site = forms.BooleanField(label="Sur place", required=False)
    note = forms.CharField(label="Ce qui a été fait", max_length=200, required=False)

    def spent(self) -> Spent:
        given = self.cleaned_data
        return Spent(
            on=given["on"],
            minutes=int(given["minutes"] or 0),
            kilometres=int(given["kilometres"] or 0),
            on_site=given["on_site"],
            note=given["note"],
        )


class ChecklistForm(forms.Form):
    text = forms.CharField(
        label="À faire",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Une chose par ligne.",
    )


class WatcherForm(forms.Form):
    email = forms.EmailField(label="Mettre en copie")


class LinkForm(forms.Form):
    ref = forms.CharField(label="Numéro de l’autre demande", max_length=12)
    kind = forms.ChoiceField(label="Lien", choices=LinkKind.choices)

    def clean_ref(self) -> Ticket:
        typed = self.cleaned_data["ref"].strip()
        other = Ticket.objects.filter(ref=typed).first()
        if other is None:
            raise ValidationError(f"Aucune demande « {typed} ». Le numéro s’écrit 2026-00123.")
        return other


class SplitForm(forms.Form):
    title = forms.CharField(label="Objet de la nouvelle demande", max_length=200)


def _as_sorted(ticket: Ticket) -> dict[str, Any]:
    return {
        "title": ticket.title,
        "kind": ticket.kind,
        "category": ticket.category_id,
        "urgency": ticket.urgency,
        "impact": ticket.impact,
        "site": ticket.site_id,
        "assets": list(ticket.assets.values_list("pk", flat=True)),
        "version": ticket.version,
    }


def _pk(thing: Model | None) -> Any:
    return thing.pk if thing is not None else None


def _person_called(name: str, commune: Commune, *, on: date) -> Person | None:
    """The person of that commune whose name was typed, if exactly one has it."""
    if not name.strip():
        return None
    positions = Position.objects.on(on).filter(commune=commune, role__in=COMMUNE_ROLES)
    people = {position.person for position in positions.select_related("person__user")}
    same = [one for one in people if str(one).casefold() == name.strip().casefold()]
    return same[0] if len(same) == 1 else None
