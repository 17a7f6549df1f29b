"""What everybody may know of a session without reading the others' registrations: three views of the database.

They are their owner's, whom row security does not stop; each shows only what it was made to show.
"""

from __future__ import annotations

from django.db import models

from training.models.sessions import Session, Slot


class SeatCount(models.Model):
    """How many seats of a session are held, and how many people wait. Read by everybody."""

    session = models.OneToOneField(
        Session,
        verbose_name="session",
        primary_key=True,
        on_delete=models.DO_NOTHING,
        related_name="count",
    )
    held = models.PositiveIntegerField("places prises")
    confirmed = models.PositiveIntegerField("inscrits")
    waiting = models.PositiveIntegerField("en attente")
    communes = models.PositiveIntegerField("communes")

    class Meta:
        managed = False
        db_table = "training_seatcount"
        verbose_name = "décompte des places"
        verbose_name_plural = "décomptes des places"

    def __str__(self) -> str:
        return f"{self.held}"


class ProvenSlot(models.Model):
    """A half day that its trainer countersigned, or whose signed sheet was scanned. Read by everybody."""

    slot = models.OneToOneField(
        Slot,
        verbose_name="demi-journée",
        primary_key=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )

    class Meta:
        managed = False
        db_table = "training_provenslot"
        verbose_name = "demi-journée prouvée"
        verbose_name_plural = "demi-journées prouvées"

    def __str__(self) -> str:
        return f"{self.slot_id}"


class RosterLine(models.Model):
    """The name of who comes, and of her commune: shown to the team and to the communes that take part."""

    registration = models.BigIntegerField("inscription", primary_key=True)
    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.DO_NOTHING, related_name="roster"
    )
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    commune_name = models.CharField("nom de la commune", max_length=80)
    seat = models.PositiveSmallIntegerField("place")

    class Meta:
        managed = False
        db_table = "training_rosterline"
        verbose_name = "ligne de la liste des participants"
        verbose_name_plural = "liste des participants"
        ordering = ("last_name", "first_name")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
