"""What the tables of IT support share."""

from __future__ import annotations

from django.db.models import Func

from communes.models.scope import CommuneRows, Row, is_of_the_team

__all__ = ["CommuneRows", "Row", "Terms", "is_of_the_team"]


class Terms(Func):
    """The words of a text, stemmed in French, without case nor accents; the first 100,000 characters."""

    template = "to_tsvector('french', folded(left(%(expressions)s, 100000)))"
