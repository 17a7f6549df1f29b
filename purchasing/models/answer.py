from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from communes.models import Commune, Site
from portal.journal.history import tracked
from purchasing.models.campaign import Campaign, Lot, LotItem
from purchasing.states import (
    FINAL_STATES,
    WAITING_STATES,
    CampaignState,
    Channel,
    Origin,
    OwnWord,
    ParticipationState,
)

if TYPE_CHECKING:
    from portal.accounts.models import User


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def visible_to(self, user: User) -> ParticipationQuerySet:
        if user.acting is None:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids)

    def waiting(self) -> ParticipationQuerySet:
        return self.filter(state__in=WAITING_STATES)

    def final(self) -> ParticipationQuerySet:
        return self.filter(state__in=FINAL_STATES)

    def locked(self, pk: int) -> Participation:
        return self.select_for_update(of=("self",)).get(pk=pk)


@tracked()
class Participation(models.Model):
    """The answer of one commune to one campaign. Silence is a state of its own, never a no."""

    campaign = models.ForeignKey(
        Campaign, verbose_name="campagne", on_delete=models.PROTECT, related_name="participations"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="participations"
    )
    state = models.CharField(
        "état", max_length=18, choices=ParticipationState, default=ParticipationState.INVITED
    )
    opened_at = models.DateTimeField("lu le", null=True, blank=True)
    drafted_at = models.DateTimeField("brouillon du", null=True, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="répondu par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_as = models.CharField("au nom de", max_length=200, blank=True)
    channel = models.CharField("par", max_length=6, choices=Channel, blank=True)
    word = models.TextField("mot pour le gestionnaire", blank=True)
    decline_reason = models.CharField("motif du refus", max_length=300, blank=True)
    return_reason = models.CharField("complément demandé", max_length=300, blank=True)
    link_version = models.PositiveSmallIntegerField("version du lien", default=1)
    version = models.PositiveIntegerField("version de la réponse", default=0)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse d’une commune"
        verbose_name_plural = "réponses des communes"
        ordering = ("commune__name_sort",)
        constraints = (
            models.UniqueConstraint(
                name="participation_once",
                fields=("campaign", "commune"),
                violation_error_message="Cette commune est déjà invitée.",
            ),
            models.UniqueConstraint(
                fields=("id", "commune"), name="participation_with_its_commune"
            ),
            models.CheckConstraint(
                name="participation_answered_is_dated",
                condition=~Q(
                    state__in=(
                        ParticipationState.SUBMITTED,
                        ParticipationState.NONE_NEEDED,
                        ParticipationState.DECLINED,
                        ParticipationState.LOCKED,
                    )
                )
                | (Q(answered_at__isnull=False) & ~Q(channel="")),
                violation_error_message="Une réponse a une date et un canal.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commune}, {self.campaign}"

    @property
    def own_word(self) -> str:
        """Its state, as the town hall itself reads it."""
        if self.state in {ParticipationState.INVITED, ParticipationState.OPENED}:
            open_now = self.campaign.state == CampaignState.OPEN
            return str((OwnWord.TO_ANSWER if open_now else OwnWord.SILENT).label)
        if self.state == ParticipationState.SUBMITTED:
            return str(OwnWord.ANSWERED.label)
        return self.get_state_display()


@tracked()
class NeedLine(models.Model):
    """How much of one item a commune declares for one of its sites (its town hall when it is for all).

    `quantity` is firm; `quantity_max` is what it accepts beyond, to complete a pack.
    """

    participation = models.ForeignKey(
        Participation, verbose_name="réponse", on_delete=models.PROTECT, related_name="lines"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    lot_item = models.ForeignKey(
        LotItem, verbose_name="article", on_delete=models.PROTECT, related_name="lines"
    )
    site = models.ForeignKey(
        Site, verbose_name="bâtiment", on_delete=models.PROTECT, related_name="need_lines"
    )
    quantity = models.DecimalField("quantité", max_digits=12, decimal_places=3, default=0)
    quantity_max = models.DecimalField("au plus", max_digits=12, decimal_places=3, default=0)
    justification = models.CharField("justification", max_length=300, blank=True)
    origin = models.CharField("origine", max_length=10, choices=Origin, default=Origin.MANUAL)
    version = models.PositiveIntegerField("version", default=1)
    changed_at = models.DateTimeField("changé le")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="changé par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "ligne de besoin"
        verbose_name_plural = "lignes de besoin"
        ordering = ("participation", "lot_item__lot__number", "lot_item__position", "site__pk")
        constraints = (
            models.UniqueConstraint(
                name="need_line_once",
                fields=("participation", "lot_item", "site"),
                violation_error_message="Cette case existe déjà.",
            ),
            models.UniqueConstraint(fields=("id", "commune"), name="need_line_with_its_commune"),
            models.CheckConstraint(
                name="need_line_quantities",
                condition=Q(quantity__gte=0, quantity_max__gte=models.F("quantity")),
                violation_error_message="Une quantité est positive, et le plus au moins égal au ferme.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.lot_item}"


class NeedRevision(models.Model):
    """Who changed a figure, when, from what to what; after the lock, why. Added, never changed."""

    line = models.ForeignKey(
        NeedLine, verbose_name="ligne", on_delete=models.PROTECT, related_name="revisions"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    by_label = models.CharField("au nom de", max_length=200, blank=True)
    channel = models.CharField("canal", max_length=6, choices=Channel)
    origin = models.CharField("origine", max_length=10, choices=Origin)
    answer_version = models.PositiveIntegerField(
        "version de la réponse", default=0, help_text="Celle que ce changement a faite."
    )
    quantity_before = models.DecimalField("avant", max_digits=12, decimal_places=3)
    quantity_after = models.DecimalField("après", max_digits=12, decimal_places=3)
    after_lock = models.BooleanField("après l’arrêt du besoin", default=False)
    why = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "changement d’une ligne"
        verbose_name_plural = "changements des lignes"
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="need_revision_after_lock_says_why",
                condition=Q(after_lock=False) | ~Q(why=""),
                violation_error_message="Après l’arrêt du besoin, un changement a un motif.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity_before} → {self.quantity_after}"


class NeedSnapshot(models.Model):
    """The consolidated need of a lot as it was locked: canonical JSON and its SHA-256."""

    lot = models.ForeignKey(
        Lot, verbose_name="lot", on_delete=models.PROTECT, related_name="snapshots"
    )
    revision = models.PositiveSmallIntegerField("révision", default=0)
    payload = models.TextField("données")
    sha256 = models.CharField("empreinte", max_length=64)
    locked_at = models.DateTimeField("arrêté le")
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    why = models.CharField("motif de la révision", max_length=300, blank=True)

    class Meta:
        verbose_name = "besoin arrêté"
        verbose_name_plural = "besoins arrêtés"
        ordering = ("lot", "-revision")
        constraints = (
            models.UniqueConstraint(
                name="need_snapshot_once",
                fields=("lot", "revision"),
                violation_error_message="Cette révision existe déjà.",
            ),
            models.CheckConstraint(
                name="need_snapshot_revision_says_why",
                condition=Q(revision=0) | ~Q(why=""),
                violation_error_message="Une révision du besoin a un motif.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.lot}, révision {self.revision}"


class Contact(models.Model):
    """A contact with a commune about a campaign: a call, a mail, a visit; what was said."""

    class Means(models.TextChoices):
        CALL = "call", "appel"
        MAIL = "mail", "courriel"
        VISIT = "visit", "visite"

    participation = models.ForeignKey(
        Participation, verbose_name="réponse", on_delete=models.PROTECT, related_name="contacts"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    means = models.CharField("moyen", max_length=6, choices=Means)
    reached = models.BooleanField("quelqu’un a répondu", default=False)
    who = models.CharField("avec", max_length=120, blank=True)
    note = models.CharField("ce qui s’est dit", max_length=300, blank=True)

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacts"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_means_display()} à {self.commune}"
