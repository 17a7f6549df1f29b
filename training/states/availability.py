"""The half days of a week: two a day, Monday morning first, Sunday left out."""

from django.db import models


class WeekHalf(models.IntegerChoices):
    """Twice `date.weekday()`, one more in the afternoon."""

    MONDAY_AM = 0, "lundi matin"
    MONDAY_PM = 1, "lundi après-midi"
    TUESDAY_AM = 2, "mardi matin"
    TUESDAY_PM = 3, "mardi après-midi"
    WEDNESDAY_AM = 4, "mercredi matin"
    WEDNESDAY_PM = 5, "mercredi après-midi"
    THURSDAY_AM = 6, "jeudi matin"
    THURSDAY_PM = 7, "jeudi après-midi"
    FRIDAY_AM = 8, "vendredi matin"
    FRIDAY_PM = 9, "vendredi après-midi"
    SATURDAY_AM = 10, "samedi matin"
    SATURDAY_PM = 11, "samedi après-midi"
