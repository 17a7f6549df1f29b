from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from communes.models.person import Person

if TYPE_CHECKING:
    from datetime import datetime

LIFETIME = timedelta(days=7)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def live(self, *, at: datetime) -> InvitationQuerySet:
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=at)

    def locked(self, token_hash: str) -> Invitation:
        return self.select_for_update(of=("self",)).get(token_hash=token_hash)


class Invitation(models.Model):
    """A person may open an account, once, within seven days. Only the token's hash is kept."""

    person = models.ForeignKey(
        Person, verbose_name="personne", on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField("adresse")
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="invitée par",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    invited_at = models.DateTimeField("invitée le")
    expires_at = models.DateTimeField("valable jusqu’au")
    used_at = models.DateTimeField("utilisée le", null=True, blank=True)
    revoked_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ("-invited_at",)
        constraints = (
            models.CheckConstraint(
                name="invitation_used_or_revoked",
                condition=Q(used_at=None) | Q(revoked_at=None),
                violation_error_message="Une invitation est utilisée, ou annulée : pas les deux.",
            ),
            models.CheckConstraint(
                name="invitation_lasts_seven_days",
                condition=Q(expires_at__lte=F("invited_at") + LIFETIME),
                violation_error_message="Une invitation vaut sept jours au plus.",
            ),
            models.CheckConstraint(
                name="invitation_used_in_time",
                condition=Q(used_at=None) | Q(used_at__lte=F("expires_at")),
                violation_error_message="Une invitation sert avant son échéance.",
            ),
        )

    def __str__(self) -> str:
        return f"Invitation de {self.person}"
