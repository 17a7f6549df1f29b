"""The pages of a town hall that asks for help."""

from django.urls import path

from itsupport.views import asking, front

urlpatterns = [
    path("", front.help_front, name="help_front"),
    path("demandes/", front.ticket_front, name="ticket_list"),
    path("demandes/nouvelle/", asking.help_home, name="ticket_create"),
    path("demandes/<int:pk>/", front.ticket_page, name="ticket_detail"),
    path("demandes/<int:pk>/resolue/", asking.ticket_solved, name="ticket_solved"),
    path("demandes/<int:pk>/avis/", asking.ticket_vote, name="ticket_vote"),
    path("pieces/<int:pk>/", asking.ticket_file, name="ticket_file"),
]
