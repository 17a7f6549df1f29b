from itsupport.urls import audits, desk, equipment, mails, orders, tickets

app_name = "itsupport"
urlpatterns = [
    *tickets.urlpatterns,
    *desk.urlpatterns,
    *mails.urlpatterns,
    *equipment.urlpatterns,
    *orders.urlpatterns,
    *audits.urlpatterns,
]
