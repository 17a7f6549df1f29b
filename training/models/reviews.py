"""What who gave a session says of it: signed, unlike the opinions of the trainees, with which it is never mixed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from communes.models.scope import SharedRows
from training.models.places import Trainer
from training.models.sessions import Session
from training.states.reviews import GroupLevel, Rating


class TrainerReview(models.Model):
    """One trainer on one session. Read by the team; the database refuses another one."""

    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.PROTECT, related_name="reviews"
    )
    trainer = models.ForeignKey(
        Trainer, verbose_name="formateur", on_delete=models.PROTECT, related_name="reviews"
    )
    went = models.PositiveSmallIntegerField("déroulement", choices=Rating)
    level = models.CharField("niveau du groupe", max_length=9, choices=GroupLevel)
    room = models.PositiveSmallIntegerField("salle et matériel", choices=Rating)
    change = models.TextField("à changer", max_length=1000, blank=True)
    remarks = models.TextField("remarques", max_length=1000, blank=True)
    written_at = models.DateTimeField("écrit le")
    edited_at = models.DateTimeField("modifié le", null=True, blank=True)

    objects: SharedRows[TrainerReview] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "bilan d’un formateur"
        verbose_name_plural = "bilans des formateurs"
        ordering = ("session", "written_at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="trainer_review_once",
                fields=("session", "trainer"),
                violation_error_message="Ce formateur a déjà fait le bilan de cette session.",
            ),
            models.CheckConstraint(
                name="trainer_review_in_its_words",
                condition=Q(
                    went__in=Rating.values, room__in=Rating.values, level__in=GroupLevel.values
                ),
                violation_error_message="Un bilan choisit parmi les réponses proposées.",
            ),
            models.CheckConstraint(
                name="trainer_review_edited_after",
                condition=Q(edited_at=None) | Q(edited_at__gte=models.F("written_at")),
                violation_error_message="Un bilan se modifie après avoir été écrit.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.trainer}, {self.session.number}"
