"""Rounds of visits."""

from django.urls import path, register_converter

from itsupport.views import rounds
from portal.web.converters import one_of

register_converter(one_of(rounds.GESTURES), "round_verb")
register_converter(one_of(rounds.STOP_VERBS), "stop_verb")

urlpatterns = [
    path("tournees/", rounds.round_list, name="round_list"),
    path("tournees/preparer/", rounds.round_create, name="round_create"),
    path("tournees/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("tournees/<int:pk>/heures/", rounds.round_hours, name="round_hours"),
    path("tournees/<int:pk>/feuille/", rounds.round_sheet, name="round_sheet"),
    path("tournees/<int:pk>/terminer/", rounds.round_close, name="round_close"),
    path("tournees/<int:pk>/demandes/<int:task_pk>/", rounds.task_tick, name="task_tick"),
    path(
        "tournees/<int:pk>/arrets/<int:stop_pk>/<stop_verb:verb>/",
        rounds.stop_move,
        name="stop_move",
    ),
    path("tournees/<int:pk>/<round_verb:verb>/", rounds.round_move, name="round_move"),
]
