from django.urls import path, register_converter

from portal.tables import views
from portal.web.converters import one_of

register_converter(one_of(("xlsx", "csv")), "table_format")

app_name = "tables"
urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("<slug:slug>/", views.import_file, name="import_file"),
    path("<slug:slug>/modele.xlsx", views.import_template, name="import_template"),
    path("<slug:slug>/export.<table_format:kind>", views.import_export, name="import_export"),
]
