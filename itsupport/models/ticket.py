from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from communes.models import Commune, Person, Site
from itsupport.models.desk import Category
from itsupport.models.equipment import Asset
from itsupport.models.scope import CommuneRows, Labels, OfACommune, OfACommuneOrNobody, Terms
from itsupport.states.tickets import (
    ENDED_STATES,
    OPEN_STATES,
    EventKind,
    Level,
    Priority,
    TicketChannel,
    TicketKind,
    TicketState,
)

if TYPE_CHECKING:
    from datetime import datetime

_T = TicketState


class TicketQuerySet(CommuneRows["Ticket"]):
    def open(self) -> TicketQuerySet:
        """Not solved, nor ended."""
        return self.filter(state__in=OPEN_STATES)

    def late(self, *, at: datetime) -> TicketQuerySet:
        return self.open().filter(due_at__lt=at)


_Tickets = models.Manager.from_queryset(TicketQuerySet)


class TicketManager(_Tickets["Ticket"]):
    """Leaves with the database what is only searched in."""

    def get_queryset(self) -> TicketQuerySet:
        return cast("TicketQuerySet", super().get_queryset().defer("search", "labels"))


class TicketSeries(models.Model):
    """The last number given in a year: a series without holes, one row held while a request is opened."""

    year = models.PositiveSmallIntegerField("année", unique=True)
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "série des demandes"
        verbose_name_plural = "séries des demandes"

    def __str__(self) -> str:
        return f"{self.year}-{self.last:05d}"


