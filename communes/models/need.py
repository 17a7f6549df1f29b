from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from communes.models.commune import Commune
from communes.states import NeedOrigin, NeedState, NeedTheme

if TYPE_CHECKING:
    from portal.accounts.models import User


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: User) -> NeedQuerySet:
        if user.acting is None:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids)

    def open(self) -> NeedQuerySet:
        return self.filter(state__in=(NeedState.TO_STUDY, NeedState.RETAINED))

    def locked(self, pk: int) -> Need:
        return self.select_for_update(of=("self",)).get(pk=pk)


class Need(models.Model):
    """Something a commune lacks: the word the apps share. It keeps what became of it."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="needs"
    )
    theme = models.CharField("thème", max_length=12, choices=NeedTheme)
    label = models.CharField("besoin", max_length=200)
    priority = models.PositiveSmallIntegerField(
        "priorité", default=2, choices=[(1, "forte"), (2, "moyenne"), (3, "faible")]
    )
    quantity = models.DecimalField(
        "quantité", max_digits=12, decimal_places=3, null=True, blank=True
    )
    unit = models.CharField("unité", max_length=40, blank=True)
    item_code = models.CharField("code d’article", max_length=40, blank=True)
    wanted_by = models.DateField("souhaité avant le", null=True, blank=True)
    origin = models.CharField(
        "origine", max_length=12, choices=NeedOrigin, default=NeedOrigin.OTHER
    )
    origin_label = models.CharField("origine, en mots", max_length=200, blank=True)
    origin_url = models.CharField("adresse de l’origine", max_length=300, blank=True)
    state = models.CharField("état", max_length=12, choices=NeedState, default=NeedState.TO_STUDY)
    outcome = models.CharField("suite donnée", max_length=300, blank=True)
    outcome_url = models.CharField("adresse de la suite", max_length=300, blank=True)
    said_at = models.DateTimeField("exprimé le")
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="exprimé par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin"
        verbose_name_plural = "besoins"
        ordering = ("priority", "said_at")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="need_with_its_commune"),
            models.CheckConstraint(
                name="need_outcome_once_answered",
                condition=~Q(state__in=(NeedState.PLANNED, NeedState.DONE, NeedState.SET_ASIDE))
                | ~Q(outcome=""),
                violation_error_message="Un besoin pris en compte, traité ou écarté dit la suite donnée.",
            ),
            models.CheckConstraint(
                name="need_priority_one_to_three",
                condition=Q(priority__gte=1, priority__lte=3),
                violation_error_message="La priorité va de 1 (forte) à 3 (faible).",
            ),
        )

    def __str__(self) -> str:
        return self.label
