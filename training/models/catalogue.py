"""What may be learnt: themes and courses."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from communes.models.scope import SharedRows
from training.states.sessions import CourseKind


class Theme(models.Model):
    """What courses, wishes and questions are about."""

    name = models.CharField("thème", max_length=80, unique=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects: SharedRows[Theme] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "thème"
        verbose_name_plural = "thèmes"
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """A course of the catalogue; each time it is given is a session. Its title is that of every paper."""

    theme = models.ForeignKey(
        Theme, verbose_name="thème", on_delete=models.PROTECT, related_name="courses"
    )
    title = models.CharField("intitulé", max_length=140, unique=True)
    kind = models.CharField("type", max_length=9, choices=CourseKind, default=CourseKind.FREE)
    objectives = models.TextField("objectifs", help_text="Un objectif par ligne.")
    programme = models.TextField("programme", blank=True)
    prerequisites = models.CharField("prérequis", max_length=300, blank=True)
    audience = models.CharField("public", max_length=200, blank=True)
    halves = models.PositiveSmallIntegerField("durée en demi-journées", default=2)
    minimum = models.PositiveSmallIntegerField("inscrits au moins", default=6)
    maximum = models.PositiveSmallIntegerField("inscrits au plus", default=12)
    material = models.TextField("matériel", blank=True, help_text="Une chose par ligne.")
    review_on = models.DateField("à relire le", null=True, blank=True)
    active = models.BooleanField("au catalogue", default=True)

    objects: SharedRows[Course] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "formation"
        verbose_name_plural = "formations"
        ordering = ("theme__position", "title")
        constraints = (
            models.CheckConstraint(
                name="course_minimum_below_maximum",
                condition=Q(minimum__gte=1, maximum__gte=F("minimum")),
                violation_error_message="Il faut une personne au moins, et un maximum qui n’est pas sous le minimum.",
            ),
            models.CheckConstraint(
                name="course_lasts_half_a_day_at_least",
                condition=Q(halves__gte=1, halves__lte=20),
                violation_error_message="Une formation dure de 1 à 20 demi-journées.",
            ),
        )

    def __str__(self) -> str:
        return self.title
