"""The manager's pages, under /gestion/achats/."""

from django.urls import path, register_converter

from portal.web.converters import one_of
from purchasing.states import CAMPAIGN_FLOW
from purchasing.views import campaign_lists, follow, moves, needs, participations

register_converter(one_of(CAMPAIGN_FLOW.transitions), "campaign_verb")

CAMPAIGN = "campagnes/<int:pk>/"
COMMUNE = f"{CAMPAIGN}communes/<int:answer_pk>/"

app_name = "campaigns"
urlpatterns = [
    path("campagnes/", campaign_lists.campaign_list, name="campaign_list"),
    path(CAMPAIGN, follow.campaign_follow, name="campaign_follow"),
    path(f"{CAMPAIGN}etape/<campaign_verb:verb>/", moves.campaign_move, name="campaign_move"),
    path(f"{CAMPAIGN}reponses.xlsx", participations.campaign_export, name="campaign_export"),
    path(COMMUNE, participations.participation_detail, name="participation_detail"),
    path(f"{COMMUNE}appel/", participations.contact_create, name="contact_create"),
    path(
        f"{COMMUNE}complement/", participations.participation_return, name="participation_return"
    ),
    path(f"{CAMPAIGN}besoin/", needs.need_detail, name="need_detail"),
    path(f"{CAMPAIGN}besoin.xlsx", needs.need_export, name="need_export"),
    path(
        f"{CAMPAIGN}besoin/<int:lot_item_pk>/<str:insee>/ligne/", needs.need_cell, name="need_cell"
    ),
    path(f"{CAMPAIGN}besoin/revision/<int:line_pk>/", needs.need_revise, name="need_revise"),
    # temporary
    path("campagnes/nouvelle/", campaign_lists.campaign_list, name="campaign_create"),
    path(f"{CAMPAIGN}preparer/", follow.campaign_follow, name="campaign_edit"),
    path(f"{CAMPAIGN}relance/", follow.campaign_follow, name="campaign_remind"),
    path(f"{CAMPAIGN}courriers/", follow.campaign_follow, name="campaign_plan"),
    path(f"{CAMPAIGN}documents/", follow.campaign_follow, name="campaign_documents"),
    path(f"{COMMUNE}reponse/", participations.participation_detail, name="participation_answer"),
    path("groupement/<int:pk>/", follow.campaign_follow, name="convention_detail"),
]
