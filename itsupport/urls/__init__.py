from itsupport.urls import tickets

app_name = "itsupport"
urlpatterns = [*tickets.urlpatterns]
