from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from communes.models import Commune
from itsupport.models.equipment import Asset
from itsupport.models.scope import CommuneRows, OfACommune
from itsupport.states.equipment import ReportState


class AgentToken(models.Model):
    """The secret address at which the machines of a commune report; only its hash is kept.

    `counted` is the number of messages since `counted_from`: too many in an hour are refused.
    """

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="agent_tokens"
    )
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    ending = models.CharField("fin du jeton", max_length=4)
    made_at = models.DateTimeField("créé le")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="créé par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)
    seen_at = models.DateTimeField("dernier relevé le", null=True, blank=True)
    counted_from = models.DateTimeField("compté depuis", null=True, editable=False)
    counted = models.PositiveIntegerField("envois comptés", default=0, editable=False)

    objects: CommuneRows[AgentToken] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "adresse de relevé"
        verbose_name_plural = "adresses de relevé"
        ordering = ("commune__name_sort", "-made_at")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="agent_token_with_its_commune"),
            models.CheckConstraint(
                name="agent_token_revoked_after",
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")),
                violation_error_message="Une adresse est révoquée après avoir été créée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commune}, …{self.ending}"


class InventoryReport(OfACommune):
    """What an agent said of its machine: the whitelisted facts only, and what was made of them.

    The rows to treat are a queue: one that failed is tried again from `retry_at` on.
    """

    token = models.ForeignKey(
        AgentToken, verbose_name="adresse de relevé", on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField("reçu le")
    seen_at = models.DateTimeField("revu le", null=True, blank=True)
    protocol = models.CharField("protocole", max_length=20)
    device_id = models.CharField("identifiant de l’agent", max_length=120)
    facts = models.JSONField("relevé")
    facts_hash = models.CharField("empreinte", max_length=64)
    partial = models.BooleanField("relevé partiel", default=False)
    attempts = models.PositiveSmallIntegerField("essais", default=0, editable=False)
    retry_at = models.DateTimeField("à reprendre le", null=True, editable=False)
    state = models.CharField(
        "état", max_length=10, choices=ReportState, default=ReportState.RECEIVED
    )
    reasons = models.JSONField("pourquoi", default=list, blank=True)
    candidates = ArrayField(
        models.BigIntegerField(), verbose_name="matériels possibles", default=list, blank=True
    )
    asset = models.ForeignKey(
        Asset,
        verbose_name="matériel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )

    objects: CommuneRows[InventoryReport] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "relevé d’un agent"
        verbose_name_plural = "relevés des agents"
        ordering = ("-received_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="report_settled_says_which",
                condition=~Q(state__in=(ReportState.RECOGNISED, ReportState.CREATED))
                | Q(asset__isnull=False),
                violation_error_message="Un relevé rattaché dit à quel matériel.",
            ),
            models.UniqueConstraint(
                name="report_waiting_once",
                fields=("commune", "device_id", "facts_hash"),
                condition=Q(state__in=(ReportState.RECEIVED, ReportState.DOUBT)),
                violation_error_message="Ce relevé attend déjà d’être traité.",
            ),
        )
        indexes = (
            models.Index(
                fields=("received_at", "id"),
                name="report_to_settle",
                condition=Q(state__in=(ReportState.RECEIVED, ReportState.DOUBT)),
            ),
            models.Index(fields=("commune", "device_id", "-received_at"), name="report_by_device"),
        )

    def __str__(self) -> str:
        return f"{self.device_id}, {self.received_at:%d/%m/%Y}"
