from itsupport.urls import desk, tickets

app_name = "itsupport"
urlpatterns = [*tickets.urlpatterns, *desk.urlpatterns]
