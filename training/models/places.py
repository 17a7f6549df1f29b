"""Where sessions are held, and who gives them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from communes.models import Commune, Person, Site
from communes.models.scope import SharedRows
from training.states.availability import WeekHalf

if TYPE_CHECKING:
    from portal.accounts.models import User


class RoomQuerySet(SharedRows["Room"]):
    def of(self, user: User) -> Self:
        """Those that this person keeps: her communes', or every one for the team."""
        if user.acting is None:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids)


class Room(models.Model):
    """A room lent by a commune. Read by every member: sessions go around; its own commune and the team keep it.

    `closed_week`: the half days of the week when it is not lent, by `WeekHalf`.
    Without a point of its own, it is where its building is, else where its commune's town hall is.
    """

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="training_rooms"
    )
    site = models.ForeignKey(
        Site,
        verbose_name="bâtiment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    name = models.CharField("salle", max_length=80)
    address = models.CharField("adresse", max_length=200, blank=True)
    latitude = models.DecimalField(
        "latitude", max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        "longitude", max_digits=8, decimal_places=5, null=True, blank=True
    )
    capacity = models.PositiveSmallIntegerField("places assises")
    accessible = models.BooleanField("accessible en fauteuil", default=False)
    equipment = models.CharField(
        "équipement", max_length=200, blank=True, help_text="Vidéoprojecteur, tableau, postes…"
    )
    network = models.BooleanField("accès à Internet", default=False)
    parking = models.CharField("stationnement", max_length=120, blank=True)
    keys = models.CharField("clés", max_length=160, blank=True, help_text="Qui ouvre, et comment.")
    booking_rule = models.CharField("règle de réservation", max_length=200, blank=True)
    cost = models.DecimalField(
        "coût de la demi-journée", max_digits=7, decimal_places=2, default=Decimal(0)
    )
    closed_week = ArrayField(
        models.PositiveSmallIntegerField(choices=WeekHalf),
        verbose_name="demi-journées où elle n’est pas prêtée",
        default=list,
        blank=True,
        editable=False,
    )
    active = models.BooleanField("prêtée", default=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = "salle"
        verbose_name_plural = "salles"
        ordering = ("commune__name_sort", "name")
        constraints = (
            models.UniqueConstraint(
                name="room_name_once_a_commune",
                fields=("commune", "name"),
                violation_error_message="Cette commune a déjà une salle de ce nom.",
            ),
            models.CheckConstraint(
                name="room_seats_somebody",
                condition=Q(capacity__gte=1),
                violation_error_message="Une salle a au moins une place.",
            ),
            models.CheckConstraint(
                name="room_point_is_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message="Un point a une latitude et une longitude.",
            ),
            models.CheckConstraint(
                name="room_costs_nothing_or_something",
                condition=Q(cost__gte=0),
                violation_error_message="Le coût d’une salle n’est pas négatif.",
            ),
            models.CheckConstraint(
                name="room_lent_some_half_day",
                condition=Q(
                    closed_week__contained_by=list(WeekHalf.values), closed_week__len__lt=12
                ),
                violation_error_message="Laissez au moins une demi-journée de la semaine.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.commune})"

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude: its own, its building's, its town hall's; None when none is known."""
        for place in (self, self.site, self.commune):
            if place is not None and place.latitude is not None and place.longitude is not None:
                return float(place.latitude), float(place.longitude)
        return None

    @property
    def full_address(self) -> str:
        """As printed on a convocation."""
        address = self.address or (self.site.address if self.site else "")
        commune = "" if self.commune.name in address else self.commune.name
        return ", ".join(part for part in (self.name, address, commune) if part)


class Trainer(models.Model):
    """Who gives courses: somebody of the directory, or somebody named from outside."""

    person = models.OneToOneField(
        Person,
        verbose_name="personne de l’annuaire",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="trainer",
    )
    name = models.CharField("nom", max_length=120, blank=True)
    organism = models.CharField("organisme", max_length=120, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    reference = models.CharField("référence auprès de l’organisme", max_length=60, blank=True)
    skills = models.CharField("compétences", max_length=300, blank=True)
    closed_week = ArrayField(
        models.PositiveSmallIntegerField(choices=WeekHalf),
        verbose_name="demi-journées où il n’est pas disponible",
        default=list,
        blank=True,
        editable=False,
    )
    active = models.BooleanField("disponible", default=True)

    objects: SharedRows[Trainer] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "formateur"
        verbose_name_plural = "formateurs"
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                name="trainer_is_somebody",
                condition=Q(person__isnull=False, name="")
                | (Q(person=None) & ~Q(name="") & ~Q(email="")),
                violation_error_message=(
                    "Un formateur est une personne de l’annuaire, ou quelqu’un dont on a le nom et le courriel."
                ),
            ),
            models.CheckConstraint(
                name="trainer_free_some_half_day",
                condition=Q(
                    closed_week__contained_by=list(WeekHalf.values), closed_week__len__lt=12
                ),
                violation_error_message="Laissez au moins une demi-journée de la semaine.",
            ),
        )

    def __str__(self) -> str:
        return str(self.person) if self.person else self.name

    @property
    def address(self) -> str:
        """Where to write; empty when nobody knows."""
        if self.email or self.person is None:
            return self.email
        account = self.person.user
        return self.person.email or (account.email if account else "")
