"""The words of the training that the law asks of agents."""

from django.db import models

from portal.lib.signs import Sign, wear


class Counted(models.TextChoices):
    """What counts for an obligation."""

    STATUTORY = "statutory", "les seules formations statutaires"
    EVERY = "every", "toute formation, sauf les rencontres"


class Standing(models.TextChoices):
    """Where an agent stands: the words of `training.obligations.State`."""

    MET = "met", "remplie"
    RUNNING = "running", "en cours"
    SOON = "soon", "échéance proche"
    LATE = "late", "en retard"


wear(
    {
        Standing.MET: Sign("ok", "circle-check"),
        Standing.SOON: Sign("warn", "alarm-clock"),
        Standing.LATE: Sign("late", "circle-alert"),
    }
)
