"""The back-office at /gestion/: Django's admin under our rules, in our frame."""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import redirect
from django.utils.text import capfirst

from portal.journal.record import record
from portal.lib.text import UNKNOWN
from portal.web import navigation
from portal.web.forms import DateField, NumberField

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from portal.accounts.models import User

SCRIPTS = (
    "admin/js/vendor/jquery/jquery.min.js",
    "admin/js/jquery.init.js",
    "admin/js/core.js",
)
"""What the pages need: no window opens beside a list, nothing is done to several rows, and we have no slugs."""


def is_team(user: Any) -> bool:
    """Manager, IT agent or administrator: those for whom the middleware opened every commune."""
    acting = getattr(user, "acting", None)
    return bool(user.is_authenticated and acting is not None and acting.team)


class Workbench(admin.AdminSite):
    """The team's site. Signing in and passwords belong to the account pages, not to it."""

    site_header = "Gestion"
    site_title = "Gestion"
    index_title = "Gestion"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return is_team(request.user)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002
        """403 for who has signed in without being of the team; the middleware sends others to sign in."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """`title` and `subtitle` are always there: a template may ask without knowing the page."""
        return {"title": "", "subtitle": "", "is_popup": False, **super().each_context(request)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        pages = navigation.workbench_for(request.user)  # type: ignore[arg-type]
        return super().index(
            request, {"sections": self._sections(request, pages), **(extra_context or {})}
        )

    def _sections(
        self, request: HttpRequest, pages: dict[str, list[navigation.Shown]]
    ) -> list[dict[str, Any]]:
        """One section for each app: its pages of work first, then its registers."""
        registers = {capfirst(app["name"]): app["models"] for app in self.get_app_list(request)}
        pages = {capfirst(name): shown for name, shown in pages.items()}
        names = [*pages, *(name for name in registers if name not in pages)]
        return [
            {"name": name, "pages": pages.get(name, []), "registers": registers.get(name, [])}
            for name in sorted(names, key=str.lower)
        ]

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        return redirect("account_login")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:  # noqa: ARG002
        return redirect("account_change_password")


class BackOfficeForm(forms.ModelForm):
    """Labels without a colon, as everywhere in the portal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class _Ours(BaseModelAdmin):
    """One rule for every right but deleting, which nobody has; dates typed as everywhere in the portal."""

    allow: Callable[[User], bool]
    one = ""
    """« une absence »: what is inscribed, with its article."""
    form = BackOfficeForm
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.DateField: {
            "form_class": DateField,
            "widget": forms.DateInput(format="%d/%m/%Y", attrs={"class": "short"}),
        },
        models.DecimalField: {"form_class": NumberField},
        models.DateTimeField: {
            "form_class": forms.SplitDateTimeField,
            "widget": forms.SplitDateTimeWidget(date_format="%d/%m/%Y", time_format="%H:%M"),
        },
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A list says « Choisir » until something is chosen, and opens no window beside it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(field.widget, "can_add_related"):
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = field.widget.can_delete_related = False
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label is not None:
                field.empty_label = _nothing_chosen(field)
        elif isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            field.choices = [
                (value, _nothing_chosen(field) if value in {"", None} else label)
                for value, label in choices
            ]
        return field

    def has_module_permission(self, request: HttpRequest) -> bool:
        return type(self).allow(request.user)  # type: ignore[arg-type]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


def _nothing_chosen(field: forms.Field) -> str:
    return "Choisir" if field.required else UNKNOWN


class BackOffice(_Ours, admin.ModelAdmin):
    """A register. Say `allow = staticmethod(rules.may_…)`. What is typed in it goes in the journal."""

    first_step = "Ce registre se remplit ici, ligne par ligne."
    """What an empty register is for, and how it fills."""

    @property
    def none(self) -> str:
        """« Aucune absence », from « une absence »."""
        return f"Auc{self.one}" if self.one else "Aucune ligne"

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=SCRIPTS)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _tell("register", request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _tell("correct", request, obj, message)
        return super().log_change(request, obj, message)


def _tell(verb: str, request: HttpRequest, thing: models.Model, message: Any) -> None:
    """One journal row for what the form did: the fields it changed, of the row and of those inside it."""
    at = request.at  # type: ignore[attr-defined]
    parts = message if isinstance(message, list) else []
    said = [*(part[key] for part in parts for key in part)]
    changed = [name for part in said for name in part.get("fields", [])]
    inside = [f"{part['name']} « {part['object']} »" for part in said if "object" in part]
    record(verb, thing, by=request.user, at=at, changed=changed, rows=inside)  # type: ignore[arg-type]


class Rows(_Ours, admin.TabularInline):  # type: ignore[misc]
    """Rows of a register inside another's form. Say `allow` here too."""

    extra = 0
