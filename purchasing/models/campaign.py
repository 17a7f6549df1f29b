from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from communes.models import Need
from portal.journal.history import tracked
from purchasing.models.catalogue import Item
from purchasing.models.framework import Convention
from purchasing.states import (
    CampaignKind,
    CampaignState,
    CostRule,
    ReminderAudience,
    ReminderKind,
)

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> CampaignQuerySet:
        """The team sees every campaign; a town hall, those it was invited to."""
        if user.acting is None:
            return self.none()
        if user.acting.team:
            return self
        return self.exclude(state=CampaignState.DRAFT).filter(
            pk__in=Campaign.objects.filter(
                participations__commune_id__in=user.acting.commune_ids
            ).values("pk")
        )

    def due_to_close(self, *, at: datetime) -> CampaignQuerySet:
        return self.filter(state=CampaignState.OPEN, declare_by__lte=at, closes_itself=True)

    def receiving(self, *, at: datetime) -> CampaignQuerySet:
        """Those that town halls may answer."""
        return self.filter(state=CampaignState.OPEN, declare_by__gt=at)

    def locked(self, pk: int) -> Campaign:
        """The row, held until the end of the transaction."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def shared(self, pk: int) -> Campaign:
        """The row, held against the one who closes, not against the other communes who answer."""
        table = self.model._meta.db_table
        return self.raw(f"select * from {table} where id = %s for share", [pk])[0]  # noqa: S608 -- a constant


@tracked()
class Campaign(models.Model):
    """A group purchase: communes declare what they need, one procedure buys for all."""

    ref = models.CharField("référence", max_length=20, unique=True)
    title = models.CharField("intitulé", max_length=120)
    question = models.CharField("question posée aux communes", max_length=200, blank=True)
    purpose = models.TextField("pourquoi", blank=True)
    kind = models.CharField(
        "nature", max_length=14, choices=CampaignKind, default=CampaignKind.ONE_OFF
    )
    works = models.BooleanField("marché de travaux", default=False)
    state = models.CharField(
        "état", max_length=10, choices=CampaignState, default=CampaignState.DRAFT
    )
    convention = models.ForeignKey(
        Convention,
        verbose_name="convention",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaigns",
    )
    previous = models.ForeignKey(
        "self",
        verbose_name="campagne précédente",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next_ones",
    )
    minutes = models.PositiveSmallIntegerField("temps de réponse estimé (min)", default=3)
    declare_by = models.DateTimeField("réponse attendue avant le", null=True, blank=True)
    short_notice_reason = models.CharField("motif du délai court", max_length=300, blank=True)
    closes_itself = models.BooleanField("clore à l’échéance", default=False)
    consult_by = models.DateField("consultation prévue le", null=True, blank=True)
    checks_from = models.DateField(
        "période des vérifications",
        null=True,
        blank=True,
        help_text="Date autour de laquelle on passera.",
    )
    shared_cost = models.DecimalField(
        "frais communs HT", max_digits=12, decimal_places=2, default=0
    )
    shared_cost_vat_rate = models.DecimalField(
        "taux de TVA des frais communs (%)", max_digits=4, decimal_places=2, default=20
    )
    shared_cost_label = models.CharField("objet des frais communs", max_length=120, blank=True)
    cost_rule = models.CharField(
        "partage des frais communs", max_length=12, choices=CostRule, default=CostRule.EQUAL
    )
    years = models.PositiveSmallIntegerField(
        "durée totale en années, reconductions comprises", default=1
    )
    left_out = ArrayField(
        models.BigIntegerField(),
        verbose_name="communes non invitées",
        default=list,
        blank=True,
        help_text="Toutes celles du périmètre sont invitées, sauf celles-ci.",
    )
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    locked_at = models.DateTimeField("besoin arrêté le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancel_reason = models.CharField("motif de l’annulation", max_length=300, blank=True)
    estimate = models.DecimalField(
        "estimation HT retenue", max_digits=12, decimal_places=2, null=True, blank=True
    )
    procedure = models.CharField("procédure retenue", max_length=120, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne d’achat"
        verbose_name_plural = "campagnes d’achat"
        ordering = ("-declare_by", "-pk")
        constraints = (
            models.CheckConstraint(
                name="campaign_opened_at_by_state",
                condition=Q(state=CampaignState.DRAFT, opened_at=None)
                | Q(state=CampaignState.CANCELLED)
                | (
                    ~Q(state=CampaignState.DRAFT)
                    & Q(opened_at__isnull=False, declare_by__isnull=False)
                ),
                violation_error_message="Une campagne ouverte a une date d’ouverture et une échéance.",
            ),
            models.CheckConstraint(
                name="campaign_closed_at_by_state",
                condition=(
                    Q(state__in=(CampaignState.CLOSED, CampaignState.LOCKED))
                    & Q(closed_at__isnull=False)
                )
                | Q(state=CampaignState.CANCELLED)
                | (Q(state__in=(CampaignState.DRAFT, CampaignState.OPEN)) & Q(closed_at=None)),
                violation_error_message="Une campagne close a une date de clôture.",
            ),
            models.CheckConstraint(
                name="campaign_locked_at_by_state",
                condition=Q(state=CampaignState.LOCKED, locked_at__isnull=False)
                | Q(state=CampaignState.CANCELLED)
                | (
                    ~Q(state__in=(CampaignState.LOCKED, CampaignState.CANCELLED))
                    & Q(locked_at=None)
                ),
                violation_error_message="Un besoin arrêté a une date.",
            ),
            models.CheckConstraint(
                name="campaign_cancelled_says_why",
                condition=(
                    Q(state=CampaignState.CANCELLED, cancelled_at__isnull=False)
                    & ~Q(cancel_reason="")
                )
                | (~Q(state=CampaignState.CANCELLED) & Q(cancelled_at=None)),
                violation_error_message="Une annulation a une date et un motif.",
            ),
            models.CheckConstraint(
                name="campaign_closed_after_opening",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                violation_error_message="Une campagne est close après avoir été ouverte.",
            ),
            models.CheckConstraint(
                name="campaign_shared_cost_not_negative",
                condition=Q(shared_cost__gte=0, years__gte=1, shared_cost_vat_rate__gte=0),
                violation_error_message="Les frais communs sont positifs ou nuls.",
            ),
        )

    def __str__(self) -> str:
        return self.title


@tracked()
class Lot(models.Model):
    """A part of a campaign that one supplier wins."""

    campaign = models.ForeignKey(
        Campaign, verbose_name="campagne", on_delete=models.PROTECT, related_name="lots"
    )
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("intitulé", max_length=120)
    cpv = models.CharField("code CPV", max_length=10, blank=True)
    ceiling = models.DecimalField(
        "maximum HT", max_digits=12, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = "lot"
        verbose_name_plural = "lots"
        ordering = ("campaign", "number")
        constraints = (
            models.UniqueConstraint(
                name="lot_number_once",
                fields=("campaign", "number"),
                violation_error_message="Ce numéro de lot est déjà pris dans la campagne.",
            ),
        )

    def __str__(self) -> str:
        return f"Lot {self.number} : {self.title}"


@tracked()
class LotItem(models.Model):
    """An item as it stands in one campaign: a copy, so that the catalogue may change."""

    lot = models.ForeignKey(
        Lot, verbose_name="lot", on_delete=models.PROTECT, related_name="items"
    )
    item = models.ForeignKey(
        Item, verbose_name="article", on_delete=models.PROTECT, related_name="lot_items"
    )
    position = models.PositiveSmallIntegerField("rang", default=0)
    label = models.CharField("désignation", max_length=200)
    unit = models.CharField("unité", max_length=40)
    step = models.DecimalField("pas de quantité", max_digits=12, decimal_places=3, default=1)
    pack_size = models.PositiveIntegerField("vendu par", default=1)
    vat_rate = models.DecimalField("taux de TVA (%)", max_digits=4, decimal_places=2)
    price = models.DecimalField(
        "prix indicatif HT", max_digits=14, decimal_places=4, null=True, blank=True
    )
    optional = models.BooleanField("en option", default=False)
    justification_required = models.BooleanField("justification demandée", default=False)
    asset_rule = models.CharField("calcul d’après le registre", max_length=20, blank=True)

    class Meta:
        verbose_name = "article de la campagne"
        verbose_name_plural = "articles de la campagne"
        ordering = ("lot__number", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                name="lot_item_once",
                fields=("lot", "item"),
                violation_error_message="Cet article est déjà dans le lot.",
            ),
            models.CheckConstraint(
                name="lot_item_amounts",
                condition=Q(step__gt=0, pack_size__gte=1, vat_rate__gte=0)
                & (Q(price=None) | Q(price__gte=0)),
                violation_error_message="Le pas et le lot de vente sont supérieurs à zéro, le prix positif.",
            ),
        )

    def __str__(self) -> str:
        return self.label


class GatheredNeed(models.Model):
    """A need said by a commune that a campaign takes up; its outcome tells so once it opens."""

    campaign = models.ForeignKey(
        Campaign, verbose_name="campagne", on_delete=models.PROTECT, related_name="gathered_needs"
    )
    need = models.ForeignKey(
        Need, verbose_name="besoin", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "besoin repris"
        verbose_name_plural = "besoins repris"
        constraints = (
            models.UniqueConstraint(
                name="gathered_need_once",
                fields=("campaign", "need"),
                violation_error_message="Ce besoin est déjà repris dans la campagne.",
            ),
        )

    def __str__(self) -> str:
        return str(self.need)


class ReminderStep(models.Model):
    """One line of a campaign's mail plan: how many working days from the opening or the deadline."""

    class Anchor(models.TextChoices):
        OPENING = "opening", "après l’ouverture"
        DEADLINE = "deadline", "avant l’échéance"

    campaign = models.ForeignKey(
        Campaign, verbose_name="campagne", on_delete=models.PROTECT, related_name="reminder_steps"
    )
    kind = models.CharField("sorte", max_length=12, choices=ReminderKind)
    anchor = models.CharField("compté", max_length=8, choices=Anchor)
    working_days = models.PositiveSmallIntegerField("jours ouvrés")
    audience = models.CharField("à", max_length=10, choices=ReminderAudience)
    active = models.BooleanField("prévu", default=True)

    class Meta:
        verbose_name = "étape du plan de courriers"
        verbose_name_plural = "plan de courriers"
        ordering = ("campaign", "anchor", "pk")
        constraints = (
            models.UniqueConstraint(
                name="reminder_step_once",
                fields=("campaign", "kind", "anchor", "working_days"),
                violation_error_message="Cette étape est déjà dans le plan.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.working_days} jours ouvrés {self.get_anchor_display()}"
