from itsupport.urls import audits

app_name = "itsupport"
urlpatterns = [*audits.urlpatterns]
