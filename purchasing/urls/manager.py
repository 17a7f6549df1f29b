"""The manager's pages, under /gestion/achats/."""

from django.urls import path, register_converter

from portal.web.converters import one_of
from purchasing.states import ADHESION_FLOW, CAMPAIGN_FLOW
from purchasing.views import (
    builder,
    campaign_lists,
    follow,
    framework,
    moves,
    needs,
    papers,
    participations,
    phone,
    reminding,
)

register_converter(one_of(CAMPAIGN_FLOW.transitions), "campaign_verb")
register_converter(one_of(ADHESION_FLOW.transitions), "adhesion_verb")
register_converter(one_of(("besoin", "annexes")), "campaign_paper")
register_converter(one_of(("convention", "communes", "deliberations")), "framework_paper")

CAMPAIGN = "campagnes/<int:pk>/"
COMMUNE = f"{CAMPAIGN}communes/<int:answer_pk>/"
PHONE = f"{COMMUNE}telephone/"

app_name = "campaigns"
urlpatterns = [
    path("campagnes/", campaign_lists.campaign_list, name="campaign_list"),
    path("campagnes/nouvelle/", builder.campaign_create, name="campaign_create"),
    path(f"{CAMPAIGN}preparer/", builder.campaign_edit, name="campaign_edit"),
    path(f"{CAMPAIGN}preparer/lot/", builder.lot_create, name="lot_create"),
    path(f"{CAMPAIGN}preparer/lot/<int:lot_pk>/", builder.lot_edit, name="lot_edit"),
    path(f"{CAMPAIGN}preparer/lot/<int:lot_pk>/article/", builder.item_create, name="item_create"),
    path(f"{CAMPAIGN}preparer/lot/<int:lot_pk>/prix/", builder.items_edit, name="items_edit"),
    path(f"{CAMPAIGN}preparer/communes/", builder.invited_edit, name="invited_edit"),
    path(f"{CAMPAIGN}preparer/besoins/", builder.needs_edit, name="needs_edit"),
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
    path(f"{CAMPAIGN}relance/", reminding.campaign_remind, name="campaign_remind"),
    path(f"{CAMPAIGN}courriers/", reminding.campaign_plan, name="campaign_plan"),
    path(f"{CAMPAIGN}documents/", papers.campaign_documents, name="campaign_documents"),
    path(f"{CAMPAIGN}documents/<campaign_paper:what>/", papers.campaign_ask, name="campaign_ask"),
    path(f"{COMMUNE}reponse/", phone.participation_answer, name="participation_answer"),
    path(PHONE, phone.phone_edit, name="phone_edit"),
    path(f"{PHONE}annuler/", phone.phone_undo, name="phone_undo"),
    path(f"{PHONE}case/", phone.phone_cell, name="phone_cell"),
    path(f"{PHONE}lu/", phone.phone_read, name="phone_read"),
    path(f"{PHONE}refus/", phone.phone_decline, name="phone_decline"),
    path(f"{PHONE}relire/", phone.phone_review, name="phone_review"),
    path("groupement/", framework.convention_list, name="convention_list"),
    path("groupement/nouvelle/", framework.convention_create, name="convention_create"),
    path("groupement/<int:pk>/", framework.convention_detail, name="convention_detail"),
    path("groupement/<int:pk>/modifier/", framework.convention_edit, name="convention_edit"),
    path(
        "groupement/<int:pk>/demander/<framework_paper:what>/",
        framework.convention_ask,
        name="convention_ask",
    ),
    path(
        "groupement/<int:pk>/adhesions/<int:adhesion_pk>/<adhesion_verb:verb>/",
        framework.adhesion_move,
        name="adhesion_move",
    ),
]
