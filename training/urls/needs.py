"""The needs of training, as the manager collects them and answers."""

from django.urls import path, register_converter

from portal.web.converters import one_of
from training.views import demand, needs, phoning, plans

register_converter(one_of(needs.VERBS), "needs_verb")

NEEDS = "besoins/<int:pk>/"
COURSE = f"{NEEDS}formations/<int:course_pk>/"

urlpatterns = [
    path("besoins/", needs.needs_list, name="needs_list"),
    path("besoins/nouveau/", needs.needs_create, name="needs_create"),
    path(NEEDS, needs.needs_follow, name="needs_follow"),
    path(f"{NEEDS}modifier/", needs.needs_edit, name="needs_edit"),
    path(f"{NEEDS}etape/<needs_verb:verb>/", needs.needs_move, name="needs_move"),
    path(f"{NEEDS}relancer/", needs.needs_remind, name="needs_remind"),
    path("besoins/reponses/<int:pk>/", needs.needs_phone, name="needs_phone"),
    path("besoins/reponses/<int:pk>/aucun/", needs.needs_phone_none, name="needs_phone_none"),
    path("besoins/reponses/<int:pk>/visa/", phoning.needs_visa, name="needs_visa"),
    path(f"{NEEDS}demande/", demand.demand_board, name="demand_board"),
    path(f"{NEEDS}demande.xlsx", demand.demand_export, name="demand_export"),
    path(f"{NEEDS}a-rattacher/", demand.demand_loose, name="demand_loose"),
    path(f"{NEEDS}besoins/<int:need_pk>/reprendre/", demand.need_take, name="need_take"),
    path("souhaits/<int:pk>/rattacher/", demand.wish_attach, name="wish_attach"),
    path(COURSE, demand.demand_course, name="demand_course"),
    path(f"{COURSE}salles/", demand.demand_plan, name="demand_plan"),
    path(f"{NEEDS}plan/", plans.training_plan, name="training_plan"),
    path(f"{NEEDS}plan/publier/", plans.training_plan_publish, name="training_plan_publish"),
]
