"""What sessions cost, the rule by which it is shared, and the shares once they are frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from communes.models import Commune
from communes.models.scope import SharedRows, is_of_the_team
from training.models.sessions import Session
from training.shares import HUNDRED, Parts
from training.states.costs import Among, CostKind

if TYPE_CHECKING:
    from datetime import date

    from portal.accounts.models import User


class SharingRuleQuerySet(SharedRows["SharingRule"]):
    def on(self, day: date) -> Self:
        """The latest that is in force on a day, first."""
        return self.filter(applies_from__lte=day).order_by("-applies_from")


class SharingRule(models.Model):
    """How the communes share what a session costs, as a deliberation says. Per cents, of which the sum is 100.

    The law gives no way to do it (Senate report r17-642-4). A rule that has shared something never changes.
    """

    deliberation = models.CharField("délibération", max_length=60, help_text="Son numéro.")
    voted_on = models.DateField("votée le")
    applies_from = models.DateField("pour les sessions finies à partir du", unique=True)
    by_attendance = models.PositiveSmallIntegerField("% par personne venue", default=0)
    by_seat = models.PositiveSmallIntegerField("% par place retenue", default=0)
    by_population = models.PositiveSmallIntegerField("% selon la population", default=0)
    equally = models.PositiveSmallIntegerField("% à parts égales", default=0)
    carried = models.PositiveSmallIntegerField("% laissés à la communauté", default=0)
    among = models.CharField(
        "population et parts égales entre",
        max_length=12,
        choices=Among,
        default=Among.PARTICIPANTS,
    )
    late_pays = models.BooleanField("un désistement tardif est compté", default=False)
    absent_pays = models.BooleanField("une absence sans excuse est comptée", default=False)
    note = models.CharField("à savoir", max_length=300, blank=True)

    objects = SharingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "règle de partage"
        verbose_name_plural = "règles de partage"
        ordering = ("-applies_from",)
        constraints = (
            models.CheckConstraint(
                name="sharing_rule_makes_a_hundred",
                condition=Q(
                    by_attendance=HUNDRED
                    - F("by_seat")
                    - F("by_population")
                    - F("equally")
                    - F("carried")
                ),
                violation_error_message="Les cinq parts d’une règle font cent pour cent.",
            ),
            models.CheckConstraint(
                name="sharing_rule_voted_before_it_applies",
                condition=Q(voted_on__lte=F("applies_from")),
                violation_error_message="Une délibération ne vaut pas pour le passé : elle s’applique dès son vote.",
            ),
        )

    def __str__(self) -> str:
        return f"délibération {self.deliberation}"

    @property
    def parts(self) -> Parts:
        return Parts(
            attended=self.by_attendance,
            seats=self.by_seat,
            population=self.by_population,
            equal=self.equally,
            carried=self.carried,
            late_pays=self.late_pays,
            absent_pays=self.absent_pays,
        )


class CostStatementQuerySet(SharedRows["CostStatement"]):
    def visible_to(self, user: User) -> Self:
        """Those that a town hall has a share of; the team, every one."""
        if user.acting is None or is_of_the_team(user):
            return super().visible_to(user)
        mine = CostShare.objects.visible_to(user).filter(statement=models.OuterRef("pk"))
        return self.filter(models.Exists(mine))


class CostStatement(models.Model):
    """The costs of a session as they were shared once: at its closing, then at each correction, of what changed.

    `total_cents` is that of its own lines, and of its own shares: the database says so.
    """

    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.PROTECT, related_name="statements"
    )
    number = models.PositiveSmallIntegerField("numéro")
    rule = models.ForeignKey(
        SharingRule, verbose_name="règle", on_delete=models.PROTECT, related_name="statements"
    )
    total_cents = models.IntegerField("total en centimes")
    frozen_at = models.DateTimeField("arrêté le")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.CharField("motif", max_length=300, blank=True)

    objects = CostStatementQuerySet.as_manager()

    class Meta:
        verbose_name = "état de répartition"
        verbose_name_plural = "états de répartition"
        ordering = ("session", "number")
        constraints = (
            models.UniqueConstraint(
                name="cost_statement_once",
                fields=("session", "number"),
                violation_error_message="Cette session a déjà un état de ce numéro.",
            ),
            models.CheckConstraint(
                name="cost_statement_correction_says_why",
                condition=Q(number=1) | (Q(number__gte=2) & ~Q(reason="")),
                violation_error_message="Après le premier état, chaque correction dit pourquoi.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.session.number}, état {self.number}"


class CostLine(models.Model):
    """One thing that a session costs, taxes included, in cents. Below zero only to correct a closed session."""

    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.PROTECT, related_name="cost_lines"
    )
    kind = models.CharField("nature", max_length=8, choices=CostKind)
    label = models.CharField("intitulé", max_length=120)
    supplier = models.CharField("fournisseur", max_length=120, blank=True)
    amount_cents = models.IntegerField("montant en centimes")
    statement = models.ForeignKey(
        CostStatement,
        verbose_name="état",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lines",
    )
    added_at = models.DateTimeField("notée le")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: SharedRows[CostLine] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "ligne de coût"
        verbose_name_plural = "lignes de coût"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="cost_line_is_something",
                condition=~Q(amount_cents=0),
                violation_error_message="Une ligne de coût n’est pas nulle.",
            ),
            models.CheckConstraint(
                name="cost_line_below_zero_corrects",
                condition=Q(amount_cents__gte=0) | Q(statement__isnull=False),
                violation_error_message="Un montant négatif ne sert qu’à corriger une session close.",
            ),
        )

    def __str__(self) -> str:
        return self.label


class CostExport(models.Model):
    """One file for the accountants: the shares that none had yet."""

    number = models.PositiveIntegerField("numéro", unique=True)
    made_at = models.DateTimeField("fait le")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: SharedRows[CostExport] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "envoi à la comptabilité"
        verbose_name_plural = "envois à la comptabilité"
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"envoi {self.number}"


class CostShareQuerySet(models.QuerySet["CostShare"]):
    def visible_to(self, user: User) -> Self:
        """A town hall sees its own shares; the team, every one."""
        if user.acting is None:
            return self.none()
        if is_of_the_team(user):
            return self
        return self.filter(commune_id__in=user.acting.commune_ids)


class CostShare(models.Model):
    """What one commune bears of a statement, in cents; without a commune: what is left to the communauté.

    `people`: how many of hers counted. It goes to the accountants once, and never changes.
    """

    statement = models.ForeignKey(
        CostStatement, verbose_name="état", on_delete=models.PROTECT, related_name="shares"
    )
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    key = models.CharField("clé", max_length=5)
    people = models.PositiveSmallIntegerField("personnes comptées", default=0)
    amount_cents = models.IntegerField("part en centimes")
    export = models.ForeignKey(
        CostExport,
        verbose_name="envoi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="shares",
    )

    objects = CostShareQuerySet.as_manager()

    class Meta:
        verbose_name = "part d’un coût"
        verbose_name_plural = "parts des coûts"
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(
                name="cost_share_once_a_commune",
                fields=("statement", "commune"),
                nulls_distinct=False,
                violation_error_message="Cette commune a déjà sa part dans cet état.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commune or 'communauté de communes'}"
