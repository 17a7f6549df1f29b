from django.urls import path

from portal.web import switch

app_name = "web"
urlpatterns = [path("agir-pour/", switch.acting_choose, name="acting_choose")]
