from itsupport.urls import desk, mails, tickets

app_name = "itsupport"
urlpatterns = [*tickets.urlpatterns, *desk.urlpatterns, *mails.urlpatterns]
