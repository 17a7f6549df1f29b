from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from communes.models import Commune, Epci
from portal.journal.history import tracked
from purchasing.states import AdhesionState, LegalBasis

if TYPE_CHECKING:
    from datetime import date

    from portal.accounts.models import User


class Convention(models.Model):
    """The standing agreement by which communes buy together: who coordinates, on what legal ground."""

    class Scope(models.TextChoices):
        AWARD = "award", "passation"
        SIGNATURE = "signature", "passation et signature"
        EXECUTION = "execution", "passation, signature et exécution"

    title = models.CharField("intitulé", max_length=200)
    permanent = models.BooleanField("permanente", default=True)
    coordinator = models.ForeignKey(
        Epci, verbose_name="coordonnateur", on_delete=models.PROTECT, related_name="+"
    )
    legal_basis = models.CharField("fondement", max_length=10, choices=LegalBasis)
    scope = models.CharField("mission", max_length=10, choices=Scope)
    tender_board = models.CharField("commission d’appel d’offres", max_length=200, blank=True)
    fee_rule = models.CharField("participation aux frais", max_length=200, blank=True)
    in_force_on = models.DateField("en vigueur le", null=True, blank=True)
    ended_on = models.DateField("jusqu’au", null=True, blank=True)
    file = models.FileField("convention signée", upload_to="conventions/", blank=True)

    class Meta:
        verbose_name = "convention constitutive"
        verbose_name_plural = "conventions constitutives"
        ordering = ("-in_force_on", "title")
        constraints = (
            models.CheckConstraint(
                name="convention_free_mandate_has_no_fee",
                condition=~Q(legal_basis=LegalBasis.EPCI_FOR_COMMUNES) | Q(fee_rule=""),
                violation_error_message=(
                    "L’article L5211-4-4 du CGCT est à titre gratuit : aucune participation aux frais."
                ),
            ),
            models.CheckConstraint(
                name="convention_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("in_force_on")),
                violation_error_message="Une convention finit après être entrée en vigueur.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class AdhesionQuerySet(models.QuerySet["Adhesion"]):
    def visible_to(self, user: User) -> AdhesionQuerySet:
        if user.acting is None:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids)

    def effective(self, *, on: date) -> AdhesionQuerySet:
        return self.filter(state=AdhesionState.EFFECTIVE, effective_from__lte=on)

    def locked(self, pk: int) -> Adhesion:
        return self.select_for_update(of=("self",)).get(pk=pk)


@tracked()
class Adhesion(models.Model):
    """A commune joins a convention by a deliberation of its council, transmitted, then signed."""

    convention = models.ForeignKey(
        Convention, verbose_name="convention", on_delete=models.PROTECT, related_name="adhesions"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="adhesions"
    )
    state = models.CharField(
        "état", max_length=12, choices=AdhesionState, default=AdhesionState.PENDING
    )
    council_on = models.DateField("conseil prévu le", null=True, blank=True)
    deliberation_no = models.CharField("délibération n°", max_length=40, blank=True)
    deliberated_on = models.DateField("délibérée le", null=True, blank=True)
    transmitted_on = models.DateField(
        "transmise au contrôle de légalité le", null=True, blank=True
    )
    signed_on = models.DateField("signée le", null=True, blank=True)
    effective_from = models.DateField("en vigueur depuis le", null=True, blank=True)
    withdrawn_on = models.DateField("retirée le", null=True, blank=True)
    file = models.FileField("délibération", upload_to="adhesions/", blank=True)

    objects = AdhesionQuerySet.as_manager()

    class Meta:
        verbose_name = "adhésion"
        verbose_name_plural = "adhésions"
        ordering = ("commune__name_sort",)
        constraints = (
            models.UniqueConstraint(
                name="adhesion_once",
                fields=("convention", "commune"),
                condition=~Q(state=AdhesionState.WITHDRAWN),
                violation_error_message="Cette commune a déjà une adhésion à cette convention.",
            ),
            models.CheckConstraint(
                name="adhesion_voted_has_deliberation",
                condition=Q(state=AdhesionState.PENDING)
                | (~Q(deliberation_no="") & Q(deliberated_on__isnull=False)),
                violation_error_message="Une adhésion votée a le numéro et la date de sa délibération.",
            ),
            models.CheckConstraint(
                name="adhesion_effective_was_transmitted",
                condition=~Q(state=AdhesionState.EFFECTIVE)
                | Q(
                    transmitted_on__isnull=False,
                    effective_from__isnull=False,
                    effective_from__gte=F("transmitted_on"),
                    transmitted_on__gte=F("deliberated_on"),
                ),
                violation_error_message=(
                    "Une adhésion entre en vigueur après sa transmission, elle-même après la délibération."
                ),
            ),
            models.CheckConstraint(
                name="adhesion_withdrawn_is_dated",
                condition=~Q(state=AdhesionState.WITHDRAWN) | Q(withdrawn_on__isnull=False),
                violation_error_message="Un retrait est daté.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commune}, {self.convention}"
