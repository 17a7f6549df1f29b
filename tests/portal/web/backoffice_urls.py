"""The portal's addresses with one register in the back-office, for the tests of its look."""

from django.contrib import admin
from django.urls import include, path

from communes.models import Commune, Person, Position
from portal.web.backoffice import BackOffice, Workbench, is_team


class Positions(admin.TabularInline):
    model = Position
    extra = 1

    def has_change_permission(self, request, obj=None):  # noqa: ARG002
        return True

    has_add_permission = has_view_permission = has_change_permission


class Communes(BackOffice):
    allow = staticmethod(is_team)
    list_display = ("name", "insee", "phone")
    list_filter = ("good_friday_off",)
    search_fields = ("name",)
    actions = ()


class People(BackOffice):
    allow = staticmethod(is_team)
    list_display = ("last_name", "first_name", "email")
    inlines = (Positions,)


site = Workbench(name="admin")
site.register(Commune, Communes)
site.register(Person, People)
urlpatterns = [path("gestion/", site.urls), path("", include("portal.urls"))]
