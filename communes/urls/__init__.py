from django.urls import path, register_converter
from django.urls.converters import StringConverter

from communes.views import accounts, communes, needs, positions, sites, town_halls


class Insee(StringConverter):
    regex = "[0-9][0-9AB][0-9]{3}"


register_converter(Insee, "insee")

app_name = "communes"
urlpatterns = [
    path("", communes.commune_list, name="commune_list"),
    path("mairies.vcf", communes.commune_vcards, name="commune_vcards"),
    path("telephones/", communes.phone_list, name="phone_list"),
    path("<insee:insee>/", communes.commune_detail, name="commune_detail"),
    path("<insee:insee>/mairie.vcf", communes.commune_vcard, name="commune_vcard"),
    path("<insee:insee>/tenir/", town_halls.commune_keep, name="commune_keep"),
    path("<insee:insee>/modifier/", town_halls.commune_edit, name="commune_edit"),
    path("<insee:insee>/confirmer/", town_halls.commune_confirm, name="commune_confirm"),
    path("<insee:insee>/lieux/nouveau/", sites.site_create, name="site_create"),
    path("<insee:insee>/lieux/<int:pk>/", sites.site_edit, name="site_edit"),
    path("<insee:insee>/lieux/<int:pk>/service/", sites.site_retire, name="site_retire"),
    path("<insee:insee>/personnes/nouvelle/", positions.position_create, name="position_create"),
    path("<insee:insee>/personnes/<int:pk>/", positions.position_edit, name="position_edit"),
    path("<insee:insee>/personnes/<int:pk>/fin/", positions.position_end, name="position_end"),
    path(
        "<insee:insee>/personnes/<int:pk>/reprise/",
        positions.position_resume,
        name="position_resume",
    ),
    path(
        "<insee:insee>/personnes/<int:pk>/absence/",
        positions.absence_create,
        name="absence_create",
    ),
    path("<insee:insee>/absences/<int:pk>/retour/", positions.absence_end, name="absence_end"),
    path("<insee:insee>/adresses/nouvelle/", positions.mailbox_create, name="mailbox_create"),
    path("<insee:insee>/adresses/<int:pk>/fermer/", positions.mailbox_close, name="mailbox_close"),
    path("<insee:insee>/besoins/", needs.need_list, name="need_list"),
    path("<insee:insee>/besoins/nouveau/", needs.need_create, name="need_create"),
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
