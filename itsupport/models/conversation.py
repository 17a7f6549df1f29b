"""What is said, attached and spent on a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from communes.models import Person
from itsupport.models.scope import (
    CommuneRows,
    OfACommune,
    OfACommuneOrNobody,
    Terms,
    is_of_the_team,
)
from itsupport.models.ticket import Ticket
from itsupport.states.tickets import Direction, LinkKind
from portal.files import SHOWN

if TYPE_CHECKING:
    from portal.accounts.models import User


class TicketMessageQuerySet(CommuneRows["TicketMessage"]):
    def visible_to(self, user: User) -> Self:
        """A town hall reads what was said with it, never the notes of the team."""
        rows = super().visible_to(user)
        return rows if is_of_the_team(user) else rows.exclude(direction=Direction.NOTE)


class TicketFileQuerySet(CommuneRows["TicketFile"]):
    def visible_to(self, user: User) -> Self:
        """A town hall sees the files of its requests, never those of the team's notes."""
        rows = super().visible_to(user)
        return rows if is_of_the_team(user) else rows.filter(internal=False)


class TicketMessage(OfACommuneOrNobody):
    """A message of the conversation: received, sent, or a note that only the team reads.

    `text` is what the person wrote, without what she quoted; the whole mail stays with `InboundEmail`.
    """

    ticket = models.ForeignKey(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="messages"
    )
    direction = models.CharField("sens", max_length=4, choices=Direction)
    at = models.DateTimeField("le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    author = models.CharField("auteur", max_length=120)
    text = models.TextField("texte")
    html = models.TextField("texte mis en forme", blank=True)
    automatic = models.BooleanField("automatique", default=False)
    message_id = models.CharField("Message-ID", max_length=998, blank=True)
    search = models.GeneratedField(
        expression=Terms(F("text")),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name="mots cherchés",
    )

    objects = TicketMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message d’une demande"
        verbose_name_plural = "messages des demandes"
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("id", "ticket"), name="ticket_message_with_its_ticket"
            ),
        )
        indexes = (
            models.Index(
                fields=("message_id",), name="ticket_message_by_id", condition=~Q(message_id="")
            ),
            GinIndex(fields=("search",), name="ticket_message_search"),
        )

    def __str__(self) -> str:
        return f"{self.author}, {self.at:%d/%m/%Y %H:%M}"

    @property
    def is_internal(self) -> bool:
        return self.direction == Direction.NOTE


class TicketFile(OfACommuneOrNobody):
    """A photo or file attached to a request; downloaded through one checked view."""

    ticket = models.ForeignKey(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="files"
    )
    message = models.ForeignKey(
        TicketMessage,
        verbose_name="message",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="files",
    )
    internal = models.BooleanField("pour l’équipe seule", default=False)
    name = models.CharField("nom", max_length=200)
    content_type = models.CharField("type", max_length=120)
    content_id = models.CharField("dans le texte", max_length=200, blank=True)
    size = models.PositiveIntegerField("octets")
    sha256 = models.CharField("empreinte", max_length=64)
    file = models.FileField("fichier", upload_to="demandes/%Y/%m/", max_length=200)
    added_at = models.DateTimeField("ajouté le")

    objects = TicketFileQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce d’une demande"
        verbose_name_plural = "pièces des demandes"
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Shown in the page; everything else is only ever downloaded."""
        return self.content_type in SHOWN


class Watcher(OfACommuneOrNobody):
    """Somebody who receives what is said on a request, besides the one who asked."""

    ticket = models.ForeignKey(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="watchers"
    )
    email = models.EmailField("courriel")
    person = models.ForeignKey(
        Person,
        verbose_name="personne",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: CommuneRows[Watcher] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "personne en copie"
        verbose_name_plural = "personnes en copie"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                name="watcher_once",
                fields=("ticket", "email"),
                violation_error_message="Cette adresse est déjà en copie.",
            ),
        )

    def __str__(self) -> str:
        return self.email


class TimeEntry(OfACommune):
    """Minutes and kilometres that an agent spent for a commune; what the yearly statement adds up."""

    ticket = models.ForeignKey(
        Ticket,
        verbose_name="demande",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="times",
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="agent",
        on_delete=models.PROTECT,
        related_name="+",
    )
    on = models.DateField("le")
    minutes = models.PositiveIntegerField("minutes", default=0)
    kilometres = models.PositiveIntegerField("kilomètres", default=0)
    on_site = models.BooleanField("sur place", default=False)
    note = models.CharField("ce qui a été fait", max_length=200, blank=True)

    objects: CommuneRows[TimeEntry] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "temps passé"
        verbose_name_plural = "temps passés"
        ordering = ("-on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="time_entry_says_something",
                condition=Q(minutes__gt=0, minutes__lte=24 * 60) | Q(minutes=0, kilometres__gt=0),
                violation_error_message="Notez des minutes (24 heures au plus) ou des kilomètres.",
            ),
        )
        indexes = (models.Index(fields=("commune", "on"), name="time_entry_by_commune"),)

    def __str__(self) -> str:
        return f"{self.minutes} min, {self.kilometres} km"


class ChecklistItem(OfACommuneOrNobody):
    """A thing to do before a request is solved."""

    ticket = models.ForeignKey(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="checklist"
    )
    position = models.PositiveSmallIntegerField("rang")
    text = models.CharField("à faire", max_length=200)
    done_at = models.DateTimeField("fait le", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="fait par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: CommuneRows[ChecklistItem] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "chose à faire"
        verbose_name_plural = "choses à faire"
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                name="checklist_position_once",
                fields=("ticket", "position"),
                violation_error_message="Deux choses à faire ont le même rang.",
            ),
        )

    def __str__(self) -> str:
        return self.text


class TicketLink(models.Model):
    """Two requests that go together; only the team reads it, they may be of two communes."""

    ticket = models.ForeignKey(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="links"
    )
    other = models.ForeignKey(
        Ticket, verbose_name="autre demande", on_delete=models.PROTECT, related_name="linked_from"
    )
    kind = models.CharField("lien", max_length=10, choices=LinkKind, default=LinkKind.RELATED)
    made_at = models.DateTimeField("noté le")

    class Meta:
        verbose_name = "lien entre demandes"
        verbose_name_plural = "liens entre demandes"
        constraints = (
            models.UniqueConstraint(
                name="ticket_link_once",
                fields=("ticket", "other"),
                violation_error_message="Ces deux demandes sont déjà liées.",
            ),
            models.CheckConstraint(
                name="ticket_link_to_another",
                condition=~Q(ticket=F("other")),
                violation_error_message="Une demande ne se lie pas à elle-même.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.get_kind_display()} {self.other_id}"


class Presence(models.Model):
    """Somebody has a request open, or is writing on it: told to the others for a minute."""

    ticket = models.ForeignKey(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="presences"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="agent",
        on_delete=models.PROTECT,
        related_name="+",
    )
    seen_at = models.DateTimeField("vu le")
    writing = models.BooleanField("écrit", default=False)

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        constraints = (
            models.UniqueConstraint(
                name="presence_once",
                fields=("ticket", "user"),
                violation_error_message="Cette présence est déjà notée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}"
