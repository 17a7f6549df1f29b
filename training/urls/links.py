"""The mayor's word without an account, from the link of a mail."""

from django.urls import path

from training.views import links, visa_links

app_name = "traininglinks"
urlpatterns = [
    path("visa/<str:token>/", visa_links.visa_link, name="visa_link"),
    path("visa/<str:token>/refus/", visa_links.visa_link_refuse, name="visa_link_refuse"),
    path("<str:token>/", links.approval_link, name="approval_link"),
    path("<str:token>/refus/", links.approval_refuse, name="approval_refuse"),
]
