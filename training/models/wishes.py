"""What communes would like to learn: a row a wish; what the manager groups."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from communes.models import Commune, Need, Person
from communes.models.scope import CommuneRows, SharedRows
from training.models.catalogue import Course, Theme
from training.models.needs import Availability, NeedsAnswer, NeedsCampaign
from training.models.sessions import Session
from training.states.wishes import ANSWERED_WISHES, ASKED_WISHES, Priority, WishState

_W = WishState


class DemandCluster(models.Model):
    """A grouping that the manager kept: the wishes of a course, given in so many rooms.

    `kilometres`: one way, all people summed; `central_kilometres`: the same people's to the one central room.
    """

    campaign = models.ForeignKey(
        NeedsCampaign, verbose_name="recueil", on_delete=models.PROTECT, related_name="clusters"
    )
    course = models.ForeignKey(
        Course, verbose_name="formation", on_delete=models.PROTECT, related_name="+"
    )
    rooms = models.PositiveSmallIntegerField("salles")
    people = models.PositiveSmallIntegerField("personnes")
    kilometres = models.PositiveIntegerField("kilomètres")
    central_kilometres = models.PositiveIntegerField("kilomètres vers la salle centrale")
    kept_at = models.DateTimeField("retenu le")
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="retenu par",
        on_delete=models.PROTECT,
        related_name="+",
    )
    sessions = models.ManyToManyField(Session, verbose_name="sessions", related_name="clusters")

    objects: SharedRows[DemandCluster] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "regroupement de souhaits"
        verbose_name_plural = "regroupements de souhaits"
        ordering = ("-kept_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="demand_cluster_of_somebody",
                condition=Q(rooms__gte=1, people__gte=1),
                violation_error_message="Un regroupement réunit quelqu’un, dans une salle au moins.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.course}, {self.people} personnes"


class WishQuerySet(CommuneRows["Wish"]):
    def asked(self) -> Self:
        """Those that the communes have sent."""
        return self.filter(state__in=ASKED_WISHES)


class Wish(Availability):
    """Somebody, or `people` agents without names, would like to learn a course, or a subject in words.

    `session`: the one prepared for them; `need`: the need of the commune from which the wish came.
    """

    campaign = models.ForeignKey(
        NeedsCampaign, verbose_name="recueil", on_delete=models.PROTECT, related_name="wishes"
    )
    answer = models.ForeignKey(
        NeedsAnswer, verbose_name="réponse", on_delete=models.PROTECT, related_name="wishes"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person,
        verbose_name="agent",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    people = models.PositiveSmallIntegerField("nombre d’agents", default=1)
    theme = models.ForeignKey(
        Theme, verbose_name="thème", on_delete=models.PROTECT, related_name="wishes"
    )
    course = models.ForeignKey(
        Course,
        verbose_name="formation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="wishes",
    )
    subject = models.CharField("sujet", max_length=160, blank=True)
    priority = models.PositiveSmallIntegerField(
        "priorité", choices=Priority, default=Priority.MIDDLE
    )
    state = models.CharField("état", max_length=9, choices=WishState, default=_W.DRAFT)
    reason = models.CharField("motif", max_length=300, blank=True)
    decided_at = models.DateTimeField("suite donnée le", null=True, blank=True)
    cluster = models.ForeignKey(
        DemandCluster,
        verbose_name="regroupement",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="wishes",
    )
    session = models.ForeignKey(
        Session,
        verbose_name="session prévue",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="wishes",
    )
    announced_at = models.DateTimeField("session annoncée à la commune le", null=True, blank=True)
    need = models.OneToOneField(
        Need,
        verbose_name="besoin dont il vient",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="training_wish",
    )

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = "souhait de formation"
        verbose_name_plural = "souhaits de formation"
        ordering = ("priority", "pk")
        constraints = (
            models.UniqueConstraint(
                name="wish_once_an_agent_and_course",
                fields=("campaign", "person", "course"),
                violation_error_message="Cet agent a déjà ce souhait.",
            ),
            models.UniqueConstraint(
                name="wish_without_name_once_a_course",
                fields=("campaign", "commune", "course"),
                condition=Q(person=None, need=None, subject=""),
                violation_error_message="La commune a déjà ce souhait, sans nom : changez le nombre d’agents.",
            ),
            models.UniqueConstraint(
                name="wish_in_words_once",
                fields=("campaign", "commune", "person", "subject"),
                condition=Q(course=None),
                nulls_distinct=False,
                violation_error_message="La commune a déjà ce souhait, avec ces mots.",
            ),
            models.CheckConstraint(
                name="wish_of_a_course_or_in_words",
                condition=Q(course__isnull=False) | ~Q(subject=""),
                violation_error_message="Un souhait dit une formation du catalogue, ou un sujet.",
            ),
            models.CheckConstraint(
                name="wish_of_one_person_or_several",
                condition=Q(person__isnull=False, people=1)
                | Q(person=None, people__gte=1, people__lte=99),
                violation_error_message="Un souhait est celui d’un agent nommé, ou de 1 à 99 agents.",
            ),
            models.CheckConstraint(
                name="wish_priority_one_to_three",
                condition=Q(priority__gte=1, priority__lte=3),
                violation_error_message="La priorité va de 1 (forte) à 3 (faible).",
            ),
            *Availability.Meta.constraints,
            models.CheckConstraint(
                name="wish_answered_with_a_reason",
                condition=(Q(state__in=ANSWERED_WISHES, decided_at__isnull=False) & ~Q(reason=""))
                | (~Q(state__in=ANSWERED_WISHES) & Q(reason="")),
                violation_error_message="Un souhait reporté ou non retenu dit pourquoi, et quand.",
            ),
            models.CheckConstraint(
                name="wish_clustered_has_its_cluster",
                condition=Q(
                    state=_W.CLUSTERED,
                    cluster__isnull=False,
                    session__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(state=_W.SATISFIED, decided_at__isnull=False)
                | (
                    ~Q(state__in=(_W.CLUSTERED, _W.SATISFIED))
                    & Q(cluster=None, session=None, announced_at=None)
                ),
                violation_error_message="Un souhait prévu dans une session dit laquelle.",
            ),
        )

    def __str__(self) -> str:
        return str(self.course) if self.course else self.subject

    @property
    def who(self) -> str:
        """« Solange Ferrand », « 3 agents »."""
        if self.person is not None:
            return str(self.person)
        return "un agent" if self.people == 1 else f"{self.people} agents"
