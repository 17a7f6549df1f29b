"""The words of costs and of their sharing."""

from django.db import models


class CostKind(models.TextChoices):
    TRAINER = "trainer", "formateur"
    ROOM = "room", "salle"
    MATERIAL = "material", "matériel"
    MEAL = "meal", "repas"
    OTHER = "other", "autre"


class Among(models.TextChoices):
    """Between whom the parts by population and in equal parts are shared."""

    PARTICIPANTS = "participants", "les communes qui avaient une place"
    MEMBERS = "members", "toutes les communes membres"


CORRECTING = "correction"
"""What the second statement of a session is, and those after."""
