from django.urls import path, register_converter

from itsupport.queries.asset_page import ERASE
from itsupport.states.equipment import ASSET_FLOW
from itsupport.views import agents, asset_moves, doubts, equipment, licences
from portal.web.converters import one_of

register_converter(one_of((*ASSET_FLOW.transitions, ERASE)), "asset_verb")

urlpatterns = [
    path("parc/", equipment.asset_list, name="asset_list"),
    path("parc/etiquettes/", equipment.asset_labels, name="asset_labels"),
    path("parc/renouvellement/", equipment.renewal, name="renewal"),
    path("parc/nouveau/<str:insee>/", equipment.asset_create, name="asset_create"),
    path("parc/<int:pk>/", equipment.asset_detail, name="asset_detail"),
    path("parc/<int:pk>/modifier/", equipment.asset_edit, name="asset_edit"),
    path("parc/<int:pk>/commune/", equipment.asset_transfer, name="asset_transfer"),
    path("parc/<int:pk>/certificat/", equipment.asset_certificate, name="asset_certificate"),
    path("parc/<int:pk>/<asset_verb:verb>/", asset_moves.asset_move, name="asset_move"),
    path("parc/logiciels/", licences.software_list, name="software_list"),
    path("parc/licences/", licences.licence_list, name="licence_list"),
    path("parc/licences/nouvelle/", licences.licence_create, name="licence_create"),
    path("parc/licences/<int:pk>/", licences.licence_edit, name="licence_edit"),
    path("parc/agents/", agents.token_list, name="token_list"),
    path("parc/agents/<str:insee>/", agents.token_detail, name="token_detail"),
    path("parc/agents/<int:pk>/revoquer/", agents.token_revoke, name="token_revoke"),
    path("releves/", doubts.report_list, name="report_list"),
    path("releves/<int:pk>/", doubts.report_settle, name="report_settle"),
]
