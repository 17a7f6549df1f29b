from django.urls import path

from training.views import swaps

urlpatterns = [
    path(
        "inscriptions/<int:pk>/echanger/<int:other_pk>/", swaps.swap_propose, name="swap_propose"
    ),
    path("echanges/<int:pk>/accepter/", swaps.swap_accept, name="swap_accept"),
    path("echanges/<int:pk>/refuser/", swaps.swap_refuse, name="swap_refuse"),
    path("echanges/<int:pk>/retirer/", swaps.swap_withdraw, name="swap_withdraw"),
]
