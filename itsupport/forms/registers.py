"""The registers of the service: its hours, its ready-made texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from itsupport.models import Article, CannedReply, ServiceWeek
from itsupport.queries.canned import PLACEHOLDERS, unknown_placeholders
from portal.lib.opening import parse_hours
from portal.lib.text import join
from portal.lib.typed_hours import as_rows, write_day
from portal.web.backoffice import BackOfficeForm
from portal.web.forms import DayField

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class ServiceWeekForm(BackOfficeForm):
    """The hours of each day, typed as those of a town hall: « 8 h – 12 h, 13 h 30 – 17 h 30 »."""

    lundi = DayField(label="Lundi", required=False)
    mardi = DayField(label="Mardi", required=False)
    mercredi = DayField(label="Mercredi", required=False)
    jeudi = DayField(label="Jeudi", required=False)
    vendredi = DayField(label="Vendredi", required=False)
    samedi = DayField(label="Samedi", required=False)
    dimanche = DayField(label="Dimanche", required=False)

    class Meta:
        model = ServiceWeek
        fields = ("from_on", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = parse_hours(self.instance.hours or [])
        for number, day in enumerate(DAYS):
            self.initial.setdefault(day, write_day(hours, number))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.instance.hours = as_rows(
            {number: given.get(day) or [] for number, day in enumerate(DAYS)}
        )
        if not self.errors and not self.instance.hours:
            raise ValidationError("Donnez les heures d’au moins un jour : 8 h – 12 h.")
        return given


class CannedReplyForm(BackOfficeForm):
    """A text whose placeholders are known."""

    class Meta:
        model = CannedReply
        fields = ("title", "body", "category", "active")
        help_texts = {
            "body": "Ce qui est entre accolades est rempli pour la demande : "
            + ", ".join(f"{{{name}}}, {words}" for name, words in PLACEHOLDERS.items())
            + "."
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 8})}

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if unknown := unknown_placeholders(body):
            words = join([f"{{{name}}}" for name in unknown])
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValidationError(f"{words} n’existe pas. Choisissez parmi {known}.")
        return body


class ArticleForm(BackOfficeForm):
    class Meta:
        model = Article
        fields = ("title", "slug", "summary", "body", "category", "audience", "published")
        widgets = {"body": forms.Textarea(attrs={"rows": 16})}
        help_texts = {
            "body": "Une ligne vide sépare deux paragraphes ; une ligne qui commence par « 1. » est une étape.",
            "slug": "Ce qui suit /informatique/aide/ dans l’adresse : imprimante-bourrage.",
        }
