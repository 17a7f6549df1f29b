"""The journal as the team reads it: who did what, when, to which thing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from portal.home import registry
from portal.journal.models import Entry
from portal.tables.filters import found_in
from portal.walls.acting import commune_names
from portal.web.htmx import page
from portal.web.views import reads

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from portal.accounts.models import User
    from portal.web.requests import UserRequest

PER_PAGE = 40


class Place(forms.CharField):
    """The last entry already read, « 2026-11-10T11:00:00+00:00,42 »: the page goes on after it."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        at, _comma, pk = text.rpartition(",")
        try:
            return datetime.fromisoformat(at), int(pk)
        except ValueError as error:
            raise ValidationError("Cette page n’existe pas.") from error


class JournalFilters(forms.Form):
    objet = forms.CharField(label="Objet", required=False, max_length=80)
    personne = forms.CharField(label="Personne", required=False, max_length=80)
    action = forms.CharField(label="Action", required=False, max_length=60)
    commune = forms.TypedChoiceField(label="Commune", required=False, coerce=int, empty_value=None)
    avant = Place(required=False, max_length=80, widget=forms.HiddenInput)
    hide_optional = True

    def __init__(self, *args: Any, communes: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].choices = [("", "toutes"), *communes.items()]  # type: ignore[attr-defined]

    @property
    def narrowed(self) -> bool:
        """Something is asked for, besides the place in the journal."""
        return any(
            value not in {None, ""} for name, value in self.cleaned_data.items() if name != "avant"
        )

    def narrow(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """What is typed wrongly does not filter."""
        self.is_valid()
        asked = self.cleaned_data
        if (commune := asked.get("commune")) is not None:
            entries = entries.filter(commune_id=commune)
        if action := asked.get("action"):
            entries = entries.filter(verb=action)
        if place := asked.get("avant"):
            at, pk = place
            entries = entries.filter(at__lte=at).exclude(at=at, pk__gte=pk)
        entries = found_in(entries, ("subject_label",), asked.get("objet", ""))
        names = ("by__first_name", "by__last_name", "by__email")
        return found_in(entries, names, asked.get("personne", ""))


def is_team(user: User) -> bool:
    return user.acting is not None and user.acting.team


@reads(allow=is_team)
def entry_list(request: UserRequest) -> HttpResponse:
    """Every entry, the latest first; the next page starts after the last one read, however long the journal."""
    communes = commune_names()
    form = JournalFilters(request.GET, communes=communes)
    entries = form.narrow(Entry.objects.visible_to(request.user)).select_related("by")
    found = list(entries.order_by("-at", "-pk")[: PER_PAGE + 1])
    shown, more = found[:PER_PAGE], len(found) > PER_PAGE
    context = {
        "form": form,
        "lines": [
            (entry, registry.tell(entry), communes.get(entry.commune_id)) for entry in shown
        ],
        "next": f"{shown[-1].at.isoformat()},{shown[-1].pk}" if more else "",
        "narrowed": form.narrowed,
        "first": not form.cleaned_data.get("avant"),
    }
    return page(request, "home/journal.html", context, part="home/_journal.html")
