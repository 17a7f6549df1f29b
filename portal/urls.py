"""Every URL of the portal, one line per app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("portal.web.urls")),
    path("compte/", include("allauth.urls")),
    path("documents/", include("portal.documents.urls")),
    path("annuaire/", include("communes.urls")),
    path("achats/", include("purchasing.urls")),
    path("informatique/", include("itsupport.urls")),
    path("formations/", include("training.urls")),
    path("ics/", include("training.urls.feeds")),
    path("f/", include("training.urls.links")),
    path("e/", include("training.urls.opinions")),
    path("formateur/", include("training.urls.trainers")),
    path("emarger/", include("training.urls.signing")),
    path("verifier/", include("training.urls.verifying")),
    path("d/", include("itsupport.urls.links")),
    path("inventaire/", include("itsupport.urls.agents")),
    path("r/", include("purchasing.urls.links")),
    path("gestion/achats/", include("purchasing.urls.manager")),
    path("gestion/formations/", include("training.urls.desk")),
    path("gestion/courriers/", include("portal.mail.urls")),
    path("gestion/besoins/", include("communes.urls.team")),
    path("gestion/importer/", include("portal.tables.urls")),
    path("gestion/", admin.site.urls),
]

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.permission_denied"
handler404 = "portal.web.errors.page_not_found"
handler429 = "portal.web.errors.too_many_requests"  # asked by the rate limits of sign-in
handler500 = "portal.web.errors.server_error"
