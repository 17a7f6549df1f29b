"""The life of a campaign, of a commune's participation and of an adhesion."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class CampaignState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    OPEN = "open", "ouverte"
    CLOSED = "closed", "recensement clos"
    LOCKED = "locked", "besoin arrêté"
    CANCELLED = "cancelled", "annulée"


_C = CampaignState

CAMPAIGN_FLOW = Workflow(
    CampaignState,
    transitions(
        # verb, button, from, to
        ("open", "Ouvrir aux communes", [_C.DRAFT], _C.OPEN),
        ("extend", "Prolonger", [_C.OPEN], _C.OPEN),
        ("close", "Clore le recensement", [_C.OPEN], _C.CLOSED),
        ("reopen", "Rouvrir le recensement", [_C.CLOSED], _C.OPEN),
        ("lock", "Arrêter le besoin", [_C.CLOSED], _C.LOCKED),
        ("cancel", "Annuler la campagne", [_C.DRAFT, _C.OPEN, _C.CLOSED, _C.LOCKED], _C.CANCELLED),
    ),
)

wear(
    {
        _C.DRAFT: Sign("info", "pen-line"),
        _C.OPEN: Sign("info", "circle-dot"),
        _C.CLOSED: Sign("", "door-closed"),
        _C.LOCKED: Sign("ok", "lock"),
        _C.CANCELLED: Sign("", "circle-slash"),
    }
)


class CampaignKind(models.TextChoices):
    ONE_OFF = "one_off", "achat ponctuel"
    FRAMEWORK = "framework", "accord-cadre"
    SERVICE = "service", "prestation de service"
    TELECOM = "telecom", "télécommunications"
    INTEREST_ONLY = "interest_only", "sondage d’intérêt"


class ParticipationState(models.TextChoices):
    INVITED = "invited", "silencieuse"
    OPENED = "opened", "message lu"
    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "a répondu"
    NONE_NEEDED = "none_needed", "aucun besoin"
    DECLINED = "declined_grouping", "hors groupement"
    RETURNED = "returned", "à compléter"
    LOCKED = "locked", "arrêtée"


_P = ParticipationState
_EDITABLE = [
    _P.INVITED,
    _P.OPENED,
    _P.DRAFT,
    _P.SUBMITTED,
    _P.NONE_NEEDED,
    _P.DECLINED,
    _P.RETURNED,
]
FINAL_STATES = (_P.SUBMITTED, _P.NONE_NEEDED, _P.DECLINED, _P.LOCKED)
"""The commune has said what it had to say: nobody reminds it."""
WAITING_STATES = (_P.INVITED, _P.OPENED, _P.DRAFT, _P.RETURNED)

SILENT_STATES = (_P.INVITED, _P.OPENED)
"""Nothing is written yet."""

PARTICIPATION_FLOW = Workflow(
    ParticipationState,
    transitions(
        # verb, button, from, to
        ("read", "Ouvrir", [_P.INVITED], _P.OPENED),
        ("fill", "Compléter", _EDITABLE, _P.DRAFT),
        ("submit", "Envoyer la réponse", _EDITABLE, _P.SUBMITTED),
        ("need_nothing", "Aucun besoin", _EDITABLE, _P.NONE_NEEDED),
        ("decline", "Ne pas rejoindre le groupement", _EDITABLE, _P.DECLINED),
        ("return", "Demander un complément", [_P.SUBMITTED, _P.NONE_NEEDED], _P.RETURNED),
        ("lock", "Arrêter", [_P.SUBMITTED, _P.NONE_NEEDED, _P.DECLINED], _P.LOCKED),
    ),
)

wear(
    {
        _P.INVITED: Sign("warn", "circle-dashed"),
        _P.OPENED: Sign("info", "mail-open"),
        _P.DRAFT: Sign("info", "pen-line"),
        _P.SUBMITTED: Sign("ok", "circle-check"),
        _P.NONE_NEEDED: Sign("ok", "circle-minus"),
        _P.DECLINED: Sign("", "circle-slash"),
        _P.RETURNED: Sign("warn", "undo-2"),
        _P.LOCKED: Sign("ok", "lock"),
    }
)


class Channel(models.TextChoices):
    WEB = "web", "portail"
    MAIL = "mail", "lien du courriel"
    PHONE = "phone", "téléphone, saisi par le gestionnaire"
    SHEET = "sheet", "feuille XLSX"


class Origin(models.TextChoices):
    """Where the figure of a line comes from."""

    MANUAL = "manual", "saisi"
    LAST_YEAR = "last_year", "repris de l’an dernier"
    REGISTER = "register", "calculé d’après le registre"
    IMPORT = "import", "importé"


class AdhesionState(models.TextChoices):
    PENDING = "pending", "à délibérer"
    VOTED = "voted", "délibérée"
    SIGNED = "signed", "signée"
    EFFECTIVE = "effective", "en vigueur"
    WITHDRAWN = "withdrawn", "retirée"


_A = AdhesionState

ADHESION_FLOW = Workflow(
    AdhesionState,
    transitions(
        ("vote", "Inscrire la délibération", [_A.PENDING], _A.VOTED),
        ("sign", "Inscrire la signature", [_A.VOTED], _A.SIGNED),
        ("take_effect", "Constater l’entrée en vigueur", [_A.VOTED, _A.SIGNED], _A.EFFECTIVE),
        ("withdraw", "Inscrire le retrait", [_A.VOTED, _A.SIGNED, _A.EFFECTIVE], _A.WITHDRAWN),
    ),
)

wear(
    {
        _A.PENDING: Sign("warn", "file-clock"),
        _A.VOTED: Sign("info", "file-check"),
        _A.SIGNED: Sign("info", "signature"),
        _A.EFFECTIVE: Sign("ok", "circle-check"),
        _A.WITHDRAWN: Sign("", "circle-slash"),
    }
)


class LegalBasis(models.TextChoices):
    GROUPING = "L2113-6", "groupement de commandes (art. L2113-6 du code de la commande publique)"
    EPCI_FOR_COMMUNES = "L5211-4-4", "mandat à titre gratuit (art. L5211-4-4 du CGCT)"


class PriceKind(models.TextChoices):
    UNIT = "unit", "à l’unité"
    LUMP_SITE = "lump_site", "forfait par bâtiment"
    LUMP_COMMUNE = "lump_commune", "forfait par commune"
    DISCOUNT = "discount", "remise sur catalogue"


class AssetRule(models.TextChoices):
    """How the quantity of an item is computed from the register of extinguishers."""

    NONE = "", "aucune"
    ANNUAL_CHECK = "annual_check", "vérification annuelle"
    FIVE_YEARS = "five_years", "maintenance additionnelle à 5 et 15 ans"
    TEN_YEARS = "ten_years", "révision à 10 ans"
    REPLACE_WATER = "replace_water", "remplacement à 20 ans, eau"
    REPLACE_POWDER = "replace_powder", "remplacement à 20 ans, poudre"
    REPLACE_CO2 = "replace_co2", "remplacement, CO₂"


class CostRule(models.TextChoices):
    EQUAL = "equal", "à parts égales"
    POPULATION = "population", "selon la population"
    AMOUNT = "amount", "selon le montant commandé"


class ExtinguisherKind(models.TextChoices):
    WATER = "water", "eau pulvérisée"
    POWDER = "powder", "poudre"
    CO2 = "co2", "CO₂"
    FOAM = "foam", "mousse"


class ReminderAudience(models.TextChoices):
    SECRETARY = "secretary", "secrétariat"
    MAYOR = "mayor", "secrétariat et maire"
    MANAGER = "manager", "gestionnaire"


class ReminderKind(models.TextChoices):
    NOT_OPENED = "not_opened", "renvoi à qui n’a rien ouvert"
    REMINDER = "reminder", "rappel"
    SILENT_LIST = "silent_list", "liste des silencieuses"
    LAST_CALL = "last_call", "dernier appel"


class OwnWord(models.TextChoices):
    """How a town hall reads its own state, where the team's word would not be hers."""

    TO_ANSWER = "to_answer", "à répondre"
    ANSWERED = "answered", "répondu"
    SILENT = "silent", "sans réponse"


wear(
    {
        OwnWord.TO_ANSWER: Sign("warn", "circle-dashed"),
        OwnWord.ANSWERED: Sign("ok", "circle-check"),
        OwnWord.SILENT: Sign("", "circle-dashed"),
    }
)


class DeviceWord(models.TextChoices):
    """What the register says of a device on a day."""

    FINE = "fine", "à jour"
    DUE = "due", "à vérifier"
    LATE = "late", "vérification en retard"
    NEVER = "never", "jamais vérifié"
    REPLACE = "replace", "à remplacer"


wear(
    {
        DeviceWord.FINE: Sign("ok", "circle-check"),
        DeviceWord.DUE: Sign("warn", "hourglass"),
        DeviceWord.LATE: Sign("late", "alarm-clock"),
        DeviceWord.NEVER: Sign("late", "circle-alert"),
        DeviceWord.REPLACE: Sign("late", "replace"),
    }
)
