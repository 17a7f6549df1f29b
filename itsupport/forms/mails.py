"""What the desk looks for among received mails, and what it types to place one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from communes.models import Commune
from itsupport.models import Ticket
from itsupport.states.mail import InboundState
from portal.tables.filters import ListFilters

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from portal.accounts.models import User

ALL = "tous"


class MailFilters(ListFilters):
    """Without a word, those in quarantine: a list of what waits for a person."""

    search = ("subject", "sender")

    q = forms.CharField(
        label="Rechercher",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "objet, expéditeur"}),
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "À décider"), (ALL, "Tous"), *InboundState.choices],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().narrow(rows)
        state = self.chosen.get("etat", InboundState.QUARANTINED)
        return rows if state == ALL else rows.filter(state=state)


class OpenForm(forms.Form):
    commune = forms.ModelChoiceField(
        Commune.objects.none(),
        label="Ouvrir une demande pour",
        empty_label="Choisir la commune",
        error_messages={"required": "Choisissez la commune."},
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Commune.objects.members(on=on).order_by("name_sort")


class AttachForm(forms.Form):
    ref = forms.CharField(
        label="Rattacher à la demande n°",
        max_length=12,
        widget=forms.TextInput(attrs={"placeholder": "2026-00123", "class": "short"}),
        error_messages={"required": "Écrivez le numéro de la demande."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_ref(self) -> Ticket:
        typed = self.cleaned_data["ref"].strip().strip("[]")
        found = Ticket.objects.visible_to(self.user).filter(ref=typed).first()
        if found is None:
            raise ValidationError(f"Aucune demande « {typed} ». Le numéro s’écrit 2026-00123.")
        return found
