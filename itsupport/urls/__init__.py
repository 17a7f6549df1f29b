from itsupport.urls import (
    audits,
    desk,
    equipment,
    mails,
    maintenance,
    orders,
    rounds,
    tickets,
    yearly,
)

app_name = "itsupport"
urlpatterns = [
    *tickets.urlpatterns,
    *desk.urlpatterns,
    *mails.urlpatterns,
    *equipment.urlpatterns,
    *orders.urlpatterns,
    *audits.urlpatterns,
    *rounds.urlpatterns,
    *maintenance.urlpatterns,
    *yearly.urlpatterns,
]
