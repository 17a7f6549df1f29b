"""The private addresses at which calendars read half days."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from communes.models import Commune, Person
from communes.models.scope import CommuneRows


class CalendarFeed(models.Model):
    """An address for a calendar: of a person, or (person empty) of a town hall. A new one revokes the former.

    The secret of the address is the signature of the row's number: nothing of it is kept here. `commune`: for a
    person, the one for which she was acting when she asked for it.
    """

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person,
        verbose_name="personne",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="calendar_feeds",
    )
    made_at = models.DateTimeField("créée le")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="créée par",
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField("révoquée le", null=True, blank=True)

    objects: CommuneRows[CalendarFeed] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "adresse d’agenda"
        verbose_name_plural = "adresses d’agenda"
        ordering = ("commune__name_sort", "-made_at")
        constraints = (
            models.UniqueConstraint(
                name="calendar_feed_once_a_commune",
                fields=("commune",),
                condition=Q(person=None, revoked_at=None),
                violation_error_message="Cette commune a déjà une adresse d’agenda.",
            ),
            models.UniqueConstraint(
                name="calendar_feed_once_a_person",
                fields=("person",),
                condition=Q(person__isnull=False, revoked_at=None),
                violation_error_message="Cette personne a déjà une adresse d’agenda.",
            ),
            models.CheckConstraint(
                name="calendar_feed_revoked_after",
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")),
                violation_error_message="Une adresse est révoquée après avoir été créée.",
            ),
        )

    def __str__(self) -> str:
        return f"Agenda de {self.person or self.commune}"
