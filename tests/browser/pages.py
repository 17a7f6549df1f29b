"""Every page a person meets in the demonstration, role by role: what is checked, and what is shown in docs/."""

SECRETARY = "secretaire.57080@example.org"
TOWN = "secretaire.57630@example.org"
MAYOR = "maire.57080@example.org"
MANAGER = "gestion@example.org"
IT = "informatique@example.org"
READER = "direction@example.org"

PUBLIC = (
    "/compte/login/",
    "/compte/password/reset/",
    "/compte/login/code/",
    "/aide/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/cette-page-n-existe-pas/",
)
TOWN_HALL = (
    "/",
    "/historique/",
    "/rechercher/?q=bebing",
    "/rechercher/?q=rien-du-tout",
    "/achats/",
    "/achats/campagnes/2/",
    "/achats/campagnes/2/reponse/57080/",
    "/achats/campagnes/1/reponse/57080/",
    "/achats/campagnes/2/reponse/57080/coller/",
    "/achats/campagnes/2/reponse/57080/feuille/",
    "/achats/campagnes/2/reponse/57080/batiment/",
    "/achats/campagnes/2/reponse/57080/refus/",
    "/achats/campagnes/2/reponse/57080/relire/",
    "/achats/extincteurs/",
    "/achats/extincteurs/ajouter/",
    "/achats/extincteurs/importer/",
    "/achats/adhesion/",
    "/annuaire/",
    "/annuaire/57080/",
    "/annuaire/57080/besoins/",
    "/annuaire/57080/tenir/",
    "/annuaire/57080/modifier/",
    "/compte/",
    "/compte/email/",
    "/compte/password/change/",
    "/compte/sessions/",
    "/compte/2fa/",
    "/compte/2fa/webauthn/",
)
TEAM = (
    "/",
    "/gestion/",
    "/gestion/achats/campagnes/",
    "/gestion/achats/campagnes/1/",
    "/gestion/achats/campagnes/2/",
    "/gestion/achats/campagnes/2/besoin/",
    "/gestion/achats/campagnes/1/besoin/",
    "/gestion/achats/campagnes/3/preparer/",
    "/gestion/achats/campagnes/2/courriers/",
    "/gestion/achats/campagnes/2/documents/",
    "/gestion/achats/groupement/",
    "/gestion/courriers/",
    "/gestion/journal/",
    "/gestion/purchasing/item/",
    "/gestion/purchasing/threshold/",
    "/annuaire/",
    "/annuaire/57630/",
    "/gestion/importer/",
    "/gestion/importer/lieux/",
    "/gestion/importer/articles/",
    "/gestion/communes/commune/",
    "/gestion/communes/site/",
    "/gestion/communes/person/",
    "/gestion/communes/absence/",
    "/gestion/communes/epci/",
    "/gestion/besoins/",
    "/annuaire/comptes/",
)
BY_ROLE = {
    None: PUBLIC,
    SECRETARY: TOWN_HALL,
    MAYOR: ("/", "/achats/", "/achats/campagnes/2/", "/annuaire/57080/"),
    MANAGER: TEAM,
    IT: ("/", "/gestion/", "/annuaire/"),
    READER: ("/", "/annuaire/"),
}
ALL = [(role, path) for role, paths in BY_ROLE.items() for path in paths]
