from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.lib.text import fold
from portal.walls.acting import GROUP

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

LEASE = timedelta(seconds=settings.PORTAL_LEASE)
MAX_ATTEMPTS = 3


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> DocumentQuerySet:
        """A commune sees its own documents, those that name it a reader, those of everyone; the team all."""
        if user.acting is None:
            return self.none()
        mine = sorted(user.acting.commune_ids)
        return self.filter(Q(commune_id__in=mine) | Q(readers__overlap=mine))

    def waiting(self) -> DocumentQuerySet:
        return self.filter(rendered_at=None, failed_at=None)

    def due(self, *, at: datetime) -> DocumentQuerySet:
        return self.waiting().filter(Q(claimed_until=None) | Q(claimed_until__lt=at))

    def in_turn(self) -> DocumentQuerySet:
        """Those that somebody waits for, then those of batches and mails; each in the order of asking."""
        return self.order_by("-awaited", "asked_at", "pk")


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> BatchQuerySet:
        if user.acting is None:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids)


class Batch(models.Model):
    """Documents asked for together: their progress is one line that survives leaving the page."""

    title = models.CharField("intitulé", max_length=200)
    commune_id = models.IntegerField("commune", default=GROUP)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandé par",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_at = models.DateTimeField("demandé le")

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lot de documents"
        verbose_name_plural = "lots de documents"

    def __str__(self) -> str:
        return self.title


class Document(models.Model):
    """A PDF asked for by someone: first a request, then a file (or a reason why not).

    `key` makes an unchanged document one document: kind, subject, commune and hash of the data.
    `awaited`: a person looks at the page that will give it, and the worker makes it before the others.
    """

    kind = models.CharField("sorte", max_length=80)
    title = models.CharField("intitulé", max_length=200)
    subject_id = models.BigIntegerField("objet")
    commune_id = models.IntegerField("commune", default=GROUP)
    readers = ArrayField(
        models.IntegerField(),
        verbose_name="communes qui le lisent aussi",
        default=list,
        blank=True,
    )
    batch = models.ForeignKey(
        Batch,
        verbose_name="lot",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandé par",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_at = models.DateTimeField("demandé le")
    awaited = models.BooleanField("attendu par quelqu’un", default=False)
    facts = models.JSONField("données", default=dict)
    data_hash = models.CharField("empreinte des données", max_length=64)
    template_version = models.CharField("version du modèle", max_length=64)
    claimed_until = models.DateTimeField("réservé jusqu’à", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    rendered_at = models.DateTimeField("prêt le", null=True, blank=True)
    file = models.FileField("fichier", upload_to="documents/%Y/%m/", blank=True)
    sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    failed_at = models.DateTimeField("abandonné le", null=True, blank=True)
    last_error = models.TextField("dernière erreur", blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="document_rendered_has_file",
                condition=Q(rendered_at=None, file="", sha256="")
                | (Q(rendered_at__isnull=False) & ~Q(file="") & ~Q(sha256="")),
                violation_error_message="Un document prêt a un fichier et une empreinte.",
            ),
            models.UniqueConstraint(
                name="document_once",
                fields=("kind", "subject_id", "commune_id", "data_hash", "template_version"),
                violation_error_message="Ce document existe déjà.",
            ),
        )
        indexes = (
            models.Index(
                fields=("-awaited", "asked_at", "id"),  # as in_turn
                name="document_in_turn",
                condition=Q(rendered_at=None, failed_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def filename(self) -> str:
        """What the file is called once downloaded: « accuse-de-reception-bickenholtz-2026-11-10.pdf »."""
        words = "".join(c if c.isalnum() else " " for c in fold(self.title)).split()
        return f"{'-'.join(words)[:80].strip('-') or 'document'}-{self.asked_at:%Y-%m-%d}.pdf"

    @property
    def footprint(self) -> str:
        """The start of the data's hash, as printed at the foot of each page: « 5e1f 90c2 »."""
        return f"{self.data_hash[:4]} {self.data_hash[4:8]}"

    @property
    def is_ready(self) -> bool:
        return self.rendered_at is not None

    @property
    def is_pending(self) -> bool:
        return self.rendered_at is None and self.failed_at is None
