"""The registers of the territory: communes, buildings, people and their posts, absences, intercommunal bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.postgres.fields import DateRangeField
from django.db.models import Prefetch
from django.forms import ModelChoiceField
from django.urls import reverse
from django.utils.html import format_html

from communes import rules
from communes.forms.registers import (
    AbsenceForm,
    DaysField,
    DaysWidget,
    MailboxForm,
    PersonForm,
    PhoneForm,
    SiteForm,
)
from communes.models import (
    Absence,
    Commune,
    Epci,
    Mailbox,
    Membership,
    Person,
    Population,
    Position,
    Site,
)
from communes.queries.directory import found_communes
from communes.states import COMMUNE_ROLES
from portal.lib.dates import paris_date, short_date
from portal.lib.opening import hours_in_words, parse_hours
from portal.lib.text import UNKNOWN, of
from portal.web.backoffice import BackOffice, Rows

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

PERIODS: dict[Any, Any] = {
    DateRangeField: {
        "form_class": DaysField,
        "widget": DaysWidget,
        "open_start": True,
        "help_text": "Jours compris ; vide, si la période n’a pas de début ou de fin.",
    }
}


class Choosing(Rows):
    """Rows that point to communes and people: the choices are asked once for all rows."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField):
            asked: Any = field.choices
            field.choices = [*asked]
        return field


class Mailboxes(Choosing):
    allow = staticmethod(rules.is_manager)
    model = Mailbox
    one = "une boîte aux lettres"
    form = MailboxForm
    fields = ("email", "person", "active")


class Populations(Rows):
    allow = staticmethod(rules.is_manager)
    model = Population
    one = "une population"
    fields = ("vintage", "count")


@admin.register(Commune)
class Communes(BackOffice):
    """Reference data to read, and what each town hall says of itself to mend."""

    allow = staticmethod(rules.is_manager)
    one = "une commune"
    imports = "communes"
    first_step = "Elles viennent du fichier du territoire : chargez-le avec « ./run manage load_territory »."
    form = PhoneForm
    list_display = ("name", "insee", "phone", "email", "confirmed_on")
    list_per_page = 100
    search_fields = ("name",)
    search_help_text = "nom, code INSEE ou code postal"
    actions = ()
    inlines = (Mailboxes, Populations)
    readonly_fields = ("name", "insee", "siren", "postal", "area_ha", "hours", "confirmed_on")
    fieldsets = (
        (
            "Données de référence",
            {
                "description": "Elles viennent du fichier du territoire et ne se corrigent pas ici.",
                "fields": (("name", "insee", "siren"), ("postal", "area_ha")),
            },
        ),
        (
            "La mairie",
            {"fields": ("address", ("phone", "email"), "website", "hours", "note")},
        ),
        ("Son année", {"fields": ("good_friday_off", "confirmed_on")}),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet,
        search_term: str,
    ) -> tuple[QuerySet, bool]:
        """As in the directory: accents, hyphens and a wrong letter are forgiven."""
        return (found_communes(queryset, search_term) if search_term else queryset), False

    @admin.display(description="codes postaux")
    def postal(self, commune: Commune) -> str:
        return ", ".join(commune.postal_codes)

    @admin.display(description="heures d’ouverture")
    def hours(self, commune: Commune) -> SafeString:
        lines = hours_in_words(parse_hours(commune.opening_hours))
        url = reverse("communes:commune_edit", args=[commune.insee])
        return format_html(
            '{}. <a href="{}">Les corriger sur la fiche {}</a>',
            " ; ".join(lines) or "non connues",
            url,
            of(commune.name),
        )


@admin.register(Site)
class Sites(BackOffice):
    """The buildings where things are delivered, checked and repaired."""

    allow = staticmethod(rules.is_manager)
    one = "un lieu"
    first_step = "Mairies, écoles, salles : chaque commune inscrit les siens, ou vous les importez d’un tableau."
    imports = "lieux"
    form = SiteForm
    list_display = ("name", "commune", "kind", "address", "active")
    list_filter = ("kind", "active", "commune")
    list_select_related = ("commune",)
    list_per_page = 50
    search_fields = ("name", "address", "commune__name_sort")
    search_help_text = "nom, adresse ou commune"
    actions = ()
    fieldsets = (
        (None, {"fields": (("commune", "kind"), ("name", "active"), "address")}),
        ("Pour s’y rendre", {"fields": ("access", "delivery_instructions")}),
        ("Établissement recevant du public", {"fields": (("erp_type", "erp_category"),)}),
        ("Sur la carte", {"fields": (("latitude", "longitude"),)}),
    )


