"""How the service works: its hours, its commitments, its categories, its ready-made texts. All of it is data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from communes.models.commune import Folded
from itsupport.states.tickets import Audience, Level, Priority, TicketKind

if TYPE_CHECKING:
    from portal.accounts.models import User


class ServiceWeek(models.Model):
    """The hours of the service from a day on; a request keeps those of the day on which it was opened."""

    from_on = models.DateField("à partir du", unique=True)
    hours = models.JSONField(
        "heures de service",
        help_text="Comme celles d’une mairie : [[« lundi », « vendredi », [[« 08:30 », « 12:00 »]]]].",
    )
    source = models.CharField("décidées par", max_length=200, blank=True)

    class Meta:
        verbose_name = "heures du service"
        verbose_name_plural = "heures du service"
        ordering = ("-from_on",)

    def __str__(self) -> str:
        return f"heures à partir du {self.from_on:%d/%m/%Y}"


class Closure(models.Model):
    """Days on which the service is closed, besides the holidays."""

    first = models.DateField("du")
    last = models.DateField("au")
    reason = models.CharField("motif", max_length=120)

    class Meta:
        verbose_name = "fermeture"
        verbose_name_plural = "fermetures"
        ordering = ("-first",)
        constraints = (
            models.CheckConstraint(
                name="closure_ends_after_start",
                condition=Q(last__gte=F("first")),
                violation_error_message="Une fermeture finit après avoir commencé.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason}, du {self.first:%d/%m/%Y} au {self.last:%d/%m/%Y}"


class ServiceTarget(models.Model):
    """What the service promises for a priority, in business minutes, from a day on."""

    priority = models.PositiveSmallIntegerField("priorité", choices=Priority)
    from_on = models.DateField("à partir du")
    answer_minutes = models.PositiveIntegerField("première réponse (minutes ouvrées)")
    solve_minutes = models.PositiveIntegerField("résolution (minutes ouvrées)")
    warn_percent = models.PositiveSmallIntegerField(
        "alerte quand il reste (%)", default=25, help_text="Part du délai qui reste à l’alerte."
    )
    source = models.CharField("décidé par", max_length=200, blank=True)

    class Meta:
        verbose_name = "engagement de délai"
        verbose_name_plural = "engagements de délai"
        ordering = ("priority", "-from_on")
        constraints = (
            models.UniqueConstraint(
                name="service_target_once",
                fields=("priority", "from_on"),
                violation_error_message="Cette priorité a déjà un engagement à cette date.",
            ),
            models.CheckConstraint(
                name="service_target_minutes",
                condition=Q(answer_minutes__gt=0, solve_minutes__gte=F("answer_minutes"))
                & Q(warn_percent__lte=100),
                violation_error_message="On résout après avoir répondu, et l’alerte est entre 0 et 100 %.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_priority_display()}, à partir du {self.from_on:%d/%m/%Y}"


class Category(models.Model):
    """What a request is about. A fixed list, kept by the team."""

    name = models.CharField("catégorie", max_length=60, unique=True)
    kind = models.CharField(
        "type proposé", max_length=12, choices=TicketKind, default=TicketKind.INCIDENT
    )
    impact = models.PositiveSmallIntegerField(
        "impact proposé", choices=Level, default=Level.MEDIUM
    )
    hint = models.CharField("question à poser", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)
    active = models.BooleanField("en usage", default=True)

    class Meta:
        verbose_name = "catégorie de demandes"
        verbose_name_plural = "catégories de demandes"
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class CannedReply(models.Model):
    """A reply ready to send; its placeholders come from a closed list."""

    title = models.CharField("intitulé", max_length=80, unique=True)
    body = models.TextField("texte")
    category = models.ForeignKey(
        Category,
        verbose_name="catégorie",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    active = models.BooleanField("en usage", default=True)

    class Meta:
        verbose_name = "réponse type"
        verbose_name_plural = "réponses types"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: User) -> ArticleQuerySet:
        """Town halls read what is written for them and published; the team, everything."""
        if user.acting is None or not user.acting.roles:
            return self.none()
        if user.acting.team:
            return self
        return self.filter(audience=Audience.COMMUNES, published=True)


class Article(models.Model):
    """A page of help: how to do something, or what to do when it fails."""

    title = models.CharField("titre", max_length=120)
    slug = models.SlugField("adresse", max_length=120, unique=True)
    summary = models.CharField("en une phrase", max_length=200, blank=True)
    body = models.TextField("texte")
    category = models.ForeignKey(
        Category,
        verbose_name="catégorie",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
    )
    audience = models.CharField("pour", max_length=8, choices=Audience, default=Audience.COMMUNES)
    published = models.BooleanField("publié", default=False)
    version = models.PositiveIntegerField("version", default=1)
    written_at = models.DateTimeField("écrit le")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="écrit par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche d’aide"
        verbose_name_plural = "fiches d’aide"
        ordering = ("title",)
        constraints = (
            models.UniqueConstraint(
                Folded("title"),
                name="article_title_once",
                violation_error_message="Une fiche porte déjà ce titre.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A search of the inbox kept under a name: of one agent, or (owner empty) of the whole team."""

    name = models.CharField("nom", max_length=60)
    query = models.CharField("filtre", max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="à",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "vue gardée"
        verbose_name_plural = "vues gardées"
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(
                name="saved_view_once",
                fields=("owner", "name"),
                nulls_distinct=False,
                violation_error_message="Vous avez déjà une vue de ce nom.",
            ),
        )

    def __str__(self) -> str:
        return self.name
