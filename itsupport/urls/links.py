"""A request followed without an account, from the link of a mail."""

from django.urls import path

from itsupport.views import links

app_name = "itlinks"
urlpatterns = [
    path("<str:token>/", links.link_detail, name="link_detail"),
    path("<str:token>/resolue/", links.link_solved, name="link_solved"),
    path("<str:token>/avis/", links.link_vote, name="link_vote"),
    path("<str:token>/pieces/<int:pk>/", links.link_file, name="link_file"),
]
