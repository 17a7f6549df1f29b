"""A course given once: its rules, its half days, who gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q

from communes.models.scope import SharedRows, is_of_the_team
from training.models.catalogue import Course
from training.models.places import Room, Trainer
from training.states.sessions import HIDDEN_SESSIONS, TAKING_SESSIONS, Half, SessionState

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.accounts.models import User

_S = SessionState


class Hours(Func):
    """From one instant until another, the end left out: two half days that touch do not overlap."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class ParisDay(Func):
    """The day that it is in Paris."""

    template = "(%(expressions)s at time zone 'Europe/Paris')::date"
    output_field = models.DateField()


class SessionSeries(models.Model):
    """The last number given to a session of a year."""

    year = models.PositiveSmallIntegerField("année", unique=True)
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "série des sessions"
        verbose_name_plural = "séries des sessions"

    def __str__(self) -> str:
        return f"{self.year}-{self.last:03d}"


class SessionQuerySet(SharedRows["Session"]):
    def visible_to(self, user: User) -> Self:
        """Every member reads what is announced; what is being prepared is the team's."""
        rows = super().visible_to(user)
        return rows if is_of_the_team(user) else rows.exclude(state__in=HIDDEN_SESSIONS)

    def taking(self) -> Self:
        return self.filter(state__in=TAKING_SESSIONS)

    def all_locked(self, pks: Collection[int]) -> list[Session]:
        """The rows, held in the order of their keys, so that two who lock several never wait for each other."""
        rows = self.select_for_update(of=("self",)).filter(pk__in=pks)
        return list(rows.order_by("pk"))


