from itsupport.urls import desk, equipment, tickets

app_name = "itsupport"
urlpatterns = [*tickets.urlpatterns, *desk.urlpatterns, *equipment.urlpatterns]
