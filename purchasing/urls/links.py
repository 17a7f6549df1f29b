from django.urls import path, register_converter

from portal.web.converters import one_of
from purchasing.views import links

register_converter(one_of(["idem", "aucun"]), "short_answer")

app_name = "links"
urlpatterns = [
    path("<str:token>/", links.link_choose, name="link_choose"),
    path("<str:token>/<short_answer:choice>/", links.link_choose, name="link_short"),
    path("<str:token>/annuler/", links.link_undo, name="link_undo"),
    path("<str:token>/complete/", links.link_grid, name="link_grid"),
    path("<str:token>/lu/", links.link_read, name="link_read"),
    path("<str:token>/relire/", links.link_review, name="link_review"),
    path("<str:token>/<path:cut>/", links.link_lost, name="link_lost"),
]