class Session(models.Model):
    """A course given on certain days. `starts_at` and `ends_at` are those of its half days, kept by the domain.

    Seats: `maximum` in all, `quota` for one commune at most (empty: no limit). Registrations are taken from
    `opens_at` to `closes_at`; freed seats are offered, for `offer_hours` each, until `waiting_closes_at`; who
    leaves after `cancel_until` leaves late. `needs_approval`: the mayor agrees first; `hold_pending`: meanwhile a
    seat is held, for `hold_hours`.
    """

    course = models.ForeignKey(
        Course, verbose_name="formation", on_delete=models.PROTECT, related_name="sessions"
    )
    number = models.CharField("numéro", max_length=12, unique=True)
    state = models.CharField("état", max_length=12, choices=SessionState, default=_S.DRAFT)
    minimum = models.PositiveSmallIntegerField("inscrits au moins")
    maximum = models.PositiveSmallIntegerField("inscrits au plus")
    quota = models.PositiveSmallIntegerField("places par commune", null=True, blank=True)
    opens_at = models.DateTimeField("inscriptions à partir du", null=True, blank=True)
    closes_at = models.DateTimeField("inscriptions jusqu’au", null=True, blank=True)
    waiting_closes_at = models.DateTimeField("places proposées jusqu’au", null=True, blank=True)
    cancel_until = models.DateTimeField("désistement sans retard jusqu’au", null=True, blank=True)
    offer_hours = models.PositiveSmallIntegerField("heures pour prendre une place", default=48)
    needs_approval = models.BooleanField("accord du maire demandé", default=True)
    hold_pending = models.BooleanField("place tenue en attendant le maire", default=True)
    hold_hours = models.PositiveSmallIntegerField(
        "heures tenues en attendant le maire", default=120
    )
    starts_at = models.DateTimeField("commence le", null=True, blank=True, editable=False)
    ends_at = models.DateTimeField("finit le", null=True, blank=True, editable=False)
    note = models.CharField("à savoir", max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name="réunie à",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancel_reason = models.CharField("motif de l’annulation", max_length=300, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"
        ordering = ("starts_at", "number")
        constraints = (
            models.CheckConstraint(
                name="session_number_format",
                condition=Q(number__regex=r"^[0-9]{4}-[0-9]{3,}$"),
                violation_error_message="Un numéro de session s’écrit 2027-014.",
            ),
            models.CheckConstraint(
                name="session_minimum_below_maximum",
                condition=Q(minimum__gte=1, maximum__gte=F("minimum")),
                violation_error_message="Il faut une personne au moins, et un maximum qui n’est pas sous le minimum.",
            ),
            models.CheckConstraint(
                name="session_quota_of_one_at_least",
                condition=Q(quota=None) | Q(quota__gte=1),
                violation_error_message="Une commune a au moins une place, ou pas de limite.",
            ),
            models.CheckConstraint(
                name="session_dates_in_order",
                condition=(Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")))
                & (
                    Q(closes_at=None)
                    | Q(waiting_closes_at=None)
                    | Q(waiting_closes_at__gte=F("closes_at"))
                )
                & (
                    Q(waiting_closes_at=None)
                    | Q(starts_at=None)
                    | Q(waiting_closes_at__lte=F("starts_at"))
                )
                & (Q(starts_at=None) | Q(ends_at__gt=F("starts_at"))),
                violation_error_message=(
                    "Dans l’ordre : ouverture, clôture, fin de la liste d’attente, début de la session."
                ),
            ),
            models.CheckConstraint(
                name="session_announced_is_dated",
                condition=Q(state__in=(*HIDDEN_SESSIONS, _S.CANCELLED))
                | Q(
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                    waiting_closes_at__isnull=False,
                    cancel_until__isnull=False,
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                ),
                violation_error_message="Une session annoncée a ses demi-journées et ses dates d’inscription.",
            ),
            models.CheckConstraint(
                name="session_hours_to_answer",
                condition=Q(
                    offer_hours__gte=1,
                    offer_hours__lte=720,
                    hold_hours__gte=1,
                    hold_hours__lte=1440,
                ),
                violation_error_message="On laisse au moins une heure pour répondre, et deux mois au plus.",
            ),
            models.CheckConstraint(
                name="session_cancelled_is_dated",
                condition=(
                    Q(state=_S.CANCELLED, cancelled_at__isnull=False) & ~Q(cancel_reason="")
                )
                | (~Q(state=_S.CANCELLED) & Q(cancelled_at=None, cancel_reason="")),
                violation_error_message="Une session annulée dit quand et pourquoi.",
            ),
            models.CheckConstraint(
                name="session_merged_into_another",
                condition=(Q(state=_S.MERGED, merged_into__isnull=False) & ~Q(merged_into=F("pk")))
                | (~Q(state=_S.MERGED) & Q(merged_into=None)),
                violation_error_message="Une session réunie l’est à une autre.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.course} ({self.number})"


class SlotQuerySet(SharedRows["Slot"]):
    def visible_to(self, user: User) -> Self:
        rows = super().visible_to(user)
        return rows if is_of_the_team(user) else rows.exclude(session__state__in=HIDDEN_SESSIONS)


class Slot(models.Model):
    """One half day: one event of the calendar, one column of signatures. `live`: its session will take place."""

    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.PROTECT, related_name="slots"
    )
    day = models.DateField("jour")
    half = models.CharField("demi-journée", max_length=2, choices=Half)
    starts_at = models.DateTimeField("commence à")
    ends_at = models.DateTimeField("finit à")
    room = models.ForeignKey(
        Room,
        verbose_name="salle",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="slots",
    )
    live = models.BooleanField("aura lieu", default=True, editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "demi-journée"
        verbose_name_plural = "demi-journées"
        ordering = ("starts_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("id", "starts_at", "ends_at"), name="slot_with_its_hours"
            ),
            models.UniqueConstraint(
                fields=("id", "starts_at", "ends_at", "live"), name="slot_with_its_hours_and_life"
            ),
            models.UniqueConstraint(
                name="slot_half_day_once",
                fields=("session", "day", "half"),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="La session a déjà cette demi-journée.",
            ),
            models.CheckConstraint(
                name="slot_lasts_a_half_day",
                condition=Q(ends_at__gt=F("starts_at"), day=ParisDay("starts_at"))
                & Q(day=ParisDay("ends_at")),
                violation_error_message="Une demi-journée finit après avoir commencé, le jour dit.",
            ),
            ExclusionConstraint(
                name="slot_after_the_other",
                expressions=[
                    (F("session"), RangeOperators.EQUAL),
                    (Hours("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Deux demi-journées d’une session ne se recouvrent pas.",
            ),
            ExclusionConstraint(
                name="slot_room_once_at_a_time",
                expressions=[
                    (F("room"), RangeOperators.EQUAL),
                    (Hours("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(live=True),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Cette salle est déjà prise à ces heures.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.get_half_display()}"


class SlotTrainer(models.Model):
    """Somebody gives a half day. Its hours and its life follow the half day's, in the database."""

    slot = models.ForeignKey(
        Slot, verbose_name="demi-journée", on_delete=models.PROTECT, related_name="trainers"
    )
    trainer = models.ForeignKey(
        Trainer, verbose_name="formateur", on_delete=models.PROTECT, related_name="slots"
    )
    starts_at = models.DateTimeField("commence à", editable=False)
    ends_at = models.DateTimeField("finit à", editable=False)
    live = models.BooleanField("aura lieu", default=True, editable=False)

    objects: SharedRows[SlotTrainer] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "formateur d’une demi-journée"
        verbose_name_plural = "formateurs des demi-journées"
        constraints = (
            models.UniqueConstraint(
                name="slot_trainer_once",
                fields=("slot", "trainer"),
                violation_error_message="Ce formateur donne déjà cette demi-journée.",
            ),
            ExclusionConstraint(
                name="slot_trainer_once_at_a_time",
                expressions=[
                    (F("trainer"), RangeOperators.EQUAL),
                    (Hours("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(live=True),
                deferrable=Deferrable.IMMEDIATE,
                violation_error_message="Ce formateur est déjà pris à ces heures.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.trainer}"
