"""The life of a machine, from its order to its disposal, and what an agent's report became."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class AssetKind(models.TextChoices):
    DESKTOP = "desktop", "poste fixe"
    LAPTOP = "laptop", "ordinateur portable"
    TABLET = "tablet", "tablette"
    PHONE = "phone", "téléphone mobile"
    SERVER = "server", "serveur"
    STORAGE = "storage", "stockage réseau"
    SCREEN = "screen", "écran"
    PRINTER = "printer", "imprimante"
    COPIER = "copier", "copieur"
    NETWORK = "network", "équipement réseau"
    UPS = "ups", "onduleur"
    OTHER = "other", "autre"


COMPUTERS = (AssetKind.DESKTOP, AssetKind.LAPTOP, AssetKind.SERVER)
WITH_MEMORY = (
    *COMPUTERS, AssetKind.TABLET, AssetKind.PHONE, AssetKind.STORAGE, AssetKind.COPIER,
)  # fmt: skip
"""What keeps the data of a commune, and leaves only once erased."""


class AssetState(models.TextChoices):
    ORDERED = "ordered", "commandé"
    DELIVERED = "delivered", "livré"
    IN_SERVICE = "in_service", "en service"
    REPAIR = "repair", "en réparation"
    SPARE = "spare", "en réserve"
    LENT = "lent", "prêté"
    RETIRED = "retired", "réformé"
    DESTROYED = "destroyed", "détruit"
    GIVEN = "given", "cédé"


_A = AssetState
LIVE_STATES = (_A.ORDERED, _A.DELIVERED, _A.IN_SERVICE, _A.REPAIR, _A.SPARE, _A.LENT)
AT_HAND = [_A.DELIVERED, _A.IN_SERVICE, _A.REPAIR, _A.SPARE, _A.LENT]

ASSET_FLOW = Workflow(
    AssetState,
    transitions(
        # verb, button, from, to
        ("deliver", "Constater la livraison", [_A.ORDERED], _A.DELIVERED),
        ("put_in_service", "Mettre en service", AT_HAND, _A.IN_SERVICE),
        ("repair", "Envoyer en réparation", AT_HAND, _A.REPAIR),
        ("spare", "Mettre en réserve", AT_HAND, _A.SPARE),
        ("lend", "Prêter", AT_HAND, _A.LENT),
        ("retire", "Réformer", AT_HAND, _A.RETIRED),
        ("destroy", "Noter la destruction", [_A.RETIRED], _A.DESTROYED),
        ("give", "Noter la cession", [_A.RETIRED], _A.GIVEN),
        ("restore", "Remettre au parc", [_A.RETIRED], _A.SPARE),
    ),
)

wear(
    {
        _A.ORDERED: Sign("info", "shopping-cart"),
        _A.DELIVERED: Sign("info", "package-check"),
        _A.IN_SERVICE: Sign("ok", "circle-check"),
        _A.REPAIR: Sign("warn", "wrench"),
        _A.SPARE: Sign("", "archive"),
        _A.LENT: Sign("info", "arrow-right-left"),
        _A.RETIRED: Sign("", "circle-slash"),
        _A.DESTROYED: Sign("", "trash-2"),
        _A.GIVEN: Sign("", "gift"),
    }
)


class ReportState(models.TextChoices):
    """What was made of an agent's report."""

    RECEIVED = "received", "à traiter"
    RECOGNISED = "recognised", "rattaché"
    CREATED = "created", "nouveau matériel"
    DOUBT = "doubt", "à rapprocher"
    DISCARDED = "discarded", "écarté"


_R = ReportState

REPORT_FLOW = Workflow(
    ReportState,
    transitions(
        # verb, button, from, to
        ("recognise", "Rattacher à ce matériel", [_R.RECEIVED, _R.DOUBT], _R.RECOGNISED),
        ("create", "Créer un matériel", [_R.RECEIVED, _R.DOUBT], _R.CREATED),
        ("doubt", "Mettre à rapprocher", [_R.RECEIVED], _R.DOUBT),
        ("discard", "Écarter", [_R.DOUBT], _R.DISCARDED),
    ),
)

wear(
    {
        _R.RECEIVED: Sign("info", "hourglass"),
        _R.RECOGNISED: Sign("ok", "circle-check"),
        _R.CREATED: Sign("ok", "circle-plus"),
        _R.DOUBT: Sign("warn", "circle-question-mark"),
        _R.DISCARDED: Sign("warn", "circle-slash"),
    }
)
