"""What a town hall types: a request, a word on it, its opinion once it is solved; and the filters of its list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.models import Commune
from itsupport.domain.tickets import NewTicket, Said
from itsupport.models import Asset, Category
from itsupport.queries.desk_people import agents
from itsupport.queries.search import labelled
from itsupport.states.tickets import Level, Priority, TicketChannel, TicketState
from portal.accounts.models import User
from portal.tables.filters import ListFilters
from portal.web.files import FilesField
from portal.web.forms import ChoiceCards, ShortChoiceField

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from communes.models import Person
    from itsupport.models import Ticket

URGENCIES = (
    (Level.LOW, "Rien ne presse|Une question, une amélioration."),
    (Level.MEDIUM, "Je suis gênée|Je travaille, mais moins bien."),
    (Level.HIGH, "Je ne peux plus travailler|Le service au public est touché."),
)


class AskForm(forms.Form):
    """« Que se passe-t-il ? »: one box is enough; the rest helps."""

    text = forms.CharField(
        label="Que se passe-t-il\u202f?",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Avec vos mots : ce que vous faisiez, ce qui s’affiche.",
        error_messages={"required": "Dites en quelques mots ce qui se passe."},
    )
    photos = FilesField()
    asset = ShortChoiceField(
        Asset.objects.none(),
        label="Sur quel matériel\u202f?",
        required=False,
        empty_label="Je ne sais pas, ou un autre",
    )
    urgency = forms.TypedChoiceField(
        label="Est-ce que cela presse\u202f?",
        choices=URGENCIES,
        coerce=int,
        initial=Level.MEDIUM,
        widget=ChoiceCards,
    )

    def __init__(self, *args: Any, commune_id: int, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune_id, self.person = commune_id, person
        field = self.fields["asset"]
        assert isinstance(field, ShortChoiceField)
        live = Asset.objects.filter(commune_id=commune_id).live()
        field.queryset = live.order_by("name").defer("facts")
        if person and not self.is_bound and "asset" not in self.initial:
            mine = (asset.pk for asset in field.listed if asset.used_by_id == person.pk)
            self.initial["asset"] = next(mine, None)

    def ticket(self, user: User) -> NewTicket:
        given = self.cleaned_data
        asset = given["asset"]
        person = self.person
        return NewTicket(
            commune_id=self.commune_id,
            text=given["text"],
            channel=TicketChannel.WEB,
            urgency=given["urgency"],
            site_id=asset.site_id if asset else None,
            asset_ids=(asset.pk,) if asset else (),
            requester_id=person.pk if person else None,
            name=str(person or user),
            email=user.email,
            phone=person.phone if person else "",
            files=given["photos"],
        )


class SayForm(forms.Form):
    """A word more, a photo; without an account, the name of who writes."""

    text = forms.CharField(
        label="Ajouter un mot",
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = FilesField()

    def said(self, author: str) -> Said:
        return Said(
            text=self.cleaned_data["text"], files=self.cleaned_data["photos"], author=author
        )


class NamedSayForm(SayForm):
    name = forms.CharField(
        label="Votre nom",
        max_length=120,
        error_messages={"required": "Écrivez votre nom : nous devons savoir à qui répondre."},
    )
    field_order = ("name", "text", "photos")


class CommuneForm(forms.Form):
    """For which commune is it?"""

    commune = forms.ModelChoiceField(
        Commune.objects.none(),
        label="Pour quelle commune\u202f?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une commune."},
    )

    def __init__(self, *args: Any, communes: QuerySet[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = communes


class VoteForm(forms.Form):
    satisfaction = forms.TypedChoiceField(
        label="Êtes-vous content du service\u202f?",
        choices=[
            (3, "Oui|C’est réglé, et bien."),
            (2, "À peu près|C’est réglé, mais ce fut long ou compliqué."),
            (1, "Non|Ce n’est pas réglé, ou mal."),
        ],
        coerce=int,
        widget=ChoiceCards,
    )
    word = forms.CharField(
        label="Un mot de plus",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TicketFilters(ListFilters):
    lookups = {"etat": "state", "categorie": "category"}

    q = forms.CharField(
        label="Rechercher",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "objet, numéro, nom"}),
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *TicketState.choices]
    )
    categorie = ShortChoiceField(
        Category.objects.filter(active=True),
        label="Catégorie",
        required=False,
        empty_label="Toutes",
    )

    def narrow(self, rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
        return labelled(super().narrow(rows), self.chosen.get("q", ""))


class DeskFilters(TicketFilters):
    """The desk's own: besides, which commune, whose, how urgent, by which way it came."""

    lookups = {
        **TicketFilters.lookups,
        "commune": "commune",
        "agent": "assignee",
        "priorite": "priority",
        "canal": "channel",
    }

    commune = ShortChoiceField(
        Commune.objects.none(), label="Commune", required=False, empty_label="Toutes"
    )
    agent = ShortChoiceField(
        User.objects.none(), label="Suivie par", required=False, empty_label="Tous"
    )
    priorite = forms.ChoiceField(
        label="Priorité", required=False, choices=[("", "Toutes"), *Priority.choices]
    )
    canal = forms.ChoiceField(
        label="Arrivée par", required=False, choices=[("", "Tous"), *TicketChannel.choices]
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("commune", Commune.objects.members(on=on).order_by("name_sort").only("name")),
            ("agent", agents(on=on).only("first_name", "last_name", "email")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
