"""What town halls would like their agents to learn."""

from django.urls import path

from training.views import wishes

urlpatterns = [
    path("souhaits/", wishes.wish_list, name="wish_list"),
    path("souhaits/<int:pk>/", wishes.wish_form, name="wish_form"),
    path("souhaits/<int:pk>/aucun/", wishes.wish_none, name="wish_none"),
]
