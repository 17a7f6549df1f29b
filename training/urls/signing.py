"""Signing on one's own telephone, from the code that the trainer shows."""

from django.urls import path

from training.views import proofs

app_name = "signing"
urlpatterns = [path("<str:token>/", proofs.self_sign, name="self_sign")]
