"""The words with which a trainer says how a session went."""

from django.db import models


class Rating(models.IntegerChoices):
    """The best first."""

    VERY_WELL = 4, "très bien"
    WELL = 3, "bien"
    SO_SO = 2, "moyennement"
    BADLY = 1, "mal"


class GroupLevel(models.TextChoices):
    BEGINNERS = "beginners", "presque tous débutaient"
    MIXED = "mixed", "des niveaux très différents"
    READY = "ready", "le niveau attendu"
    AHEAD = "ahead", "presque tous savaient déjà"
