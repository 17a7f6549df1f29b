"""The manager's pages, under /gestion/formations/."""

from django.urls import path, register_converter

from portal.web.converters import one_of
from training.urls import closing, needs, presence
from training.views import availability, cockpit, desk, materials, phoning, session_moves

register_converter(one_of(session_moves.VERBS), "session_verb")

SESSION = "sessions/<int:pk>/"

app_name = "trainingdesk"
urlpatterns = [
    *presence.urlpatterns,
    path("sessions/", desk.session_list, name="session_list"),
    path("sessions/nouvelle/", desk.session_create, name="session_create"),
    path(SESSION, cockpit.session_follow, name="session_follow"),
    path(f"{SESSION}modifier/", desk.session_edit, name="session_edit"),
    path(f"{SESSION}etape/<session_verb:verb>/", session_moves.session_move, name="session_move"),
    path(f"{SESSION}dates/", session_moves.session_reschedule, name="session_reschedule"),
    path(f"{SESSION}salle/", session_moves.session_room, name="session_room"),
    path(f"{SESSION}formateurs/", session_moves.session_trainers, name="session_trainers"),
    path(f"{SESSION}places/", session_moves.session_seats, name="session_seats"),
    path(f"{SESSION}supports/", materials.session_materials, name="session_materials"),
    path("supports/<int:pk>/retirer/", materials.material_withdraw, name="material_withdraw"),
    path(f"{SESSION}telephone/", cockpit.session_phone, name="session_phone"),
    path(f"{SESSION}relancer/", cockpit.session_remind, name="session_remind"),
    path(f"{SESSION}inscrits.xlsx", cockpit.session_export, name="session_export"),
    path("salles/<int:pk>/disponibilites/", availability.room_availability, name="room_availability"),
    path("formateurs/<int:pk>/disponibilites/", availability.trainer_availability, name="trainer_availability"),
    path("indisponibilites/<int:pk>/retirer/", availability.closure_remove, name="closure_remove"),
    path("inscriptions/<int:pk>/retirer/", cockpit.registration_withdraw, name="registration_withdraw"),
    path("inscriptions/<int:pk>/remplacer/", cockpit.registration_swap, name="registration_swap"),
    path("inscriptions/<int:pk>/maire/", phoning.registration_phone, name="registration_phone"),
    *closing.urlpatterns,
    *needs.urlpatterns,
]  # fmt: skip
