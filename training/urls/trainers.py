"""Who gives a session, without an account, from the link of a mail."""

from django.urls import path

from training.views import availability, materials, reviews, trainers

SLOT = "<str:token>/<int:slot_pk>/"
MATERIAL = "<str:token>/supports/<int:pk>/"

app_name = "trainerlinks"
urlpatterns = [
    path("<str:token>/", trainers.trainer_home, name="trainer_home"),
    path("<str:token>/supports/", materials.trainer_materials, name="trainer_materials"),
    path(MATERIAL, materials.trainer_material, name="trainer_material"),
    path(
        f"{MATERIAL}retirer/",
        materials.trainer_material_withdraw,
        name="trainer_material_withdraw",
    ),
    path("<str:token>/bilan/", reviews.trainer_review, name="trainer_review"),
    path("<str:token>/disponibilites/", availability.trainer_days, name="trainer_days"),
    path(
        "<str:token>/disponibilites/<int:pk>/retirer/",
        availability.trainer_day_remove,
        name="trainer_day_remove",
    ),
    path(SLOT, trainers.slot_sheet, name="slot_sheet"),
    path(f"{SLOT}envoi/", trainers.slot_send, name="slot_send"),
    path(f"{SLOT}contresigner/", trainers.slot_countersign, name="slot_countersign"),
    path(f"{SLOT}ouvrir/", trainers.slot_open, name="slot_open"),
    path(f"{SLOT}code/", trainers.slot_code, name="slot_code"),
]
