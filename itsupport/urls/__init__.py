from itsupport.urls import orders

app_name = "itsupport"
urlpatterns = [*orders.urlpatterns]
