"""The desk's pages."""

from django.urls import path, register_converter

from itsupport.queries.desk import BARE
from itsupport.views import desk, desk_tools, inbox
from portal.web.converters import one_of

register_converter(one_of(BARE), "bare_verb")

urlpatterns = [
    path("bureau/", inbox.inbox_page, name="inbox"),
    path("bureau/registre/", inbox.desk_list, name="desk_list"),
    path("bureau/appel/", inbox.call_create, name="call_create"),
    path("bureau/choisies/", inbox.inbox_bulk, name="inbox_bulk"),
    path("bureau/vues/", inbox.view_keep, name="view_keep"),
    path("bureau/vues/<int:pk>/retirer/", inbox.view_drop, name="view_drop"),
    path("bureau/<int:pk>/", desk.desk_ticket, name="desk_ticket"),
    path("bureau/<int:pk>/apercu/", inbox.inbox_preview, name="inbox_preview"),
    path("bureau/<int:pk>/prendre/", desk.desk_take, name="desk_take"),
    path("bureau/<int:pk>/passage/", desk.desk_plan, name="desk_plan"),
    path("bureau/<int:pk>/classer/", desk.desk_sort, name="desk_sort"),
    path("bureau/<int:pk>/commune/", desk.desk_place, name="desk_place"),
    path("bureau/<int:pk>/presence/", desk.desk_present, name="desk_present"),
    path("bureau/<int:pk>/temps/", desk_tools.desk_time, name="desk_time"),
    path("bureau/<int:pk>/liste/", desk_tools.desk_checklist, name="desk_checklist"),
    path("bureau/<int:pk>/liste/<int:item_pk>/", desk_tools.desk_tick, name="desk_tick"),
    path("bureau/<int:pk>/copie/", desk_tools.desk_watch, name="desk_watch"),
    path("bureau/<int:pk>/lier/", desk_tools.desk_link, name="desk_link"),
    path("bureau/<int:pk>/separer/<int:message_pk>/", desk_tools.desk_split, name="desk_split"),
    path("bureau/<int:pk>/<bare_verb:verb>/", desk.desk_move, name="desk_move"),
]
