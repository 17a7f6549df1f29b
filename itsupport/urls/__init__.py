from itsupport.urls import desk, rounds, tickets

app_name = "itsupport"
urlpatterns = [*tickets.urlpatterns, *desk.urlpatterns, *rounds.urlpatterns]
