"""When a room is not lent, when a trainer cannot come. A half day booked then is refused by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from communes.models.scope import SharedRows
from training.models.places import Room, Trainer

if TYPE_CHECKING:
    from datetime import date


class Closure(models.Model):
    """From a day until another, both counted: of a room, or of a trainer. The team's own; what is booked stays."""

    room = models.ForeignKey(
        Room,
        verbose_name="salle",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="closures",
    )
    trainer = models.ForeignKey(
        Trainer,
        verbose_name="formateur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="closures",
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    reason = models.CharField("motif", max_length=120, blank=True)
    added_at = models.DateTimeField("notée le")
    added_as = models.CharField("notée par", max_length=160)

    objects: SharedRows[Closure] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "indisponibilité"
        verbose_name_plural = "indisponibilités"
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="closure_of_a_room_or_a_trainer",
                condition=Q(room=None, trainer__isnull=False)
                | Q(room__isnull=False, trainer=None),
                violation_error_message="Une indisponibilité est celle d’une salle, ou d’un formateur.",
            ),
            models.CheckConstraint(
                name="closure_ends_after",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Une indisponibilité finit le jour où elle commence, ou après.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kept}, {self.starts_on:%d/%m/%Y}"

    @property
    def kept(self) -> Room | Trainer:
        """Whose it is."""
        kept = self.room or self.trainer
        assert kept is not None
        return kept

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on
