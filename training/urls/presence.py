"""Presence, as the manager completes it."""

from django.urls import path, register_converter

from portal.web.converters import one_of
from training.domain.papers import PAPERS
from training.views import presence

register_converter(one_of(PAPERS), "session_paper")

SESSION = "sessions/<int:pk>/"

urlpatterns = [
    path(f"{SESSION}presences/", presence.presence_grid, name="presence_grid"),
    path(f"{SESSION}presences/<int:slot_pk>/", presence.presence_note, name="presence_note"),
    path(f"{SESSION}clore/", presence.session_close, name="session_close"),
    path(f"{SESSION}papiers/<session_paper:paper>/", presence.paper_create, name="paper_create"),
    path(
        f"{SESSION}formateurs/<int:trainer_pk>/lien/", presence.trainer_link, name="trainer_link"
    ),
    path("feuilles/<int:pk>/", presence.sheet_scan, name="sheet_scan"),
]
