"""What a trainer gives to read: read by the town halls that send somebody, and by the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from communes.models.scope import SharedRows, is_of_the_team
from portal.files import SHOWN
from portal.lib.dates import paris_date
from training.models.places import Trainer
from training.models.registrations import Registration
from training.models.sessions import Session
from training.states.materials import ShownFrom
from training.states.registrations import OUTCOMES, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

HELD = (RegistrationState.CONFIRMED, *OUTCOMES)
"""A seat that was given: what opens the materials to its town hall."""


class MaterialQuerySet(SharedRows["SessionMaterial"]):
    def visible_to(self, user: User) -> Self:
        """The team, all; a town hall, those of the sessions where one of its people has a seat."""
        if user.acting is None or is_of_the_team(user):
            return super().visible_to(user)
        seats = Registration.objects.filter(
            session=OuterRef("session"), commune_id__in=user.acting.communes, state__in=HELD
        )
        return self.filter(Exists(seats))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def shown(self, *, at: datetime) -> Self:
        """Those that trainees read at this hour: from the morning of the first day, unless said at once."""
        begun = Q(session__starts_at__date__lte=paris_date(at))
        return self.standing().filter(Q(shown_from=ShownFrom.NOW) | begun)


class SessionMaterial(models.Model):
    """A file of a session. `trainer`: who gives it, the manager when empty. Withdrawn, it is no longer given."""

    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.PROTECT, related_name="materials"
    )
    trainer = models.ForeignKey(
        Trainer,
        verbose_name="formateur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    name = models.CharField("nom", max_length=200)
    content_type = models.CharField("type", max_length=120)
    size = models.PositiveIntegerField("octets")
    sha256 = models.CharField("empreinte", max_length=64)
    file = models.FileField("fichier", upload_to="supports/%Y/%m/", max_length=200)
    shown_from = models.CharField("visible", max_length=3, choices=ShownFrom)
    added_at = models.DateTimeField("ajouté le")
    added_as = models.CharField("ajouté par", max_length=160)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = "support de formation"
        verbose_name_plural = "supports de formation"
        ordering = ("added_at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="session_material_once",
                fields=("session", "sha256"),
                condition=Q(withdrawn_at=None),
                violation_error_message="Ce fichier est déjà joint à la session.",
            ),
            models.CheckConstraint(
                name="session_material_is_shown_some_day",
                condition=Q(shown_from__in=ShownFrom.values),
                violation_error_message="Un support se lit dès maintenant, ou le jour de la formation.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Shown in the page; everything else is only ever downloaded."""
        return self.content_type in SHOWN
