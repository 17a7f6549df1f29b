"""Who gives a session, without an account, from the link of a mail."""

from django.urls import path

from training.views import trainers

SLOT = "<str:token>/<int:slot_pk>/"

app_name = "trainerlinks"
urlpatterns = [
    path("<str:token>/", trainers.trainer_home, name="trainer_home"),
    path(SLOT, trainers.slot_sheet, name="slot_sheet"),
    path(f"{SLOT}envoi/", trainers.slot_send, name="slot_send"),
    path(f"{SLOT}contresigner/", trainers.slot_countersign, name="slot_countersign"),
    path(f"{SLOT}ouvrir/", trainers.slot_open, name="slot_open"),
    path(f"{SLOT}code/", trainers.slot_code, name="slot_code"),
]
