from django.urls import URLPattern

app_name = "itsupport"
urlpatterns: list[URLPattern] = []
