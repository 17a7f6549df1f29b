from django.urls import path, register_converter
from django.urls.converters import StringConverter

from communes.views import accounts, communes


class Insee(StringConverter):
    regex = "[0-9][0-9AB][0-9]{3}"


register_converter(Insee, "insee")

app_name = "communes"
urlpatterns = [
    path("", communes.commune_list, name="commune_list"),
    path("mairies.vcf", communes.commune_vcards, name="commune_vcards"),
    path("<insee:insee>/", communes.commune_detail, name="commune_detail"),
    path("<insee:insee>/mairie.vcf", communes.commune_vcard, name="commune_vcard"),
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
