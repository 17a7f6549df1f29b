from django.urls import URLPattern

from itsupport.urls import equipment

app_name = "itsupport"
urlpatterns: list[URLPattern] = [*equipment.urlpatterns]
