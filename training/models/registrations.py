"""Who comes: registrations, their log, the half days they hold, the invitations of their calendars."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q

from communes.models import Commune, Person
from communes.models.scope import CommuneRows
from training.models.sessions import Hours, Session, Slot
from training.states.registrations import (
    LEFT,
    LIVE,
    SEATED,
    CalendarMethod,
    Decision,
    DecisionChannel,
    EventKind,
    RegistrationState,
)

_R = RegistrationState
_SEAT = Q(seat__isnull=False, commune_seat__isnull=False)
_NO_SEAT = Q(seat=None, commune_seat=None)


class RegistrationQuerySet(CommuneRows["Registration"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def seated(self) -> Self:
        return self.filter(seat__isnull=False)


class Registration(models.Model):
    """Somebody of a commune asks for a seat in a session. `rank` is that of arrival, and never changes.

    `seat` and `commune_seat` are ordinals among the seats of the session, and among those of the commune.
    `together`: those who come together or not at all. `expectations`: for who gives the session, until it is over.
    `decision_noted_by`: who was told the mayor’s word by telephone.
    """

    uuid = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.PROTECT, related_name="registrations"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name="personne", on_delete=models.PROTECT, related_name="registrations"
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="inscrite par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    registered_at = models.DateTimeField("inscription demandée le")
    state = models.CharField("état", max_length=17, choices=RegistrationState)
    rank = models.PositiveIntegerField("ordre d’arrivée")
    priority = models.PositiveSmallIntegerField("priorité", default=2)
    together = models.UUIDField("ensemble", null=True, blank=True)
    seat = models.PositiveSmallIntegerField("place", null=True, blank=True)
    commune_seat = models.PositiveSmallIntegerField("place de la commune", null=True, blank=True)
    hold_until = models.DateTimeField("place tenue jusqu’au", null=True, blank=True)
    offer_until = models.DateTimeField("place proposée jusqu’au", null=True, blank=True)
    needs_approval = models.BooleanField("accord du maire demandé")
    decision = models.CharField(
        "accord du maire", max_length=8, choices=Decision, blank=True, default=Decision.NONE
    )
    decided_at = models.DateTimeField("accord donné le", null=True, blank=True)
    decided_as = models.CharField("par", max_length=160, blank=True)
    decided_via = models.CharField(
        "par quel moyen", max_length=5, choices=DecisionChannel, blank=True
    )
    decision_noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="accord noté par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    refuse_reason = models.CharField("motif du refus", max_length=300, blank=True)
    cancelled_at = models.DateTimeField("quittée le", null=True, blank=True)
    cancel_reason = models.CharField("motif", max_length=300, blank=True)
    replaced_by = models.OneToOneField(
        "self",
        verbose_name="remplacée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
    )
    link_version = models.PositiveIntegerField("version du lien", default=1)
    expectations = models.CharField("attentes", max_length=300, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        ordering = ("session", "rank")
        constraints = (
            models.UniqueConstraint(
                fields=("id", "commune"), name="registration_with_its_commune"
            ),
            models.UniqueConstraint(fields=("id", "person"), name="registration_with_its_person"),
            models.UniqueConstraint(
                name="registration_rank_once",
                fields=("session", "rank"),
                violation_error_message="Deux inscriptions ont le même rang.",
            ),
            models.UniqueConstraint(
                name="registration_once_a_person",
                fields=("session", "person"),
                condition=Q(state__in=LIVE),
                violation_error_message="Cette personne est déjà inscrite à cette session.",
            ),
            models.UniqueConstraint(
                name="registration_seat_once",
                fields=("session", "seat"),
                condition=Q(seat__isnull=False),
                violation_error_message="Cette place est déjà prise.",
            ),
            models.UniqueConstraint(
                name="registration_commune_seat_once",
                fields=("session", "commune", "commune_seat"),
                condition=Q(commune_seat__isnull=False),
                violation_error_message="Cette place de la commune est déjà prise.",
            ),
            models.CheckConstraint(
                name="registration_seat_by_state",
                condition=(Q(state__in=SEATED) & _SEAT)
                | (Q(state=_R.TO_VALIDATE) & (_SEAT | _NO_SEAT))
                | (~Q(state__in=(_R.TO_VALIDATE, *SEATED)) & _NO_SEAT),
                violation_error_message="Qui est inscrit a une place, qui attend ou est parti n’en a pas.",
            ),
            models.CheckConstraint(
                name="registration_seats_count_from_one",
                condition=Q(seat=None) | Q(seat__gte=1, commune_seat__gte=1),
                violation_error_message="Les places se comptent à partir de un.",
            ),
            models.CheckConstraint(
                name="registration_hold_by_state",
                condition=(Q(state=_R.TO_VALIDATE, hold_until__isnull=False) & _SEAT)
                | (Q(state=_R.TO_VALIDATE, hold_until=None) & _NO_SEAT)
                | (~Q(state=_R.TO_VALIDATE) & Q(hold_until=None)),
                violation_error_message="Une place tenue l’est jusqu’à une date, en attendant le maire.",
            ),
            models.CheckConstraint(
                name="registration_offer_by_state",
                condition=Q(state=_R.OFFERED, offer_until__isnull=False)
                | (~Q(state=_R.OFFERED) & Q(offer_until=None)),
                violation_error_message="Une place proposée l’est jusqu’à une date.",
            ),
            models.CheckConstraint(
                name="registration_left_is_dated",
                condition=Q(state__in=LEFT, cancelled_at__isnull=False)
                | (~Q(state__in=LEFT) & Q(cancelled_at=None)),
                violation_error_message="Une inscription quittée est datée.",
            ),
            models.CheckConstraint(
                name="registration_replaced_by_somebody",
                condition=(
                    Q(state=_R.REPLACED, replaced_by__isnull=False) & ~Q(replaced_by=F("pk"))
                )
                | (~Q(state=_R.REPLACED) & Q(replaced_by=None)),
                violation_error_message="Une place cédée dit à qui.",
            ),
            models.CheckConstraint(
                name="registration_decision_is_dated",
                condition=Q(decision=Decision.NONE, decided_at=None, decided_as="", decided_via="")
                | (
                    ~Q(decision=Decision.NONE)
                    & Q(decided_at__isnull=False)
                    & ~Q(decided_as="")
                    & ~Q(decided_via="")
                ),
                violation_error_message="L’accord du maire est daté et signé.",
            ),
            models.CheckConstraint(
                name="registration_phoned_is_noted_by_somebody",
                condition=Q(decided_via=DecisionChannel.PHONE, decision_noted_by__isnull=False)
                | (~Q(decided_via=DecisionChannel.PHONE) & Q(decision_noted_by=None)),
                violation_error_message="Ce que le maire dit au téléphone est noté par quelqu’un.",
            ),
            models.CheckConstraint(
                name="registration_refused_by_the_mayor",
                condition=Q(state=_R.REFUSED, decision=Decision.REFUSED)
                | (~Q(state=_R.REFUSED) & ~Q(decision=Decision.REFUSED)),
                violation_error_message="Une inscription refusée l’est par le maire.",
            ),
            models.CheckConstraint(
                name="registration_seat_was_approved",
                condition=Q(needs_approval=False)
                | Q(decision=Decision.ACCEPTED)
                | ~Q(state__in=SEATED),
                violation_error_message="Sans l’accord du maire, aucune place n’est donnée.",
            ),
            models.CheckConstraint(
                name="registration_priority_one_to_three",
                condition=Q(priority__gte=1, priority__lte=3),
                violation_error_message="La priorité va de 1 (forte) à 3 (faible).",
            ),
        )
        indexes = (
            models.Index(fields=("commune", "-registered_at"), name="registration_latest"),
            models.Index(
                fields=("hold_until",),
                name="registration_hold_ends",
                condition=Q(hold_until__isnull=False),
            ),
            models.Index(
                fields=("offer_until",),
                name="registration_offer_ends",
                condition=Q(offer_until__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.session.number}"

    @property
    def is_undecided(self) -> bool:
        """The mayor may still answer."""
        undecided = self.state in {_R.TO_VALIDATE, _R.WAITING}
        return undecided and self.needs_approval and self.decision == Decision.NONE

    @property
    def approved(self) -> bool:
        """Whether nothing more is expected of the mayor."""
        return not self.needs_approval or self.decision == Decision.ACCEPTED


class RegistrationEvent(models.Model):
    """One fact of a registration, added once. `seq` makes the key of the mail that tells it."""

    registration = models.ForeignKey(
        Registration, verbose_name="inscription", on_delete=models.PROTECT, related_name="events"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    seq = models.PositiveSmallIntegerField("rang")
    kind = models.CharField("quoi", max_length=17, choices=EventKind)
    at = models.DateTimeField("le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    details = models.JSONField("détails", default=dict, blank=True)

    objects: CommuneRows[RegistrationEvent] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "ligne d’une inscription"
        verbose_name_plural = "lignes des inscriptions"
        ordering = ("registration", "seq")
        constraints = (
            models.UniqueConstraint(
                name="registration_event_in_order",
                fields=("registration", "seq"),
                violation_error_message="Deux lignes ont le même rang.",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class SlotHolding(models.Model):
    """A seat takes a half day of somebody: nobody is in two places at once. Its hours follow the half day's."""

    registration = models.ForeignKey(
        Registration, verbose_name="inscription", on_delete=models.PROTECT, related_name="holdings"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name="personne", on_delete=models.PROTECT, related_name="+"
    )
    slot = models.ForeignKey(
        Slot, verbose_name="demi-journée", on_delete=models.PROTECT, related_name="holdings"
    )
    starts_at = models.DateTimeField("commence à")
    ends_at = models.DateTimeField("finit à")

    objects: CommuneRows[SlotHolding] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "demi-journée retenue"
        verbose_name_plural = "demi-journées retenues"
        constraints = (
            models.UniqueConstraint(
                name="slot_holding_once",
                fields=("registration", "slot"),
                violation_error_message="Cette demi-journée est déjà retenue.",
            ),
            ExclusionConstraint(
                name="slot_holding_one_place_at_a_time",
                expressions=[
                    (F("person"), RangeOperators.EQUAL),
                    (Hours("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Cette personne a déjà une formation à ces heures.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.slot}"


class CalendarItem(models.Model):
    """The invitation of one person to one half day, as it was last sent: RFC 5546's UID, SEQUENCE and DTSTAMP.

    The database keeps the UID, never lets SEQUENCE go down nor `stamped_at` stay; a cancelled one never comes back.
    """

    registration = models.ForeignKey(
        Registration, verbose_name="inscription", on_delete=models.PROTECT, related_name="calendar"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    slot = models.ForeignKey(
        Slot, verbose_name="demi-journée", on_delete=models.PROTECT, related_name="calendar"
    )
    uid = models.CharField("UID", max_length=120, unique=True)
    sequence = models.PositiveIntegerField("version", default=0)
    stamped_at = models.DateTimeField("envoyée le")
    method = models.CharField("sorte", max_length=7, choices=CalendarMethod)
    starts_at = models.DateTimeField("commence à")
    ends_at = models.DateTimeField("finit à")
    content_hash = models.CharField("empreinte", max_length=64)

    objects: CommuneRows[CalendarItem] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "invitation d’agenda"
        verbose_name_plural = "invitations d’agenda"
        ordering = ("registration", "starts_at")
        constraints = (
            models.UniqueConstraint(
                name="calendar_item_once",
                fields=("registration", "slot"),
                violation_error_message="Cette demi-journée a déjà son invitation.",
            ),
        )

    def __str__(self) -> str:
        return self.uid
