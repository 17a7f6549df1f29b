"""What the manager types of a campaign of needs, and what she decides of the wishes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.lib.dates import end_of_day
from portal.tables.filters import ListFilters
from portal.web.forms import DateField, QuantityField
from training.domain.needs_campaigns import CampaignPlan
from training.forms.catalogue import ThemeFilter
from training.models import Course, NeedsCampaign, Theme
from training.states.wishes import ASKED_WISHES, NeedsState, Priority, WishState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class CampaignFilters(ListFilters):
    search = ("title",)
    lookups = {"etat": "state"}
    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *NeedsState.choices]
    )


class CampaignForm(forms.Form):
    """A year, a deadline, themes: the courses of these themes are offered."""

    hide_optional = True
    year = forms.IntegerField(
        label="Année de formation", min_value=2020, max_value=2100,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )  # fmt: skip
    title = forms.CharField(
        label="Intitulé", max_length=120, help_text="Les mairies le lisent : « Souhaits de formation 2027 »."
    )  # fmt: skip
    closes_on = DateField(label="Réponses jusqu’au", help_text="À 18 h, ce jour-là.")
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(), label="Thèmes proposés", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un thème."},
    )  # fmt: skip
    visa_asked = forms.BooleanField(
        label="Demander le visa du maire", required=False,
        help_text="Le maire ou un adjoint reçoit un lien pour viser ou refuser. Sans réponse, rien ne compte.",
    )  # fmt: skip
    word = forms.CharField(
        label="Mot d’accueil", max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Lu dans le courriel et en tête de la page.",
    )  # fmt: skip

    def __init__(self, *args: Any, campaign: NeedsCampaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        others = NeedsCampaign.objects.filter(title=title)
        if self.campaign:
            others = others.exclude(pk=self.campaign.pk)
        if others.exists():
            raise forms.ValidationError("Un recueil porte déjà ce titre.")
        return title

    def plan(self) -> CampaignPlan:
        given = self.cleaned_data
        return CampaignPlan(
            year=given["year"],
            title=given["title"],
            closes_at=end_of_day(given["closes_on"]),
            themes=tuple(one.pk for one in given["themes"]),
            word=given["word"],
            visa_asked=given["visa_asked"],
        )


class MoveForm(forms.Form):
    """Nothing more to say."""

    def closes_at(self) -> datetime | None:
        return None


class ExtendForm(MoveForm):
    closes_on = DateField(label="Nouvelle date limite", help_text="À 18 h, ce jour-là.")

    def closes_at(self) -> datetime | None:
        return end_of_day(self.cleaned_data["closes_on"])


class BoardFilters(ThemeFilter, ListFilters):
    """By theme, priority, what became of the wishes."""

    priorite = forms.ChoiceField(
        label="Priorité", required=False, choices=[("", "Toutes"), *Priority.choices]
    )
    etat = forms.ChoiceField(
        label="Ce qu’ils deviennent", required=False,
        choices=[
            ("", "Tous"), ("unmet", "sans suite encore"),
            *(one for one in WishState.choices if one[0] in ASKED_WISHES),
        ],
    )  # fmt: skip
    field_order = ("theme", "priorite", "etat")


class CourseChoice(forms.Form):
    """A course of the catalogue, by theme."""

    course = forms.TypedChoiceField(
        label="Formation", coerce=int,
        error_messages={
            "required": "Choisissez la formation qui répond.",
            "invalid_choice": "Cette formation n’est plus au catalogue.",
        },
    )  # fmt: skip

    def __init__(self, *args: Any, courses: Iterable[Course] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = offered_courses() if courses is None else courses
        groups: dict[str, list[tuple[int, str]]] = {}
        for one in rows:
            groups.setdefault(one.theme.name, []).append((one.pk, one.title))
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choisir"), *groups.items()]


class NeedChoice(CourseChoice):
    people = QuantityField(label="Combien d’agents", min_value=1, max_value=99, initial=1)


def offered_courses() -> list[Course]:
    """The catalogue, in the order of its themes."""
    rows = Course.objects.filter(active=True).select_related("theme")
    return list(rows.order_by("theme__position", "theme__name", "title"))


class DecideForm(forms.Form):
    """Which wishes, and why: the town halls read it."""

    wishes = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": "Cochez au moins un souhait.",
            "invalid_choice": "Des souhaits ont changé entre-temps : relisez la liste.",
        },
    )
    reason = forms.CharField(
        label="Pourquoi", max_length=300, required=False,
        help_text="Les mairies le lisent : « Trop peu de demandes cette année ».",
    )  # fmt: skip

    def __init__(self, *args: Any, wishes: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["wishes"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, str(pk)) for pk in wishes]
