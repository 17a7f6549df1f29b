"""The registers of IT support: how the service works, all of it dated or editable data."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from itsupport.forms.registers import ArticleForm, CannedReplyForm, ServiceWeekForm
from itsupport.models import (
    Article,
    CannedReply,
    Category,
    Closure,
    MaintenancePlan,
    ServiceTarget,
    ServiceWeek,
)
from itsupport.rules import is_desk
from portal.lib.opening import hours_in_words, parse_hours
from portal.web.backoffice import BackOffice

DATED = (
    "On ne corrige pas une ligne qui a servi : on inscrit la suivante, à partir de son jour. "
    "Une demande garde les heures et les délais du jour où elle a été ouverte."
)


@admin.register(ServiceWeek)
class ServiceWeeks(BackOffice):
    """The hours in which deadlines run."""

    allow = staticmethod(is_desk)
    one = "des heures"
    form = ServiceWeekForm
    list_display = ("from_on", "hours_told", "source")
    actions = ()
    fieldsets = (
        (None, {"description": DATED, "fields": (("from_on", "source"),)}),
        (
            "Heures de service",
            {
                "fields": (
                    ("lundi", "mardi"),
                    ("mercredi", "jeudi"),
                    ("vendredi", "samedi", "dimanche"),
                )
            },
        ),
    )

    @admin.display(description="heures")
    def hours_told(self, row: ServiceWeek) -> str:
        return " ; ".join(hours_in_words(parse_hours(row.hours)))


@admin.register(Closure)
class Closures(BackOffice):
    """Days off besides the holidays: deadlines do not run."""

    allow = staticmethod(is_desk)
    one = "une fermeture"
    list_display = ("reason", "first", "last")
    actions = ()


@admin.register(ServiceTarget)
class ServiceTargets(BackOffice):
    """What is promised for each priority."""

    allow = staticmethod(is_desk)
    one = "un engagement"
    list_display = (
        "priority",
        "from_on",
        "answer_minutes",
        "solve_minutes",
        "warn_percent",
        "source",
    )
    list_filter = ("priority",)
    actions = ()
    fieldsets = (
        (
            None,
            {
                "description": DATED,
                "fields": (
                    ("priority", "from_on"),
                    ("answer_minutes", "solve_minutes", "warn_percent"),
                    "source",
                ),
            },
        ),
    )


@admin.register(Category)
class Categories(BackOffice):
    allow = staticmethod(is_desk)
    one = "une catégorie"
    list_display = ("name", "kind", "impact", "position", "active")
    list_filter = ("active",)
    search_fields = ("name",)
    search_help_text = "nom"
    actions = ()


@admin.register(CannedReply)
class CannedReplies(BackOffice):
    allow = staticmethod(is_desk)
    one = "une réponse type"
    form = CannedReplyForm
    list_display = ("title", "category", "active")
    list_filter = ("active",)
    list_select_related = ("category",)
    search_fields = ("title", "body")
    search_help_text = "intitulé ou texte"
    actions = ()


@admin.register(Article)
class Articles(BackOffice):
    """Pages of help for the town halls, or for the desk alone."""

    allow = staticmethod(is_desk)
    one = "une fiche d’aide"
    form = ArticleForm
    list_display = ("title", "audience", "category", "published", "version")
    list_filter = ("published", "audience")
    list_select_related = ("category",)
    search_fields = ("title", "summary", "body")
    search_help_text = "titre ou texte"
    actions = ()

    def save_model(self, request: Any, obj: Article, form: Any, change: bool) -> None:  # noqa: FBT001
        """Each change of its words is a version, dated and signed."""
        if change and {"title", "summary", "body"} & set(form.changed_data):
            obj.version += 1
        obj.written_at, obj.written_by = request.at, request.user
        super().save_model(request, obj, form, change)


@admin.register(MaintenancePlan)
class MaintenancePlans(BackOffice):
    """What comes back by itself: each date opens a request for each commune concerned."""

    allow = staticmethod(is_desk)
    one = "une maintenance"
    list_display = ("title", "commune", "months", "next_on", "school_holidays", "active")
    list_filter = ("active", "months")
    list_select_related = ("commune",)
    search_fields = ("title", "checklist")
    search_help_text = "intitulé ou chose à faire"
    actions = ()
    fieldsets = (
        (None, {"fields": ("title", "checklist")}),
        ("Où", {"fields": ("commune", ("site_kind", "asset_kind"))}),
        ("Quand", {"fields": (("months", "next_on", "lead_days"), "school_holidays", "active")}),
    )
