"""The registers of training: what may be learnt, where, and with whom."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from portal.lib.text import amount
from portal.web.backoffice import BackOffice, Rows
from training.forms.registers import QuestionForm, RoomForm
from training.models import (
    Course,
    EvaluationForm,
    EvaluationQuestion,
    ObligationRule,
    Room,
    SharingRule,
    Theme,
    Trainer,
)
from training.queries.costs import rule_in_words
from training.rules import may_run_sessions


@admin.register(Theme)
class Themes(BackOffice):
    """What courses are about."""

    allow = staticmethod(may_run_sessions)
    one = "un thème"
    first_step = "Les formations du catalogue s’y rangent : inscrivez les premiers thèmes."
    list_display = ("name", "position")
    search_fields = ("name",)
    search_help_text = "nom"
    actions = ()


@admin.register(Course)
class Courses(BackOffice):
    """The catalogue. A session takes its minimum and its maximum from here on the day it is written."""

    allow = staticmethod(may_run_sessions)
    one = "une formation"
    first_step = "Chaque formation du catalogue se donne en sessions : inscrivez la première."
    list_display = ("title", "theme", "kind", "halves", "minimum", "maximum", "active", "plan")
    list_filter = ("active", "kind", "theme")
    list_select_related = ("theme",)
    search_fields = ("title", "objectives")
    search_help_text = "intitulé ou objectifs"
    actions = ()
    fieldsets = (
        (None, {"fields": ("title", ("theme", "kind"), ("active", "review_on"))}),
        (
            "Ce que l’on y apprend",
            {
                "description": "Les objectifs et le programme sont repris sur la page de chaque session, "
                "une ligne par partie : la première phrase est le titre.",
                "fields": ("objectives", "programme", ("audience", "prerequisites"), "material"),
            },
        ),
        (
            "Pour préparer une session",
            {
                "description": "Repris dans chaque nouvelle session, où ils peuvent changer.",
                "fields": (("halves", "minimum", "maximum"),),
            },
        ),
    )

    @admin.display(description="nouvelle session")
    def plan(self, course: Course) -> str:
        if not course.active:
            return ""
        url = f"{reverse('trainingdesk:session_create')}?formation={course.pk}"
        return format_html('<a href="{}">Préparer</a>', url)


@admin.register(Room)
class Rooms(BackOffice):
    """The rooms that communes lend, and who has their keys."""

    allow = staticmethod(may_run_sessions)
    one = "une salle"
    first_step = (
        "Sans salle, aucune session ne s’annonce : inscrivez celles que prêtent les communes."
    )
    form = RoomForm
    list_display = ("name", "commune", "capacity", "accessible", "network", "half_day", "active")
    list_filter = ("active", "accessible", "network")
    list_select_related = ("commune",)
    search_fields = ("name", "commune__name")
    search_help_text = "salle ou commune"
    actions = ()
    fieldsets = (
        (None, {"fields": (("name", "commune"), ("site", "active"), "address")}),
        (
            "Y venir",
            {"fields": (("capacity", "accessible", "network"), ("equipment", "parking"))},
        ),
        ("La réserver", {"fields": ("keys", ("booking_rule", "cost"))}),
        (
            "Sur la carte",
            {
                "description": "Laissez vide : la salle est alors où est son bâtiment, sinon où est la mairie.",
                "fields": (("latitude", "longitude"),),
            },
        ),
    )

    @admin.display(description="demi-journée", ordering="cost")
    def half_day(self, room: Room) -> str:
        return amount(room.cost) if room.cost else "gratuite"


@admin.register(Trainer)
class Trainers(BackOffice):
    """Who gives courses: somebody of the directory, or somebody from outside."""

    allow = staticmethod(may_run_sessions)
    one = "un formateur"
    first_step = "Inscrivez qui anime : une personne de l’annuaire, ou quelqu’un du dehors."
    list_display = ("__str__", "organism", "skills", "active")
    list_filter = ("active",)
    list_select_related = ("person",)
    search_fields = ("name", "person__first_name", "person__last_name", "organism", "skills")
    search_help_text = "nom, organisme ou compétence"
    actions = ()
    fieldsets = (
        (
            None,
            {
                "description": "Choisissez une personne de l’annuaire, ou donnez le nom et le courriel.",
                "fields": ("person", ("name", "email"), ("organism", "phone")),
            },
        ),
        ("Ce qu’il ou elle anime", {"fields": ("skills", ("reference", "active"))}),
    )

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("person")


@admin.register(SharingRule)
class SharingRules(BackOffice):
    """How costs are shared, one deliberation after the other."""

    allow = staticmethod(may_run_sessions)
    one = "une règle de partage"
    first_step = (
        "La loi ne dit pas comment partager : inscrivez la délibération qui le fixe, avec sa date."
    )
    list_display = ("deliberation", "voted_on", "applies_from", "words")
    search_fields = ("deliberation", "note")
    search_help_text = "délibération"
    actions = ()
    fieldsets = (
        (None, {"fields": (("deliberation", "voted_on"), "applies_from")}),
        (
            "Le partage",
            {
                "description": "Les cinq parts font 100 %. Ce que rien ne mesure (personne n’est venu) reste à "
                "la communauté de communes.",
                "fields": (
                    ("by_attendance", "by_seat"),
                    ("by_population", "equally", "among"),
                    "carried",
                    ("late_pays", "absent_pays"),
                ),
            },
        ),
        (None, {"fields": ("note",)}),
    )

    @admin.display(description="partage")
    def words(self, rule: SharingRule) -> str:
        return rule_in_words(rule)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """A rule that has shared something never changes: the next deliberation makes another."""
        used = obj is not None and obj.statements.exists()
        return not used and super().has_change_permission(request, obj)


class Questions(Rows):
    model = EvaluationQuestion
    form = QuestionForm
    allow = staticmethod(may_run_sessions)
    fields = ("position", "kind", "text", "active")
    extra = 1


@admin.register(EvaluationForm)
class EvaluationForms(BackOffice):
    """What is asked of people after a session. A question that was answered is no longer reworded."""

    allow = staticmethod(may_run_sessions)
    one = "un questionnaire"
    first_step = "Sans questionnaire en usage, personne n’est interrogé après une session."
    list_display = ("title", "moment", "audience", "active")
    list_filter = ("active", "moment", "audience")
    search_fields = ("title",)
    search_help_text = "intitulé"
    actions = ()
    inlines = (Questions,)
    fieldsets = ((None, {"fields": ("title", ("moment", "audience"), "words", "active")}),)


@admin.register(ObligationRule)
class ObligationRules(BackOffice):
    """What the law asks of agents, text after text. One that binds somebody keeps its figures."""

    allow = staticmethod(may_run_sessions)
    one = "une règle d’obligation"
    first_step = "Inscrivez ce que demandent les textes : combien de jours, en combien de mois."
    list_display = (
        "kind",
        "half_days",
        "months",
        "recurring",
        "legal_ref",
        "valid_from",
        "valid_to",
    )
    list_filter = ("recurring", "for_secretaries")
    search_fields = ("kind", "legal_ref")
    search_help_text = "obligation ou texte"
    actions = ()
    fieldsets = (
        (None, {"fields": ("kind", ("half_days", "months"), ("recurring", "counts"))}),
        ("Le texte", {"fields": ("legal_ref", ("valid_from", "valid_to"))}),
        ("Au quotidien", {"fields": (("alert_days", "for_secretaries"),)}),
    )

    def get_readonly_fields(self, request: Any, obj: Any = None) -> tuple[str, ...]:  # noqa: ARG002
        """A text that binds an agent only ends: another takes its place."""
        if obj is None or not obj.obligations.exists():
            return ()
        return ("kind", "half_days", "months", "recurring", "counts", "legal_ref", "valid_from")
