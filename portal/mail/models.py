from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.lib.signs import Sign, wear
from portal.walls.acting import GROUP

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.accounts.models import User

LEASE = timedelta(seconds=settings.PORTAL_LEASE)
MAX_ATTEMPTS = 8
MAX_COPIES = 2


class Standing(models.TextChoices):
    """Where a mail stands, as the team reads it and as the filter is called."""

    WAITING = "en attente", "en attente"
    SENT = "parti", "parti"
    DOUBTFUL = "peut-être en double", "peut-être en double"
    GIVEN_UP = "abandonné", "abandonné"


wear(
    {
        Standing.WAITING: Sign("info", "hourglass"),
        Standing.SENT: Sign("ok", "circle-check"),
        Standing.DOUBTFUL: Sign("warn", "copy"),
        Standing.GIVEN_UP: Sign("late", "circle-alert"),
    }
)
STANDINGS = {
    Standing.WAITING: Q(sent_at=None, failed_at=None),
    Standing.SENT: Q(sent_at__isnull=False),
    Standing.DOUBTFUL: Q(ambiguous=True),
    Standing.GIVEN_UP: Q(failed_at__isnull=False),
}


class OutboxEmailQuerySet(models.QuerySet["OutboxEmail"]):
    def visible_to(self, user: User) -> OutboxEmailQuerySet:
        """Mails are the team's business: they carry signed links."""
        if user.acting is None or not user.acting.team:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids)

    def waiting(self) -> OutboxEmailQuerySet:
        return self.filter(sent_at=None, failed_at=None)

    def given_up(self) -> OutboxEmailQuerySet:
        """Those that only a person can send again."""
        return self.filter(STANDINGS[Standing.GIVEN_UP])

    def due(self, *, at: datetime) -> OutboxEmailQuerySet:
        """To be sent now, claimed by nobody whose lease still runs, its document made or given up."""
        return self.waiting().filter(
            Q(claimed_until=None) | Q(claimed_until__lt=at),
            Q(document=None)
            | Q(document__rendered_at__isnull=False)
            | Q(document__failed_at__isnull=False),
            send_after__lte=at,
        )


class OutboxEmail(models.Model):
    """One e-mail, exactly as it will leave. The table is the queue, and the archive.

    `handed_at` is written before the message is given to the mail server: a crash before it
    sends again, a crash after it is ambiguous, one copy more at most, and the row is flagged.
    """

    key = models.CharField("clé d’unicité", max_length=200, unique=True)
    kind = models.CharField("sorte", max_length=80)
    commune_id = models.IntegerField("commune", default=GROUP)
    to = models.EmailField("à")
    reply_to = models.EmailField("réponse à", blank=True)
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte")
    html = models.TextField("HTML", blank=True)
    headers = models.JSONField("en-têtes", default=dict, blank=True)
    document = models.ForeignKey(
        "documents.Document",
        verbose_name="pièce jointe",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    attachments = models.JSONField("fichiers joints", default=list, blank=True)
    alternatives = models.JSONField("autres formes", default=list, blank=True)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    written_at = models.DateTimeField("écrit le")
    send_after = models.DateTimeField("à envoyer après le")
    claimed_until = models.DateTimeField("réservé jusqu’à", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    handed_at = models.DateTimeField("remis le", null=True, blank=True)
    copies = models.PositiveSmallIntegerField("exemplaires possibles", default=0)
    ambiguous = models.BooleanField("peut-être en double", default=False)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    failed_at = models.DateTimeField("abandonné le", null=True, blank=True)
    last_error = models.TextField("dernière erreur", blank=True)

    objects = OutboxEmailQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ("-written_at", "-pk")
        indexes = (
            models.Index(
                fields=("send_after", "id"),
                name="outbox_waiting",
                condition=Q(sent_at=None, failed_at=None),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="outbox_sent_or_failed",
                condition=Q(sent_at=None) | Q(failed_at=None),
                violation_error_message="Un courriel est parti, ou abandonné : pas les deux.",
            ),
            models.CheckConstraint(
                name="outbox_sent_was_handed",
                condition=Q(sent_at=None) | Q(handed_at__isnull=False),
                violation_error_message="Un courriel parti a été remis au serveur.",
            ),
            models.CheckConstraint(
                name="outbox_at_most_two_copies",
                condition=Q(copies__lte=2),
                violation_error_message="Un courriel part en deux exemplaires au plus.",
            ),
            models.CheckConstraint(
                name="outbox_second_copy_is_flagged",
                condition=Q(copies__lte=1) | Q(ambiguous=True),
                violation_error_message="Un second exemplaire est toujours signalé.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @property
    def standing(self) -> str:
        """Where it stands, in one word of Standing."""
        if self.failed_at is not None:
            return Standing.GIVEN_UP.value
        if self.sent_at is None:
            return Standing.WAITING.value
        return (Standing.DOUBTFUL if self.ambiguous else Standing.SENT).value

    @property
    def may_be_retried(self) -> bool:
        """Given up, and one copy at most may have left."""
        return self.failed_at is not None and self.copies < MAX_COPIES


class DigestItemQuerySet(models.QuerySet["DigestItem"]):
    def waiting(self, *, on: date) -> DigestItemQuerySet:
        """Not written in a mail yet, nor dropped, and its day has come."""
        return self.filter(email=None, dropped_at=None, day__lte=on)


class DigestItem(models.Model):
    """One reminder waiting for the day's single mail to its mailbox."""

    key = models.CharField("clé d’unicité", max_length=200, unique=True)
    kind = models.CharField("sorte", max_length=80)
    subject_id = models.BigIntegerField("objet")
    commune_id = models.IntegerField("commune", default=GROUP)
    to = models.EmailField("à", db_index=True)
    day = models.DateField("jour")
    title = models.CharField("intitulé", max_length=200)
    text = models.TextField("texte")
    url = models.CharField("adresse", max_length=500, blank=True)
    email = models.ForeignKey(
        OutboxEmail,
        verbose_name="courriel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="digest_items",
    )
    dropped_at = models.DateTimeField("devenu inutile le", null=True, blank=True)

    objects = DigestItemQuerySet.as_manager()

    class Meta:
        verbose_name = "rappel à grouper"
        verbose_name_plural = "rappels à grouper"
        ordering = (F("day").asc(), "pk")

    def __str__(self) -> str:
        return f"{self.title} → {self.to}"
