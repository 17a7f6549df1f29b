from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from portal.walls.acting import GROUP

if TYPE_CHECKING:
    from portal.accounts.models import User


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: User) -> EntryQuerySet:
        """Each commune reads what was done for it; the team reads all."""
        if user.acting is None:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids)

    def about(self, thing: models.Model) -> EntryQuerySet:
        return self.filter(subject_type=thing._meta.label_lower, subject_id=thing.pk)


class Entry(models.Model):
    """Someone did something to something, at that time. Added once, never changed."""

    at = models.DateTimeField("le", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    verb = models.CharField("action", max_length=60)
    subject_type = models.CharField("sorte d’objet", max_length=60)
    subject_id = models.BigIntegerField("objet")
    subject_label = models.CharField("intitulé", max_length=200)
    commune_id = models.IntegerField("commune", default=GROUP)
    details = models.JSONField("détails", default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "écriture du journal"
        verbose_name_plural = "journal"
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("subject_type", "subject_id", "-at"), name="entry_by_subject"),
            models.Index(fields=("commune_id", "-at"), name="entry_by_commune"),
        )

    def __str__(self) -> str:
        return f"{self.verb} : {self.subject_label}"
