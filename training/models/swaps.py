"""Two town halls that would both travel less by changing sessions: one proposes, the other answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from communes.models import Commune
from communes.models.scope import CommuneRows
from training.models.registrations import Registration
from training.states.registrations import RegistrationState
from training.states.swaps import SwapState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

_S = SwapState
_SEATED = RegistrationState.CONFIRMED


class SwapQuerySet(CommuneRows["SwapProposal"]):
    def visible_to(self, user: User) -> Self:
        """Both town halls, and the team."""
        if user.acting is None:
            return self.none()
        mine = user.acting.commune_ids
        return self.filter(Q(commune__in=mine) | Q(asked_commune__in=mine))

    def waiting(self, *, at: datetime) -> Self:
        """Those that may still be answered."""
        return self.filter(state=_S.WAITING, until__gt=at)

    def over(self, *, at: datetime) -> Self:
        """Those that nobody may answer any more: the hour has come, or a seat is no longer there to be changed."""
        still = Q(asker__state=_SEATED, asked__state=_SEATED, until__gt=at)
        return self.filter(~still, state=_S.WAITING)


class SwapProposal(models.Model):
    """`asker` would change places with `asked`; each keeps its seat until both have said yes.

    `asker_saves`, `asked_saves`: kilometres one way, as they were told when it was proposed. `commune` is the asker's.
    """

    asker = models.ForeignKey(
        Registration, verbose_name="qui propose", on_delete=models.PROTECT, related_name="+"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="sa commune", on_delete=models.PROTECT, related_name="+"
    )
    asked = models.ForeignKey(
        Registration, verbose_name="à qui", on_delete=models.PROTECT, related_name="+"
    )
    asked_commune = models.ForeignKey(
        Commune, verbose_name="l’autre commune", on_delete=models.PROTECT, related_name="+"
    )
    asker_saves = models.PositiveSmallIntegerField("kilomètres évités à qui propose")
    asked_saves = models.PositiveSmallIntegerField("kilomètres évités à l’autre")
    state = models.CharField("état", max_length=9, choices=SwapState, default=_S.WAITING)
    proposed_at = models.DateTimeField("proposé le")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="proposé par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    until = models.DateTimeField("réponse jusqu’au")
    closed_at = models.DateTimeField("clos le", null=True, blank=True)

    objects = SwapQuerySet.as_manager()

    class Meta:
        verbose_name = "échange de sessions"
        verbose_name_plural = "échanges de sessions"
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="swap_proposed_once",
                fields=("asker",),
                condition=Q(state=_S.WAITING),
                violation_error_message="Un échange est déjà proposé pour cette inscription.",
            ),
            models.UniqueConstraint(
                name="swap_asked_once",
                fields=("asked",),
                condition=Q(state=_S.WAITING),
                violation_error_message="Un autre échange est déjà proposé à cette personne.",
            ),
            models.CheckConstraint(
                name="swap_between_two_communes",
                condition=~Q(commune=F("asked_commune")),
                violation_error_message="Un échange se fait entre deux communes.",
            ),
            models.CheckConstraint(
                name="swap_saves_kilometres",
                condition=Q(asker_saves__gte=1) | Q(asked_saves__gte=1),
                violation_error_message="Un échange évite des kilomètres.",
            ),
            models.CheckConstraint(
                name="swap_closed_is_dated",
                condition=Q(state=_S.WAITING, closed_at=None)
                | (~Q(state=_S.WAITING) & Q(closed_at__isnull=False)),
                violation_error_message="Un échange clos est daté.",
            ),
            models.CheckConstraint(
                name="swap_leaves_time_to_answer",
                condition=Q(until__gt=F("proposed_at")),
                violation_error_message="On répond à un échange après qu’il est proposé.",
            ),
        )

    def __str__(self) -> str:
        return f"échange {self.pk}"
