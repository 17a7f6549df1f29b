"""After the session, for the manager: under /gestion/formations/."""

from django.urls import path, register_converter

from portal.web.converters import one_of
from training.views import costs, evaluations, records, yearly

register_converter(one_of(("csv", "xlsx")), "table_kind")

SESSION = "sessions/<int:pk>/"

urlpatterns = [
    path(f"{SESSION}couts/", costs.session_costs, name="session_costs"),
    path(f"{SESSION}couts/salle/", costs.cost_rooms, name="cost_rooms"),
    path(f"{SESSION}couts/pdf/", costs.cost_paper, name="cost_paper"),
    path("couts/", costs.cost_year, name="cost_year"),
    path("couts/<int:year>/pdf/", costs.cost_year_paper, name="cost_year_paper"),
    path("couts/envoyer/", costs.cost_export, name="cost_export"),
    path("couts/envois/<int:pk>.<table_kind:kind>", costs.cost_export_file, name="cost_export_file"),
    path("couts/lignes/<int:pk>/", costs.cost_edit, name="cost_edit"),
    path("couts/lignes/<int:pk>/retirer/", costs.cost_remove, name="cost_remove"),
    path(f"{SESSION}avis/", evaluations.session_opinions, name="session_opinions"),
    path("obligations/", records.obligation_list, name="obligation_list"),
    path("obligations/<int:pk>/clore/", records.obligation_close, name="obligation_close"),
    path("agents/<int:pk>/obligation/", records.obligation_create, name="obligation_create"),
    path("bilan/", yearly.year_desk, name="year_desk"),
    path("bilan/pdf/", yearly.year_desk_paper, name="year_desk_paper"),
]  # fmt: skip