class Ticket(models.Model):
    """A request for help from a commune. Its log (`TicketEvent`) says what happened; its deadlines derive from it.

    `commune` is empty only while the sender of a mail has not said which one it is for. `version`
    grows with each change: who writes on an older one is told. `due_at` and `answer_by` are kept for
    sorting: `itsupport.sla` computes them again from the log at any time.
    """

    ref = models.CharField("numéro", max_length=12, unique=True)
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    site = models.ForeignKey(
        Site,
        verbose_name="bâtiment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    title = models.CharField("objet", max_length=200)
    kind = models.CharField("type", max_length=12, choices=TicketKind, default=TicketKind.INCIDENT)
    category = models.ForeignKey(
        Category,
        verbose_name="catégorie",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    channel = models.CharField("arrivée par", max_length=6, choices=TicketChannel)
    urgency = models.PositiveSmallIntegerField("urgence", choices=Level, default=Level.MEDIUM)
    impact = models.PositiveSmallIntegerField("impact", choices=Level, default=Level.MEDIUM)
    priority = models.PositiveSmallIntegerField(
        "priorité", choices=Priority, default=Priority.NORMAL
    )
    state = models.CharField("état", max_length=16, choices=TicketState, default=_T.NEW)
    requester = models.ForeignKey(
        Person,
        verbose_name="demandeur",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    requester_name = models.CharField("nom du demandeur", max_length=120, blank=True)
    requester_email = models.EmailField("courriel du demandeur", blank=True)
    requester_phone = models.CharField("téléphone du demandeur", max_length=20, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="suivie par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assigned_tickets",
    )
    assets = models.ManyToManyField(
        Asset, verbose_name="matériel", through="TicketAsset", related_name="tickets"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="séparée de",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name="réunie à",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    opened_at = models.DateTimeField("ouverte le")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ouverte par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    changed_at = models.DateTimeField("dernier mouvement le")
    answer_by = models.DateTimeField("première réponse avant le", null=True, blank=True)
    due_at = models.DateTimeField("à résoudre avant le", null=True, blank=True)
    warned_at = models.DateTimeField("alerte donnée le", null=True, blank=True)
    answered_at = models.DateTimeField("première réponse le", null=True, blank=True)
    planned_for = models.DateTimeField("passage prévu le", null=True, blank=True)
    solved_at = models.DateTimeField("résolue le", null=True, blank=True)
    ended_at = models.DateTimeField("close le", null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField("avis", null=True, blank=True)
    satisfaction_word = models.CharField("mot d’avis", max_length=300, blank=True)
    voted_at = models.DateTimeField("avis donné le", null=True, blank=True)
    link_version = models.PositiveSmallIntegerField("version du lien", default=1)
    version = models.PositiveIntegerField("version", default=1)
    search = models.GeneratedField(
        expression=Terms(F("title")),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name="mots cherchés",
    )
    labels = models.GeneratedField(
        expression=Labels(F("title"), F("ref"), F("requester_name")),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="objet, numéro et nom cherchés",
    )

    objects = TicketManager()

    class Meta:
        verbose_name = "demande d’assistance"
        verbose_name_plural = "demandes d’assistance"
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="ticket_with_its_commune"),
            models.CheckConstraint(
                name="ticket_commune_known_once_taken",
                condition=Q(commune__isnull=False) | Q(state__in=(_T.NEW, _T.REJECTED, _T.MERGED)),
                violation_error_message="Dites d’abord pour quelle commune est la demande.",
            ),
            models.CheckConstraint(
                name="ticket_solved_is_dated",
                condition=~Q(state__in=(_T.SOLVED, _T.CLOSED)) | Q(solved_at__isnull=False),
                violation_error_message="Une demande résolue a une date de résolution.",
            ),
            models.CheckConstraint(
                name="ticket_ended_is_dated",
                condition=Q(state__in=ENDED_STATES, ended_at__isnull=False)
                | (~Q(state__in=ENDED_STATES) & Q(ended_at=None)),
                violation_error_message="Une demande close a une date de clôture, et elle seule.",
            ),
            models.CheckConstraint(
                name="ticket_merged_says_where",
                condition=Q(state=_T.MERGED, merged_into__isnull=False)
                | (~Q(state=_T.MERGED) & Q(merged_into=None)),
                violation_error_message="Une demande réunie dit à laquelle.",
            ),
            models.CheckConstraint(
                name="ticket_planned_is_dated",
                condition=~Q(state=_T.PLANNED) | Q(planned_for__isnull=False),
                violation_error_message="Un passage prévu a une date.",
            ),
            models.CheckConstraint(
                name="ticket_vote_is_dated",
                condition=Q(satisfaction=None, voted_at=None)
                | Q(satisfaction__gte=1, satisfaction__lte=3, voted_at__isnull=False),
                violation_error_message="Un avis a une date, et vaut de 1 à 3.",
            ),
            models.CheckConstraint(
                name="ticket_levels",
                condition=Q(urgency__gte=1, urgency__lte=3, impact__gte=1, impact__lte=3)
                & Q(priority__gte=1, priority__lte=4),
                violation_error_message="Urgence et impact vont de 1 à 3, la priorité de 1 à 4.",
            ),
        )
        indexes = (
            models.Index(  # covers the counters of the inbox: they read no row
                fields=("due_at", "id"),
                name="ticket_open_by_due",
                include=("commune", "assignee", "state"),
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=("commune", "state"),
                name="ticket_open_by_commune",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(fields=("commune", "-changed_at"), name="ticket_by_commune"),
            models.Index(fields=("-changed_at", "-id"), name="ticket_by_change"),
            models.Index(fields=("due_at", "id"), name="ticket_by_due"),
            models.Index(fields=("priority", "due_at", "id"), name="ticket_by_priority"),
            models.Index(
                fields=("solved_at",), name="ticket_solved", condition=Q(state=_T.SOLVED)
            ),
            GinIndex(fields=("search",), name="ticket_search"),
            GinIndex(fields=("labels",), name="ticket_labels", opclasses=("gin_trgm_ops",)),
        )

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class TicketAsset(OfACommune):
    """A machine that a request is about; both of the same commune."""

    ticket = models.ForeignKey(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="+"
    )
    asset = models.ForeignKey(
        Asset, verbose_name="matériel", on_delete=models.PROTECT, related_name="+"
    )

    objects: CommuneRows[TicketAsset] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "matériel d’une demande"
        verbose_name_plural = "matériel des demandes"
        constraints = (
            models.UniqueConstraint(
                name="ticket_asset_once",
                fields=("ticket", "asset"),
                violation_error_message="Ce matériel est déjà noté.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.asset}"


class TicketEvent(OfACommuneOrNobody):
    """One line of a request's log, in order. Added once, never changed: deadlines are computed from it."""

    ticket = models.ForeignKey(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="events"
    )
    seq = models.PositiveIntegerField("rang")
    kind = models.CharField("sorte", max_length=12, choices=EventKind)
    at = models.DateTimeField("le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    before = models.JSONField("avant", null=True, blank=True)
    after = models.JSONField("après", null=True, blank=True)

    objects: CommuneRows[TicketEvent] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "fait d’une demande"
        verbose_name_plural = "faits des demandes"
        ordering = ("ticket", "seq")
        constraints = (
            models.UniqueConstraint(
                name="ticket_event_once",
                fields=("ticket", "seq"),
                violation_error_message="Ce fait est déjà inscrit.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.before} → {self.after}"
