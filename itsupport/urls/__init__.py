from itsupport.urls import desk, maintenance, rounds, tickets

app_name = "itsupport"
urlpatterns = [
    *tickets.urlpatterns,
    *desk.urlpatterns,
    *rounds.urlpatterns,
    *maintenance.urlpatterns,
]
