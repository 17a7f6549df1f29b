"""The pages of a town hall that asks for help."""

from django.urls import path

from itsupport.views import articles, asking

urlpatterns = [
    path("", asking.help_home, name="help_home"),
    path("demandes/", asking.ticket_list, name="ticket_list"),
    path("demandes/<int:pk>/", asking.ticket_detail, name="ticket_detail"),
    path("demandes/<int:pk>/resolue/", asking.ticket_solved, name="ticket_solved"),
    path("demandes/<int:pk>/avis/", asking.ticket_vote, name="ticket_vote"),
    path("aide/", articles.article_list, name="article_list"),
    path("aide/<slug:slug>/", articles.article_detail, name="article_detail"),
    path("pieces/<int:pk>/", asking.ticket_file, name="ticket_file"),
]
