from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from itsupport.models.conversation import TicketMessage
from itsupport.models.ticket import Ticket
from itsupport.states.mail import InboundState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

_I = InboundState


class InboundEmailQuerySet(models.QuerySet["InboundEmail"]):
    def visible_to(self, user: User) -> InboundEmailQuerySet:
        """Raw mails are the team's business."""
        return self if user.acting is not None and user.acting.team else self.none()

    def due(self, *, at: datetime) -> InboundEmailQuerySet:
        """To be read now, claimed by nobody whose lease still runs."""
        return self.filter(
            Q(claimed_until=None) | Q(claimed_until__lt=at), state=InboundState.RECEIVED
        )

    def quarantined(self) -> InboundEmailQuerySet:
        """Those that wait for a person."""
        return self.filter(state=InboundState.QUARANTINED)

    def locked(self, pk: int) -> InboundEmail:
        return self.select_for_update(of=("self",)).get(pk=pk)


class InboundEmail(models.Model):
    """A received mail, kept byte for byte before anybody reads it, then what became of it.

    The copy on the server is moved only once the row is committed. A mail that comes twice (the same bytes, or the
    same words under the same Message-ID) is one: `twin_of` says which.
    """

    mailbox = models.CharField("boîte", max_length=200)
    uidvalidity = models.BigIntegerField("UIDVALIDITY")
    uid = models.BigIntegerField("UID")
    sha256 = models.CharField("empreinte", max_length=64, db_index=True)
    size = models.PositiveIntegerField("octets")
    headers_only = models.BooleanField("en-têtes seuls", default=False)
    raw = models.FileField("message", upload_to="recus/%Y/%m/", max_length=200)
    received_at = models.DateTimeField("reçu le")
    moved_at = models.DateTimeField("rangé sur le serveur le", null=True, blank=True)
    state = models.CharField(
        "état", max_length=11, choices=InboundState, default=InboundState.RECEIVED
    )
    claimed_until = models.DateTimeField("réservé jusqu’à", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    error = models.TextField("cause", blank=True)
    settled_at = models.DateTimeField("classé le", null=True, blank=True)
    kind = models.CharField("sorte", max_length=10, blank=True)
    content_hash = models.CharField("empreinte du contenu", max_length=64, blank=True)
    message_id = models.CharField("Message-ID", max_length=998, blank=True)
    sender = models.CharField("expéditeur", max_length=320, blank=True)
    subject = models.CharField("objet", max_length=400, blank=True)
    twin_of = models.ForeignKey(
        "self",
        verbose_name="copie de",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="twins",
    )
    ticket = models.ForeignKey(
        Ticket,
        verbose_name="demande",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="inbound_emails",
    )
    ticket_message = models.ForeignKey(
        TicketMessage,
        verbose_name="message",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="inbound_emails",
    )

    objects = InboundEmailQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel reçu"
        verbose_name_plural = "courriels reçus"
        ordering = ("-received_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="inbound_uid_once",
                fields=("mailbox", "uidvalidity", "uid"),
                violation_error_message="Ce courriel est déjà reçu.",
            ),
            models.CheckConstraint(
                name="inbound_settled_says_what",
                condition=Q(state__in=(_I.TICKET, _I.FOLLOW_UP), ticket__isnull=False)
                | ~Q(state__in=(_I.TICKET, _I.FOLLOW_UP)),
                violation_error_message="Un courriel classé à une demande dit laquelle.",
            ),
            models.CheckConstraint(
                name="inbound_quarantine_says_why",
                condition=~Q(state=_I.QUARANTINED) | ~Q(error=""),
                violation_error_message="La quarantaine a une cause.",
            ),
            models.CheckConstraint(
                name="inbound_settled_is_dated",
                condition=Q(state__in=(_I.RECEIVED, _I.QUARANTINED), settled_at=None)
                | (~Q(state__in=(_I.RECEIVED, _I.QUARANTINED)) & Q(settled_at__isnull=False)),
                violation_error_message="Un courriel classé a une date, et lui seul.",
            ),
            models.CheckConstraint(
                name="inbound_twin_is_another",
                condition=Q(twin_of=None) | ~Q(twin_of=F("id")),
                violation_error_message="Un courriel n’est pas sa propre copie.",
            ),
        )
        indexes = (
            models.Index(
                fields=("received_at", "id"),
                name="inbound_to_read",
                condition=Q(state=_I.RECEIVED),
            ),
            models.Index(
                fields=("received_at",),
                name="inbound_quarantined",
                condition=Q(state=_I.QUARANTINED),
            ),
            models.Index(
                fields=("message_id",), name="inbound_by_message_id", condition=~Q(message_id="")
            ),
            models.Index(
                fields=("content_hash",), name="inbound_by_content", condition=~Q(content_hash="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject or 'sans objet'} ({self.sender or 'expéditeur inconnu'})"


class AutomaticMail(models.Model):
    """An automatic answer that was sent: what the caps of loops are counted on, by address and by request.

    The address is kept as a hash: every sender counts, nobody's address is read here.
    """

    address_hash = models.CharField("empreinte de l’adresse", max_length=64)
    ticket = models.ForeignKey(
        Ticket,
        verbose_name="demande",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "réponse automatique envoyée"
        verbose_name_plural = "réponses automatiques envoyées"
        ordering = ("-at",)
        indexes = (models.Index(fields=("address_hash", "-at"), name="automatic_by_address"),)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"


class MailboxVisitQuerySet(models.QuerySet["MailboxVisit"]):
    def visible_to(self, user: User) -> MailboxVisitQuerySet:
        """The mailbox is the team's business."""
        return self if user.acting is not None and user.acting.team else self.none()


class MailboxVisit(models.Model):
    """How the last visits of a mailbox went: a mailbox that nobody reads must be seen, by the desk, the same day."""

    mailbox = models.CharField("boîte", max_length=200, unique=True)
    tried_at = models.DateTimeField("dernière visite")
    succeeded_at = models.DateTimeField("dernière visite réussie", null=True, blank=True)
    failing_since = models.DateTimeField("en échec depuis", null=True, blank=True)
    error = models.TextField("cause", blank=True)

    objects = MailboxVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "visite de la boîte aux lettres"
        verbose_name_plural = "visites de la boîte aux lettres"
        constraints = (
            models.CheckConstraint(
                name="mailbox_failure_says_why",
                condition=Q(failing_since=None, error="")
                | (Q(failing_since__isnull=False) & ~Q(error="")),
                violation_error_message="Une visite en échec a une date et une cause.",
            ),
        )

    def __str__(self) -> str:
        return self.mailbox
