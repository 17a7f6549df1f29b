"""The mayor's word without an account, from the link of a mail."""

from django.urls import path

from training.views import links

app_name = "traininglinks"
urlpatterns = [
    path("<str:token>/", links.approval_link, name="approval_link"),
    path("<str:token>/refus/", links.approval_refuse, name="approval_refuse"),
]
