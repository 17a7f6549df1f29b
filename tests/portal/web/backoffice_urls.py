"""The portal's addresses with one register in the back-office, for the tests of its look."""

from django.urls import include, path

from communes.models import Commune, Person, Position
from portal.web.backoffice import BackOffice, Rows, Workbench, is_team


class Positions(Rows):
    allow = staticmethod(is_team)
    model = Position
    extra = 1


class Communes(BackOffice):
    allow = staticmethod(is_team)
    one = "une commune"
    first_step = "Chargez le territoire."
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