class Positions(Choosing):
    """The posts of a person. Those of the team are an administrator's business."""

    allow = staticmethod(rules.is_manager)
    model = Position
    one = "une fonction"
    fields = (
        "role",
        "commune",
        "title",
        "weekly_hours",
        "working_days",
        "started_on",
        "ended_on",
    )

    def get_extra(self, request: HttpRequest, obj: Person | None = None, **kwargs: Any) -> int:  # noqa: ARG002
        """Someone new is inscribed for what she does: a row waits for it."""
        return 1 if obj is None else 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("person", "commune")
        mine: QuerySet = rows if _administers(request) else rows.filter(commune__isnull=False)
        return mine

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "role" and not _administers(request):
            roles = [(role.value, role.label) for role in COMMUNE_ROLES]
            kwargs["choices"] = [("", "–"), *roles]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


def _administers(request: HttpRequest) -> bool:
    return rules.is_administrator(request.user)  # type: ignore[arg-type]


@admin.register(Person)
class People(BackOffice):
    """Everyone in the directory, with what she does and where."""

    allow = staticmethod(rules.is_manager)
    one = "une personne"
    first_step = "Les secrétaires et les élus s’inscrivent un à un, ou s’importent d’un tableau."
    imports = "personnes"
    form = PersonForm
    list_display = ("__str__", "posts", "email", "phone", "account")
    list_per_page = 50
    search_fields = ("first_name", "last_name", "email", "positions__commune__name_sort")
    search_help_text = "nom, courriel ou commune"
    actions = ()
    inlines = (Positions,)
    fieldsets = (
        (None, {"fields": (("civility", "first_name", "last_name"), ("email", "phone"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        on = paris_date(request.at)  # type: ignore[attr-defined]
        held = Position.objects.on(on).select_related("commune")
        rows: QuerySet = super().get_queryset(request)
        return rows.prefetch_related(Prefetch("positions", queryset=held, to_attr="held"))

    @admin.display(description="fonctions")
    def posts(self, person: Person) -> str:
        held = person.held  # type: ignore[attr-defined]
        words = [
            f"{p.title or p.get_role_display()}{f' {of(p.commune.name)}' if p.commune else ''}"
            for p in held
        ]
        return ", ".join(words) or UNKNOWN

    @admin.display(description="compte")
    def account(self, person: Person) -> str:
        return "ouvert" if person.user_id else UNKNOWN


@admin.register(Absence)
class Absences(BackOffice):
    """Who is away, until when, and who answers in the meantime."""

    allow = staticmethod(rules.is_manager)
    one = "une absence"
    first_step = (
        "Inscrite ici, une absence dit sur la fiche de la commune qui répond en attendant."
    )
    form = AbsenceForm
    list_display = ("who", "commune", "days", "replaced_by")
    list_select_related = ("position__person", "position__commune", "replaced_by")
    search_fields = ("position__person__last_name", "position__commune__name_sort")
    search_help_text = "nom ou commune"
    ordering = ("-period",)
    actions = ()
    fields = ("position", "period", "replaced_by", "note")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "position":
            on = paris_date(request.at)  # type: ignore[attr-defined]
            kwargs["queryset"] = (
                Position.objects.on(on)
                .filter(commune__isnull=False)
                .select_related("person", "commune")
                .order_by("commune__name_sort", "person__last_name")
            )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "position" and field is not None:
            field.label_from_instance = _at_work  # type: ignore[method-assign]
        return field

    @admin.display(description="personne", ordering="position__person__last_name")
    def who(self, absence: Absence) -> str:
        return str(absence.position)

    @admin.display(description="commune", ordering="position__commune__name_sort")
    def commune(self, absence: Absence) -> str:
        return str(absence.position.commune)

    @admin.display(description="période", ordering="period")
    def days(self, absence: Absence) -> str:
        first, last = DaysWidget().decompress(absence.period)
        assert first is not None
        end = f"au {short_date(last)}" if last else "sans retour connu"
        return f"du {short_date(first)} {end}"


def _at_work(obj: Any) -> str:
    return f"{obj.commune} : {obj}"


class Memberships(Choosing):
    allow = staticmethod(rules.is_manager)
    model = Membership
    one = "une appartenance"
    fields = ("commune", "period")
    formfield_overrides = {**Rows.formfield_overrides, **PERIODS}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("commune", "epci")
        ordered: QuerySet = rows.order_by("commune__name_sort", "period")
        return ordered


@admin.register(Epci)
class Epcis(BackOffice):
    """Intercommunal bodies and their members, each with its dates: the perimeter of any day."""

    allow = staticmethod(rules.is_manager)
    one = "une intercommunalité"
    first_step = "Elles viennent du fichier du territoire, avec leurs communes et leurs dates."
    list_display = ("name", "siren", "ours", "valid_from", "valid_to")
    search_fields = ("name", "siren")
    search_help_text = "nom ou SIREN"
    actions = ()
    inlines = (Memberships,)
    fieldsets = ((None, {"fields": (("name", "siren"), ("valid_from", "valid_to"), "ours")}),)
