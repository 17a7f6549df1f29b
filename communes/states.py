"""Choices of the territory: roles, kinds of site, and the life of a need."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class Role(models.TextChoices):
    """What a person does for a commune, or for the communauté de communes."""

    SECRETARY = "secretary", "secrétaire de mairie"
    MAYOR = "mayor", "maire"
    DEPUTY = "deputy", "adjoint ou adjointe"
    COUNCILLOR = "councillor", "conseiller ou conseillère"
    TECHNICIAN = "technician", "agent technique"
    IT_REFERENT = "it_referent", "référent informatique"
    PURCHASE_REFERENT = "purchase_referent", "référent achats"
    TRAINING_REFERENT = "training_referent", "référent formation"
    MANAGER = "manager", "responsable de la mutualisation"
    IT_AGENT = "it_agent", "agent du service informatique"
    TRAINER = "trainer", "formateur ou formatrice"
    READER = "reader", "lecteur"
    ADMINISTRATOR = "administrator", "administrateur"


COMMUNE_ROLES = (
    Role.SECRETARY,
    Role.MAYOR,
    Role.DEPUTY,
    Role.COUNCILLOR,
    Role.TECHNICIAN,
    Role.IT_REFERENT,
    Role.PURCHASE_REFERENT,
    Role.TRAINING_REFERENT,
)
GROUP_ROLES = (Role.MANAGER, Role.IT_AGENT, Role.TRAINER, Role.READER, Role.ADMINISTRATOR)
TEAM_ROLES = (Role.MANAGER, Role.IT_AGENT, Role.ADMINISTRATOR)
"""Those who see every commune, and must sign in with a second factor."""
ELECTED_ROLES = (Role.MAYOR, Role.DEPUTY, Role.COUNCILLOR)


class SiteKind(models.TextChoices):
    TOWN_HALL = "town_hall", "mairie"
    SCHOOL = "school", "école"
    HALL = "hall", "salle"
    WORKSHOP = "workshop", "atelier"
    CHURCH = "church", "église"
    STADIUM = "stadium", "stade"
    OTHER = "other", "autre"


class NeedTheme(models.TextChoices):
    PURCHASE = "purchase", "achat"
    IT = "it", "informatique"
    TRAINING = "training", "formation"
    SERVICE = "service", "service partagé"
    OTHER = "other", "autre"


class NeedOrigin(models.TextChoices):
    SURVEY = "survey", "enquête"
    TICKET = "ticket", "demande d’assistance"
    AUDIT = "audit", "audit"
    CONTRACT = "contract", "contrat qui expire"
    OTHER = "other", "autre"


class NeedState(models.TextChoices):
    TO_STUDY = "to_study", "à étudier"
    RETAINED = "retained", "retenu"
    PLANNED = "planned", "pris en compte"
    DONE = "done", "traité"
    SET_ASIDE = "set_aside", "écarté"


_N = NeedState

NEED_FLOW = Workflow(
    NeedState,
    transitions(
        # verb, button, from, to
        ("retain", "Retenir", [_N.TO_STUDY, _N.SET_ASIDE], _N.RETAINED),
        ("plan", "Prendre en compte", [_N.TO_STUDY, _N.RETAINED], _N.PLANNED),
        ("release", "Rendre à l’étude", [_N.PLANNED], _N.RETAINED),
        ("complete", "Marquer traité", [_N.RETAINED, _N.PLANNED], _N.DONE),
        ("set_aside", "Écarter", [_N.TO_STUDY, _N.RETAINED, _N.PLANNED], _N.SET_ASIDE),
        ("reopen", "Reprendre l’étude", [_N.DONE, _N.SET_ASIDE], _N.TO_STUDY),
    ),
)

wear(
    {
        NeedState.TO_STUDY: Sign("", "circle-dashed"),
        NeedState.RETAINED: Sign("info", "bookmark"),
        NeedState.PLANNED: Sign("info", "calendar-check"),
        NeedState.DONE: Sign("ok", "circle-check"),
        NeedState.SET_ASIDE: Sign("warn", "circle-slash"),
    }
)
