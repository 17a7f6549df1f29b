from itsupport.urls import desk, maintenance, rounds, tickets, yearly

app_name = "itsupport"
urlpatterns = [
    *tickets.urlpatterns,
    *desk.urlpatterns,
    *rounds.urlpatterns,
    *maintenance.urlpatterns,
    *yearly.urlpatterns,
]
