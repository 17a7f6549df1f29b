"""What the desk types of a round: the day, who goes, what is taken; the hours; the minutes and kilometres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.models import Commune
from itsupport.domain.rounds import RoundPlan
from itsupport.forms.desk import offer
from itsupport.models import Ticket
from itsupport.queries.desk_people import agents
from itsupport.queries.rounds import to_take
from portal.accounts.models import User
from portal.lib.typed_hours import read_hour
from portal.web.forms import DateField, HourField, QuantityField

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


class RoundForm(forms.Form):
    """The requests are ticked in the list of the page, under the name `tickets`."""

    on = DateField(label="Jour de la tournée")
    leaves_at = HourField(label="Départ à", max_length=10, initial="8 h 30", help_text="8 h 30.")
    departure = forms.ModelChoiceField(
        Commune.objects.none(), label="Départ de", empty_label="Choisir la commune"
    )
    agents = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Qui y va",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Vous, si personne n’est coché.",
    )
    note = forms.CharField(label="À emporter, à savoir", max_length=300, required=False)
    tickets = forms.ModelMultipleChoiceField(
        Ticket.objects.none(),
        label="Demandes",
        widget=forms.MultipleHiddenInput,
        error_messages={"required": "Cochez au moins une demande à emporter."},
    )

    def __init__(self, *args: Any, user: User, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "departure", Commune.objects.members(on=day))
        offer(self, "agents", agents(on=day))
        offer(self, "tickets", to_take(user))

    @property
    def ticked(self) -> set[str]:
        """The numbers (pk) of the requests that were ticked, as typed."""
        given = self["tickets"].value()
        return {str(pk) for pk in given or ()}

    def plan(self) -> RoundPlan:
        given = self.cleaned_data
        return RoundPlan(
            on=given["on"],
            leaves_at=given["leaves_at"],
            departure_id=given["departure"].pk,
            agent_ids=tuple(agent.pk for agent in given["agents"]),
            ticket_ids=tuple(ticket.pk for ticket in given["tickets"]),
            note=given["note"],
        )


class LeaveForm(forms.Form):
    minutes = QuantityField(label="Minutes sur place", required=False, max_value=24 * 60)

    def spent(self) -> int | None:
        given = self.cleaned_data["minutes"]
        return None if given is None else int(given)


class CloseForm(forms.Form):
    kilometres = QuantityField(
        label="Kilomètres au compteur",
        max_value=2000,
        error_messages={"required": "Notez les kilomètres de la tournée, même zéro."},
        help_text="Ils sont partagés entre les communes, selon leur distance du départ.",
    )


def typed_hours(data: Mapping[str, str]) -> dict[int, dt.time]:
    """The hours of the stops, under the names `heure-12`. NotHours: one of them is no hour."""
    return {
        int(name.removeprefix("heure-")): read_hour(value)
        for name, value in data.items()
        if name.startswith("heure-") and name.removeprefix("heure-").isdecimal()
    }
