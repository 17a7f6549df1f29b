"""The grid of the audit: versions, each frozen once for all, so that two audits compare question by question."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, Q

from itsupport.states.audits import Effort

LETTERS = [["A", 85], ["B", 70], ["C", 50], ["D", 30], ["E", 0]]
"""The best letter first, each with the mark out of 100 from which it is given."""


def letters() -> list[list[object]]:
    return [list(row) for row in LETTERS]


class AuditTemplate(models.Model):
    """A version of the grid. Frozen, nothing in it changes any more: the database refuses."""

    version = models.PositiveSmallIntegerField("version", unique=True)
    thresholds = models.JSONField("seuils des lettres", default=letters)
    made_at = models.DateTimeField("préparée le")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="préparée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    frozen_at = models.DateTimeField("figée le", null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="figée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "grille d’audit"
        verbose_name_plural = "grilles d’audit"
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(
                ExpressionWrapper(Q(frozen_at=None), output_field=models.BooleanField()),
                name="audit_template_one_in_preparation",
                condition=Q(frozen_at=None),
                violation_error_message="Une grille est déjà en préparation : figez-la d’abord.",
            ),
        )

    def __str__(self) -> str:
        return f"grille d’audit, version {self.version}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class AuditDomain(models.Model):
    """A chapter of the grid."""

    template = models.ForeignKey(
        AuditTemplate, verbose_name="grille", on_delete=models.PROTECT, related_name="domains"
    )
    position = models.PositiveSmallIntegerField("rang")
    name = models.CharField("domaine", max_length=80)

    class Meta:
        verbose_name = "domaine de la grille"
        verbose_name_plural = "domaines de la grille"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "template"), name="audit_domain_with_its_grid"),
            models.UniqueConstraint(
                name="audit_domain_once",
                fields=("template", "name"),
                violation_error_message="Cette grille a déjà un domaine de ce nom.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class AuditQuestion(models.Model):
    """One line of the grid. A code never changes its meaning from a version to the next."""

    template = models.ForeignKey(
        AuditTemplate, verbose_name="grille", on_delete=models.PROTECT, related_name="questions"
    )
    domain = models.ForeignKey(
        AuditDomain, verbose_name="domaine", on_delete=models.PROTECT, related_name="questions"
    )
    position = models.PositiveSmallIntegerField("rang")
    code = models.CharField("code", max_length=4)
    text = models.CharField("question", max_length=300)
    weight = models.PositiveSmallIntegerField("poids")
    critical = models.BooleanField("critique", default=False)
    small = models.BooleanField("posée aux petites communes", default=False)
    evidence = ArrayField(models.CharField(max_length=1), verbose_name="preuves", default=list)
    references = ArrayField(
        models.CharField(max_length=40), verbose_name="références", default=list, blank=True
    )
    help = models.TextField("comment vérifier")
    advice = models.TextField("conseil")
    effort = models.PositiveSmallIntegerField("effort", choices=Effort)

    class Meta:
        verbose_name = "question de la grille"
        verbose_name_plural = "questions de la grille"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("id", "template"), name="audit_question_with_its_grid"
            ),
            models.UniqueConstraint(
                name="audit_question_code_once",
                fields=("template", "code"),
                violation_error_message="Cette grille a déjà une question de ce code.",
            ),
            models.CheckConstraint(
                name="audit_question_weight",
                condition=Q(weight__gte=1, weight__lte=5),
                violation_error_message="Un poids va de 1 à 5.",
            ),
            models.CheckConstraint(
                name="audit_question_effort",
                condition=Q(effort__gte=1, effort__lte=5),
                violation_error_message="Un effort va de 1 à 5.",
            ),
            models.CheckConstraint(
                name="audit_question_critical_for_all",
                condition=Q(critical=False) | Q(small=True),
                violation_error_message="Une question critique est posée à toutes les communes.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}. {self.text}"
