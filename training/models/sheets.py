"""Practice sheets: how a thing is done, with its legal references, until the day it must be read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from communes.models.scope import SharedRows, is_of_the_team
from portal.files import SHOWN
from training.models.catalogue import Theme
from training.models.exchange import Question, reads_exchange
from training.states.exchange import READ_SHEETS, SheetState

if TYPE_CHECKING:
    from portal.accounts.models import User

_S = SheetState


class SheetQuerySet(SharedRows["PracticeSheet"]):
    def visible_to(self, user: User) -> Self:
        """What is published; drafts and what is withdrawn are the team's."""
        if not reads_exchange(user):
            return self.none()
        return self if is_of_the_team(user) else self.filter(state__in=READ_SHEETS)


class PracticeSheet(models.Model):
    """A practice sheet as its owner writes it; what is read is its last version."""

    question = models.OneToOneField(
        Question,
        verbose_name="question dont elle vient",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sheet",
    )
    theme = models.ForeignKey(
        Theme, verbose_name="thème", on_delete=models.PROTECT, related_name="sheets"
    )
    title = models.CharField("titre", max_length=160, unique=True)
    body = models.TextField("marche à suivre", max_length=20_000)
    references = models.TextField("références légales", max_length=4000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="responsable",
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField("état", max_length=9, choices=SheetState, default=_S.DRAFT)
    review_by = models.DateField("à relire avant le", null=True, blank=True)
    version = models.PositiveSmallIntegerField("version", default=0, editable=False)
    changed_at = models.DateTimeField("modifiée le", editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche pratique"
        verbose_name_plural = "fiches pratiques"
        ordering = ("theme__position", "title")
        constraints = (
            models.CheckConstraint(
                name="sheet_published_has_a_version_and_a_date",
                condition=~Q(state__in=READ_SHEETS) | Q(version__gte=1, review_by__isnull=False),
                violation_error_message="Une fiche publiée a une version, et une date de relecture.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class SheetVersion(models.Model):
    """A practice sheet as it was published once."""

    sheet = models.ForeignKey(
        PracticeSheet, verbose_name="fiche", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField("version")
    title = models.CharField("titre", max_length=160)
    body = models.TextField("marche à suivre")
    references = models.TextField("références légales", blank=True)
    review_by = models.DateField("à relire avant le")
    owner_name = models.CharField("responsable", max_length=120)
    change = models.CharField("ce qui change", max_length=200, blank=True)
    published_at = models.DateTimeField("publiée le")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )

    objects: SharedRows[SheetVersion] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "version d’une fiche pratique"
        verbose_name_plural = "versions des fiches pratiques"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=("sheet", "number"),
                name="sheet_version_once",
                violation_error_message="Cette fiche a déjà une version de ce numéro.",
            ),
            models.CheckConstraint(
                name="sheet_version_from_one",
                condition=Q(number__gte=1),
                violation_error_message="La première version d’une fiche est la version 1.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class ModelDocument(models.Model):
    """A model given with a practice sheet: a decree, a letter, a table to fill in."""

    sheet = models.ForeignKey(
        PracticeSheet, verbose_name="fiche", on_delete=models.PROTECT, related_name="models"
    )
    name = models.CharField("nom", max_length=200)
    content_type = models.CharField("type", max_length=120)
    size = models.PositiveIntegerField("octets")
    sha256 = models.CharField("empreinte", max_length=64)
    file = models.FileField("fichier", upload_to="modeles/%Y/%m/", max_length=200)
    added_at = models.DateTimeField("ajouté le")
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects: SharedRows[ModelDocument] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "modèle d’une fiche pratique"
        verbose_name_plural = "modèles des fiches pratiques"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Shown in the page; everything else is only ever downloaded."""
        return self.content_type in SHOWN
