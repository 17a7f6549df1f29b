"""The words of evaluations: when, by whom, and how one answers."""

from django.db import models


class Moment(models.TextChoices):
    HOT = "hot", "à chaud"
    COLD = "cold", "à froid"


class Audience(models.TextChoices):
    TRAINEE = "trainee", "participants"
    MAYOR = "mayor", "maires"


class QuestionKind(models.TextChoices):
    SCALE4 = "scale4", "note de 1 à 4"
    SCALE5 = "scale5", "note de 1 à 5"
    YES_NO = "yes_no", "oui ou non"
    TEXT = "text", "texte libre"


HIGHEST = {QuestionKind.SCALE4: 4, QuestionKind.SCALE5: 5, QuestionKind.YES_NO: 1}
"""The largest value; a yes is 1, a no 0; a scale begins at 1."""
LOWEST = {QuestionKind.SCALE4: 1, QuestionKind.SCALE5: 1, QuestionKind.YES_NO: 0}
ENOUGH = 5
"""Answers below which nothing is ever shown: fewer could be told apart. The views of the database say so too."""
