"""From when the trainees' town halls see what a trainer gives them."""

from django.db import models


class ShownFrom(models.TextChoices):
    NOW = "now", "dès maintenant"
    DAY = "day", "le jour de la formation"
