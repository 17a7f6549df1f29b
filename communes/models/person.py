from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from communes.models.commune import Commune
from communes.states import COMMUNE_ROLES, GROUP_ROLES, Role
from portal.journal.history import tracked

if TYPE_CHECKING:
    from datetime import date

    from portal.accounts.models import User


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> PersonQuerySet:
        """The professional directory is open to every signed-in member."""
        return self if user.acting is not None and user.acting.roles else self.none()


@tracked()
class Person(models.Model):
    """Someone who works for, or is elected in, one or several communes; may have an account."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="person",
    )
    civility = models.CharField(
        "civilité", max_length=4, blank=True, choices=[("mme", "Madame"), ("m", "Monsieur")]
    )
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    email = models.EmailField("courriel personnel", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ("last_name", "first_name")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class PositionQuerySet(models.QuerySet["Position"]):
    def visible_to(self, user: User) -> PositionQuerySet:
        return self if user.acting is not None and user.acting.roles else self.none()

    def on(self, day: date) -> PositionQuerySet:
        """Those that hold on a day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)


@tracked()
class Position(models.Model):
    """A person acts in a role, for one commune or (commune empty) for the communauté de communes."""

    person = models.ForeignKey(
        Person, verbose_name="personne", on_delete=models.PROTECT, related_name="positions"
    )
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="positions",
    )
    role = models.CharField("rôle", max_length=20, choices=Role)
    title = models.CharField("intitulé du poste", max_length=120, blank=True)
    weekly_hours = models.DecimalField(
        "heures par semaine", max_digits=4, decimal_places=2, null=True, blank=True
    )
    working_days = models.CharField("jours de présence", max_length=120, blank=True)
    started_on = models.DateField("depuis le")
    ended_on = models.DateField("jusqu’au", null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = "fonction"
        verbose_name_plural = "fonctions"
        ordering = ("commune__name_sort", "role", "pk")
        constraints = (
            models.CheckConstraint(
                name="position_commune_by_role",
                condition=Q(role__in=COMMUNE_ROLES, commune__isnull=False)
                | Q(role__in=GROUP_ROLES, commune=None),
                violation_error_message=(
                    "Ce rôle s’exerce pour une commune ; ceux de l’équipe, sans commune."
                ),
            ),
            models.CheckConstraint(
                name="position_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="Une fonction finit après avoir commencé.",
            ),
            models.UniqueConstraint(
                name="position_once",
                fields=("person", "commune", "role"),
                condition=Q(ended_on=None),
                nulls_distinct=False,
                violation_error_message="Cette personne exerce déjà ce rôle pour cette commune.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"


class Absence(models.Model):
    """Someone is away from a position; who answers in the meantime, if anyone does."""

    position = models.ForeignKey(
        Position, verbose_name="fonction", on_delete=models.PROTECT, related_name="absences"
    )
    period = DateRangeField("période")
    replaced_by = models.ForeignKey(
        Person,
        verbose_name="remplacée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replacements",
    )
    note = models.CharField("note", max_length=200, blank=True)

    class Meta:
        verbose_name = "absence"
        verbose_name_plural = "absences"
        constraints = (
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[
                    ("position", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette absence en recouvre une autre.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position} absente"


class Mailbox(models.Model):
    """An address where a commune reads its mail: the shared one, or a person's own for this commune."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="mailboxes"
    )
    email = models.EmailField("adresse")
    shared = models.BooleanField("boîte partagée", default=True)
    person = models.ForeignKey(
        Person,
        verbose_name="personne",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mailboxes",
    )
    verified_on = models.DateField("vérifiée le", null=True, blank=True)
    active = models.BooleanField("en service", default=True)

    class Meta:
        verbose_name = "boîte aux lettres"
        verbose_name_plural = "boîtes aux lettres"
        constraints = (
            models.UniqueConstraint(
                name="mailbox_once_a_commune",
                fields=("commune", "email"),
                violation_error_message="Cette adresse est déjà inscrite pour la commune.",
            ),
            models.CheckConstraint(
                name="mailbox_shared_or_of_a_person",
                condition=Q(shared=True, person=None) | Q(shared=False, person__isnull=False),
                violation_error_message="Une boîte est partagée, ou celle d’une personne.",
            ),
        )

    def __str__(self) -> str:
        return self.email
