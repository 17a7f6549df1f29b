from django.urls import path

from training.views import catalogue, decisions, feeds, materials, registrations

urlpatterns = [
    path("", catalogue.session_list, name="session_list"),
    path("sessions/<int:pk>/", catalogue.session_detail, name="session_detail"),
    path("sessions/<int:pk>/inscrire/", registrations.registration_create, name="registration_create"),
    path("inscriptions/", registrations.registration_list, name="registration_list"),
    path("inscriptions/<int:pk>/", registrations.registration_detail, name="registration_detail"),
    path("inscriptions/<int:pk>/accepter/", registrations.offer_accept, name="offer_accept"),
    path("inscriptions/<int:pk>/laisser/", registrations.offer_decline, name="offer_decline"),
    path("inscriptions/<int:pk>/retirer/", registrations.registration_cancel, name="registration_cancel"),
    path("inscriptions/<int:pk>/remplacer/", registrations.registration_replace, name="registration_replace"),
    path("inscriptions/<int:pk>/attentes/", registrations.registration_expect, name="registration_expect"),
    path("inscriptions/<int:pk>/decider/", decisions.registration_decide, name="registration_decide"),
    path("inscriptions/<int:pk>/refuser/", decisions.registration_refuse, name="registration_refuse"),
    path("supports/<int:pk>/", materials.material_file, name="material_file"),
    path("sessions/<int:pk>/agenda.ics", feeds.session_calendar, name="session_calendar"),
    path("agenda/", feeds.feed_list, name="feed_list"),
    path("agenda/nouvelle/", feeds.feed_create, name="feed_create"),
    path("agenda/<int:pk>/revoquer/", feeds.feed_revoke, name="feed_revoke"),
    path("inscriptions/<int:pk>/convocation/", registrations.convocation_create, name="convocation_create"),
    path("attestations/<int:pk>/", registrations.certificate_download, name="certificate_download"),
]  # fmt: skip
