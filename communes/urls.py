from django.urls import path

from communes.views import accounts

app_name = "communes"
urlpatterns = [
    path("invitation/<str:token>/", accounts.invitation_accept, name="invitation_accept"),
    path("comptes/", accounts.account_list, name="account_list"),
    path("comptes/<int:pk>/inviter/", accounts.account_invite, name="account_invite"),
    path("comptes/<int:pk>/fermer/", accounts.account_close, name="account_close"),
    path(
        "comptes/<int:pk>/second-facteur/",
        accounts.account_second_factor,
        name="account_second_factor",
    ),
]
