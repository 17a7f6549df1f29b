"""What the tables of IT support share."""

from __future__ import annotations

from django.db import models
from django.db.models import Func

from communes.models import Commune
from communes.models.scope import CommuneRows, Row, is_of_the_team

__all__ = [
    "CommuneRows",
    "Labels",
    "OfACommune",
    "OfACommuneOrNobody",
    "Row",
    "Terms",
    "is_of_the_team",
]


class OfACommune(models.Model):
    """A row of one commune: it is behind the wall, and readable by whom `CommuneRows` says."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class OfACommuneOrNobody(models.Model):
    """A row of one commune, or of nobody while the team looks for whose it is."""

    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True


class Terms(Func):
    """The words of a text, stemmed in French, without case nor accents; the first 100,000 characters."""

    template = "to_tsvector('french', folded(left(%(expressions)s, 100000)))"


class Labels(Func):
    """Short texts put end to end, without case nor accents: where any part of a word is looked for."""

    arg_joiner = " || ' ' || "
    template = "folded(%(expressions)s)"
