from itsupport.urls import audits, desk, equipment, orders, tickets

app_name = "itsupport"
urlpatterns = [
    *tickets.urlpatterns,
    *desk.urlpatterns,
    *equipment.urlpatterns,
    *orders.urlpatterns,
    *audits.urlpatterns,
]
