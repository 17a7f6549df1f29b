from django.urls import path

from portal.web import offline, switch

app_name = "web"
urlpatterns = [
    path("agir-pour/", switch.acting_choose, name="acting_choose"),
    path("hors-ligne.js", offline.offline_worker, name="offline_worker"),
]
