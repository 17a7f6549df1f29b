from django.urls import path, register_converter

from communes.states import NEED_FLOW
from communes.views import needs
from portal.web.converters import one_of

register_converter(one_of(NEED_FLOW.transitions), "need_verb")

app_name = "needs"
urlpatterns = [
    path("", needs.need_board, name="need_board"),
    path("nouveau/", needs.need_note, name="need_note"),
    path("<int:pk>/<need_verb:verb>/", needs.need_answer, name="need_answer"),
]
