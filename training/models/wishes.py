"""What communes would like to learn: a campaign a year, one answer a commune, a row a wish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from communes.models import Commune, Need, Person
from communes.models.scope import CommuneRows, SharedRows, is_of_the_team
from portal.lib.text import join
from training.models.catalogue import Course, Theme
from training.models.sessions import Session
from training.states.wishes import (
    ANSWERED_WISHES,
    ASKED_WISHES,
    AWAITED_ANSWERS,
    GIVEN_ANSWERS,
    AnswerState,
    NeedsState,
    Period,
    Priority,
    Weekday,
    WishState,
)

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

_N, _A, _W = NeedsState, AnswerState, WishState


class NeedsCampaignQuerySet(SharedRows["NeedsCampaign"]):
    def visible_to(self, user: User) -> Self:
        """Town halls read what was opened to them; what is being prepared is the team's."""
        rows = super().visible_to(user)
        return rows if is_of_the_team(user) else rows.exclude(state=_N.DRAFT)


class NeedsCampaign(models.Model):
    """The wishes of a year are collected from `opened_at` until `closes_at`; town halls then change them no more."""

    year = models.PositiveSmallIntegerField("année de formation")
    title = models.CharField("intitulé", max_length=120, unique=True)
    word = models.TextField(
        "mot d’accueil", blank=True, max_length=600, help_text="Lu en tête de la page des mairies."
    )
    themes = models.ManyToManyField(
        Theme,
        verbose_name="thèmes proposés",
        related_name="+",
        help_text="Les formations de ces thèmes sont proposées aux communes.",
    )
    state = models.CharField("état", max_length=6, choices=NeedsState, default=_N.DRAFT)
    closes_at = models.DateTimeField("réponses jusqu’au")
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    objects = NeedsCampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "recueil des besoins"
        verbose_name_plural = "recueils des besoins"
        ordering = ("-year", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="needs_campaign_open_once_a_year",
                fields=("year",),
                condition=Q(state=_N.OPEN),
                violation_error_message="Un recueil est déjà ouvert pour cette année.",
            ),
            models.CheckConstraint(
                name="needs_campaign_of_a_year",
                condition=Q(year__gte=2020, year__lte=2100),
                violation_error_message="L’année de formation va de 2020 à 2100.",
            ),
            models.CheckConstraint(
                name="needs_campaign_dated_by_state",
                condition=Q(state=_N.DRAFT, opened_at=None, closed_at=None)
                | Q(state=_N.OPEN, opened_at__isnull=False, closed_at=None)
                | Q(state=_N.CLOSED, opened_at__isnull=False, closed_at__isnull=False),
                violation_error_message="Un recueil ouvert dit quand, et de même quand il est clos.",
            ),
            models.CheckConstraint(
                name="needs_campaign_closes_after_opening",
                condition=Q(opened_at=None) | Q(closes_at__gt=F("opened_at")),
                violation_error_message="La date limite vient après l’ouverture.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def takes_at(self, at: datetime) -> bool:
        """Whether a town hall may still answer."""
        return self.state == _N.OPEN and at < self.closes_at


class NeedsAnswerQuerySet(CommuneRows["NeedsAnswer"]):
    def awaited(self) -> Self:
        return self.filter(state__in=AWAITED_ANSWERS)


class NeedsAnswer(models.Model):
    """What a commune says to a campaign, or its silence. `caller`: with whom the manager spoke, by telephone."""

    campaign = models.ForeignKey(
        NeedsCampaign, verbose_name="recueil", on_delete=models.PROTECT, related_name="answers"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField("état", max_length=6, choices=AnswerState, default=_A.SILENT)
    remark = models.CharField("remarque", max_length=600, blank=True)
    answered_at = models.DateTimeField("a répondu le", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="réponse de",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    caller = models.CharField("au téléphone avec", max_length=120, blank=True)

    objects = NeedsAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse à un recueil"
        verbose_name_plural = "réponses aux recueils"
        ordering = ("commune__name_sort",)
        constraints = (
            models.UniqueConstraint(
                fields=("id", "campaign", "commune"), name="needs_answer_with_its_commune"
            ),
            models.UniqueConstraint(
                name="needs_answer_once_a_commune",
                fields=("campaign", "commune"),
                violation_error_message="Cette commune a déjà sa réponse à ce recueil.",
            ),
            models.CheckConstraint(
                name="needs_answer_dated_once_given",
                condition=Q(state__in=GIVEN_ANSWERS, answered_at__isnull=False)
                | Q(state__in=AWAITED_ANSWERS, answered_at=None, answered_by=None, caller=""),
                violation_error_message="Une réponse envoyée dit quand ; celle qu’on attend n’a ni date ni auteur.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign}, {self.commune}"


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


class Wish(models.Model):
    """Somebody, or `people` agents without names, would like to learn a course, or a subject in words.

    `not_weekdays`: days of the week when they cannot (0 is Monday); `kilometres_at_most`: how far they would drive,
    one way. `session`: the one prepared for them; `need`: the need of the commune from which the wish came.
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
    period = models.CharField("période", max_length=6, choices=Period, default=Period.ANY)
    not_weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=Weekday),
        verbose_name="jours impossibles",
        default=list,
        blank=True,
    )
    impossible = models.CharField("dates impossibles", max_length=200, blank=True)
    kilometres_at_most = models.PositiveSmallIntegerField(
        "kilomètres au plus", null=True, blank=True
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
            models.CheckConstraint(
                name="wish_weekdays_leave_one",
                condition=Q(
                    not_weekdays__contained_by=list(Weekday.values), not_weekdays__len__lt=5
                ),
                violation_error_message="Laissez au moins un jour de la semaine, du lundi au vendredi.",
            ),
            models.CheckConstraint(
                name="wish_drives_somewhere",
                condition=Q(kilometres_at_most=None)
                | Q(kilometres_at_most__gte=1, kilometres_at_most__lte=200),
                violation_error_message="Le trajet accepté va de 1 à 200 kilomètres.",
            ),
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

    @property
    def weekdays_in_words(self) -> str:
        """« lundi ni le jeudi », after « pas le »; empty when every day suits."""
        return join([str(Weekday(one).label) for one in sorted(self.not_weekdays)], "ni le")
