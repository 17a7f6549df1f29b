"""What communes are asked to wish for: a campaign a year, one answer a commune."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from communes.models import Commune
from communes.models.scope import CommuneRows, SharedRows, is_of_the_team
from portal.lib.text import join
from training.models.catalogue import Theme
from training.states.registrations import DecisionChannel
from training.states.wishes import (
    AWAITED_ANSWERS,
    GIVEN_ANSWERS,
    AnswerState,
    NeedsState,
    Period,
    Visa,
    Weekday,
)

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

_N, _A = NeedsState, AnswerState
UNSAID = Q(visa_at=None, visa_as="", visa_via="", visa_reason="")
SAID = Q(visa_at__isnull=False) & ~Q(visa_as="") & ~Q(visa_via="")
"""The mayor has not answered, or has."""


class Availability(models.Model):
    """When somebody would learn, and how far they would drive: for one wish, or by default for those of an answer.

    `not_weekdays`: days of the week when they cannot (0 is Monday); `kilometres_at_most`: one way, None when it does
    not matter.
    """

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

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                name="%(class)s_weekdays_leave_one",
                condition=Q(
                    not_weekdays__contained_by=list(Weekday.values), not_weekdays__len__lt=5
                ),
                violation_error_message="Laissez au moins un jour de la semaine, du lundi au vendredi.",
            ),
            models.CheckConstraint(
                name="%(class)s_drives_somewhere",
                condition=Q(kilometres_at_most=None)
                | Q(kilometres_at_most__gte=1, kilometres_at_most__lte=200),
                violation_error_message="Le trajet accepté va de 1 à 200 kilomètres.",
            ),
        )

    @property
    def weekdays_in_words(self) -> str:
        """« lundi ni le jeudi », after « pas le »; empty when every day suits."""
        return join([str(Weekday(one).label) for one in sorted(self.not_weekdays)], "ni le")


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
    visa_asked = models.BooleanField(
        "visa du maire demandé",
        default=False,
        help_text="Les souhaits ne comptent qu’une fois visés par le maire ou un adjoint.",
    )
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


class NeedsAnswer(Availability):
    """What a commune says to a campaign, or its silence. `caller`: with whom the manager spoke, by telephone.

    Its period, days and way are those of each of its wishes that says nothing else. `visa_as` is the name and the
    function of who gave or refused the visa, as written under it; `visa_noted_by`, who was told it by telephone;
    `link_version`: the links sent before are worthless.
    """

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
    visa = models.CharField(
        "visa du maire", max_length=8, choices=Visa, blank=True, default=Visa.NONE
    )
    visa_asked_at = models.DateTimeField("visa demandé le", null=True, blank=True)
    visa_reminded_at = models.DateTimeField("visa redemandé le", null=True, blank=True)
    visa_at = models.DateTimeField("visa répondu le", null=True, blank=True)
    visa_as = models.CharField("visa répondu par", max_length=200, blank=True)
    visa_via = models.CharField(
        "visa répondu par quel moyen", max_length=5, choices=DecisionChannel, blank=True
    )
    visa_noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="visa noté par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    visa_reason = models.CharField("motif du refus du visa", max_length=300, blank=True)
    link_version = models.PositiveIntegerField("version du lien", default=1)

    objects = NeedsAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse à un recueil"
        verbose_name_plural = "réponses aux recueils"
        ordering = ("commune__name_sort",)
        constraints = (
            *Availability.Meta.constraints,
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
            models.CheckConstraint(
                name="needs_answer_visa_says_who",
                condition=(Q(visa=Visa.NONE, visa_asked_at=None) & UNSAID)
                | (Q(visa=Visa.AWAITED, state=_A.SENT, visa_asked_at__isnull=False) & UNSAID)
                | (Q(visa=Visa.GIVEN, state=_A.SENT, visa_reason="") & SAID)
                | (Q(visa=Visa.REFUSED, state=_A.DRAFT) & SAID & ~Q(visa_reason="")),
                violation_error_message="Un visa donné ou refusé dit par qui et quand ; un refus, pourquoi.",
            ),
            models.CheckConstraint(
                name="needs_answer_visa_phoned_is_noted_by_somebody",
                condition=Q(visa_via=DecisionChannel.PHONE, visa_noted_by__isnull=False)
                | (~Q(visa_via=DecisionChannel.PHONE) & Q(visa_noted_by=None)),
                violation_error_message="Ce que le maire dit au téléphone est noté par quelqu’un.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign}, {self.commune}"

    @property
    def word(self) -> str:
        """« a répondu »; where its mayor is asked, « visa attendu », « donné », « refusé »."""
        return self.get_visa_display() if self.visa else self.get_state_display()
