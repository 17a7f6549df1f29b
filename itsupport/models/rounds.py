"""A round of visits: its stops in order, and the requests taken there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from communes.models import Commune, Site
from itsupport.models.scope import CommuneRows, OfACommune, is_of_the_team
from itsupport.models.ticket import Ticket
from itsupport.states.rounds import Outcome, RoundState

if TYPE_CHECKING:
    from portal.accounts.models import User

_R = RoundState


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> RoundQuerySet:
        """A round goes through several communes: the team alone reads it whole."""
        return self if is_of_the_team(user) else self.none()

    def locked(self, pk: int) -> Round:
        return self.select_for_update(of=("self",)).get(pk=pk)


class Round(models.Model):
    """One day of visits, from a place and back. `announced_at`: the communes were told, the order holds."""

    on = models.DateField("jour")
    leaves_at = models.TimeField("départ à")
    departure = models.ForeignKey(
        Commune, verbose_name="départ de", on_delete=models.PROTECT, related_name="+"
    )
    agents = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name="agents",
        related_name="rounds",
        through="RoundAgent",
    )
    state = models.CharField("état", max_length=10, choices=RoundState, default=_R.PREPARED)
    note = models.CharField("à emporter, à savoir", max_length=300, blank=True)
    kilometres = models.PositiveIntegerField("kilomètres", null=True, blank=True)
    announced_at = models.DateTimeField("communes prévenues le", null=True, blank=True)
    started_at = models.DateTimeField("partie le", null=True, blank=True)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "tournée"
        verbose_name_plural = "tournées"
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="round_dated_by_state",
                condition=Q(state=_R.PREPARED, started_at=None, ended_at=None)
                | Q(state=_R.UNDER_WAY, started_at__isnull=False, ended_at=None)
                | Q(state=_R.DONE, started_at__isnull=False, ended_at__isnull=False)
                | Q(state=_R.CANCELLED, started_at=None, ended_at__isnull=False),
                violation_error_message="Une tournée en route est datée de son départ, une tournée finie de sa fin.",
            ),
            models.CheckConstraint(
                name="round_driven_once_done",
                condition=Q(kilometres=None) | Q(state=_R.DONE),
                violation_error_message="Les kilomètres se notent à la fin de la tournée.",
            ),
        )

    def __str__(self) -> str:
        return f"tournée du {self.on:%d/%m/%Y}"


class RoundAgent(models.Model):
    """Somebody of the desk who goes."""

    round = models.ForeignKey(
        Round, verbose_name="tournée", on_delete=models.PROTECT, related_name="+"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="agent", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "agent d’une tournée"
        verbose_name_plural = "agents des tournées"
        constraints = (
            models.UniqueConstraint(
                name="round_agent_once",
                fields=("round", "agent"),
                violation_error_message="Cet agent est déjà de la tournée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agent}"


class RoundStop(OfACommune):
    """A building to go to, or a commune when no building was named; when it is planned, when it was."""

    round = models.ForeignKey(
        Round, verbose_name="tournée", on_delete=models.PROTECT, related_name="stops"
    )
    site = models.ForeignKey(
        Site,
        verbose_name="bâtiment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    position = models.PositiveSmallIntegerField("rang")
    planned_at = models.DateTimeField("prévu à")
    arrived_at = models.DateTimeField("arrivée à", null=True, blank=True)
    left_at = models.DateTimeField("départ à", null=True, blank=True)
    minutes = models.PositiveIntegerField("minutes sur place", null=True, blank=True)
    kilometres = models.PositiveIntegerField("part des kilomètres", null=True, blank=True)

    objects: CommuneRows[RoundStop] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "arrêt d’une tournée"
        verbose_name_plural = "arrêts des tournées"
        ordering = ("round", "position")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="round_stop_with_its_commune"),
            models.UniqueConstraint(
                name="round_stop_position_once",
                fields=("round", "position"),
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Deux arrêts ont le même rang.",
            ),
            models.UniqueConstraint(
                name="round_stop_place_once",
                fields=("round", "commune", "site"),
                nulls_distinct=False,
                violation_error_message="La tournée s’arrête déjà là.",
            ),
            models.CheckConstraint(
                name="round_stop_leaves_after_arriving",
                condition=Q(left_at=None)
                | Q(arrived_at__isnull=False, left_at__gte=F("arrived_at")),
                violation_error_message="On repart après être arrivé.",
            ),
            models.CheckConstraint(
                name="round_stop_minutes_of_a_day",
                condition=Q(minutes=None) | Q(minutes__lte=24 * 60),
                violation_error_message="Un arrêt dure 24 heures au plus.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.site.name}, {self.commune}" if self.site else f"{self.commune}"


class RoundTask(OfACommune):
    """A request taken on a round. `before` and `planned_before` say where it goes back if it is not done."""

    stop = models.ForeignKey(
        RoundStop, verbose_name="arrêt", on_delete=models.PROTECT, related_name="tasks"
    )
    ticket = models.ForeignKey(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="round_tasks"
    )
    outcome = models.CharField("issue", max_length=7, choices=Outcome, default=Outcome.PENDING)
    ticked = models.BooleanField("cochée", default=False)
    before = models.CharField("état d’avant", max_length=16, blank=True)
    planned_before = models.DateTimeField("passage prévu d’avant", null=True, blank=True)

    objects: CommuneRows[RoundTask] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "demande d’une tournée"
        verbose_name_plural = "demandes des tournées"
        ordering = ("stop", "pk")
        constraints = (
            models.UniqueConstraint(
                name="round_task_one_round_at_once",
                fields=("ticket",),
                condition=Q(outcome=Outcome.PENDING),
                violation_error_message="Cette demande est déjà d’une tournée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket}"
