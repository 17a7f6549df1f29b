"""An audit of a commune: its visit, what was answered and seen, what the neighbours never learn."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from communes.models import Commune
from itsupport.models.audit_grid import AuditQuestion, AuditTemplate
from itsupport.models.equipment import Asset
from itsupport.models.scope import CommuneRows, OfACommune, Row, is_of_the_team
from itsupport.models.ticket import Ticket
from itsupport.scoring import FEWEST
from itsupport.states.audits import (
    GIVEN_STATES,
    AnswerValue,
    AuditProfile,
    AuditState,
    EvidenceKind,
    Provenance,
)
from portal.files import SHOWN

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

_S = AuditState
A_DAY = timedelta(days=1)


class AuditQuerySet(CommuneRows["Audit"]):
    def given(self) -> Self:
        """Those that their commune has received."""
        return self.filter(state__in=GIVEN_STATES)

    def latest_given(self) -> Self:
        """The last audit that each commune received."""
        return self.given().order_by("commune_id", "-delivered_at").distinct("commune_id")

    def without_proofs(self, *, at: datetime) -> Self:
        """Those whose automatic answers are asked for, or a day old."""
        return self.exclude(state__in=GIVEN_STATES).filter(
            Q(proofs_at=None) | Q(proofs_at__lt=F("proofs_asked_at")) | Q(proofs_at__lt=at - A_DAY)
        )


class GivenRows(CommuneRows[Row]):
    """What hangs from an audit: the commune reads it once the audit is given."""

    def visible_to(self, user: User) -> Self:
        rows = super().visible_to(user)
        return rows if is_of_the_team(user) else rows.filter(audit__state__in=GIVEN_STATES)


class AuditAnswerQuerySet(GivenRows["AuditAnswer"]):
    def current(self) -> Self:
        """The last thing observed on each question of each audit; of two at one instant, the last received."""
        return self.order_by("audit_id", "question_id", "-observed_at", "-pk").distinct(
            "audit_id", "question_id"
        )


class Audit(models.Model):
    """The audit of a commune against one frozen grid. `previous` is the one it is compared with."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="audits"
    )
    template = models.ForeignKey(
        AuditTemplate, verbose_name="grille", on_delete=models.PROTECT, related_name="audits"
    )
    profile = models.CharField("profil", max_length=5, choices=AuditProfile)
    state = models.CharField("état", max_length=9, choices=AuditState, default=_S.PREPARED)
    auditor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="visite faite par",
        on_delete=models.PROTECT,
        related_name="+",
    )
    visit_on = models.DateField("visite le")
    previous = models.ForeignKey(
        "self",
        verbose_name="audit précédent",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    headline = models.CharField("en une phrase", max_length=120, blank=True)
    words = models.TextField("mot de l’auditeur", blank=True)
    prepared_at = models.DateTimeField("préparé le")
    started_at = models.DateTimeField("visite commencée le", null=True, blank=True)
    delivered_at = models.DateTimeField("rendu le", null=True, blank=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="rendu par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    proofs_asked_at = models.DateTimeField("relevé demandé le", null=True, blank=True)
    proofs_at = models.DateTimeField("relevé fait le", null=True, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "audit"
        verbose_name_plural = "audits"
        ordering = ("-visit_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="audit_with_its_commune"),
            models.UniqueConstraint(fields=("id", "template"), name="audit_with_its_grid"),
            models.UniqueConstraint(
                name="audit_one_at_a_time",
                fields=("commune",),
                condition=~Q(state__in=GIVEN_STATES),
                violation_error_message="Un audit de cette commune est déjà en cours.",
            ),
            models.CheckConstraint(
                name="audit_delivered_is_dated",
                condition=Q(state__in=GIVEN_STATES, delivered_at__isnull=False) & ~Q(headline="")
                | ~Q(state__in=GIVEN_STATES) & Q(delivered_at=None),
                violation_error_message="Un audit rendu a une date et une phrase, et lui seul.",
            ),
            models.CheckConstraint(
                name="audit_closed_is_dated",
                condition=Q(state=_S.CLOSED, closed_at__isnull=False)
                | ~Q(state=_S.CLOSED) & Q(closed_at=None),
                violation_error_message="Un audit clos a une date, et lui seul.",
            ),
            models.CheckConstraint(
                name="audit_started_is_dated",
                condition=Q(state=_S.PREPARED) | Q(started_at__isnull=False),
                violation_error_message="Une visite commencée a une date.",
            ),
            models.CheckConstraint(
                name="audit_follows_another",
                condition=Q(previous=None) | ~Q(previous=F("id")),
                violation_error_message="Un audit ne se compare pas à lui-même.",
            ),
        )
        indexes = (models.Index(fields=("commune", "-delivered_at"), name="audit_by_commune"),)

    def __str__(self) -> str:
        return f"audit {self.visit_on:%Y}, {self.commune}"

    @property
    def is_given(self) -> bool:
        return self.state in GIVEN_STATES


class AuditAnswer(OfACommune):
    """One thing said of a question, by a person or by a machine: rows are added, never changed.

    The answer that counts is the last observed. `key` is given by whoever writes: sent again, it is the same row.
    `sentence` and `facts` keep what was seen at that moment. After the audit is given, `why` says why it is corrected.
    """

    audit = models.ForeignKey(
        Audit, verbose_name="audit", on_delete=models.PROTECT, related_name="answers"
    )
    template = models.ForeignKey(
        AuditTemplate, verbose_name="grille", on_delete=models.PROTECT, related_name="+"
    )
    question = models.ForeignKey(
        AuditQuestion, verbose_name="question", on_delete=models.PROTECT, related_name="answers"
    )
    key = models.UUIDField("clé d’envoi", unique=True)
    value = models.CharField("réponse", max_length=14, choices=AnswerValue)
    note = models.TextField("note", blank=True)
    provenance = models.CharField("d’où elle vient", max_length=8, choices=Provenance)
    sentence = models.TextField("ce qui a été vu", blank=True)
    facts = models.JSONField("relevé", null=True, blank=True)
    to_reconfirm = models.BooleanField("à reconfirmer", default=False)
    observed_at = models.DateTimeField("constaté le")
    received_at = models.DateTimeField("reçu le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    why = models.CharField("motif de la correction", max_length=200, blank=True)

    objects = AuditAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse d’audit"
        verbose_name_plural = "réponses d’audit"
        ordering = ("observed_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="audit_answer_of_a_person",
                condition=~Q(provenance__in=(Provenance.MANUAL, Provenance.DOCUMENT))
                | Q(by__isnull=False),
                violation_error_message="Une réponse constatée dit par qui.",
            ),
            models.CheckConstraint(
                name="audit_answer_previous_to_reconfirm",
                condition=Q(provenance=Provenance.PREVIOUS, to_reconfirm=True)
                | ~Q(provenance=Provenance.PREVIOUS) & Q(to_reconfirm=False),
                violation_error_message="Une réponse reprise de l’audit précédent est à reconfirmer.",
            ),
            models.CheckConstraint(
                name="audit_answer_not_from_tomorrow",
                condition=Q(observed_at__lte=F("received_at")),
                violation_error_message="Une réponse n’est pas constatée après avoir été reçue.",
            ),
        )
        indexes = (
            models.Index(
                fields=("audit", "question", "-observed_at", "-id"), name="audit_answer_current"
            ),
        )

    def __str__(self) -> str:
        return f"{self.question_id}, {self.get_value_display()}"


class AuditEvidence(OfACommune):
    """What proves an answer: a photo, a file, a fact of the inventory, an intervention, an address."""

    audit = models.ForeignKey(
        Audit, verbose_name="audit", on_delete=models.PROTECT, related_name="evidence"
    )
    template = models.ForeignKey(
        AuditTemplate, verbose_name="grille", on_delete=models.PROTECT, related_name="+"
    )
    question = models.ForeignKey(
        AuditQuestion, verbose_name="question", on_delete=models.PROTECT, related_name="+"
    )
    key = models.UUIDField("clé d’envoi", unique=True)
    kind = models.CharField("sorte", max_length=6, choices=EvidenceKind)
    label = models.CharField("intitulé", max_length=200)
    file = models.FileField("fichier", upload_to="audits/%Y/%m/", max_length=200, blank=True)
    content_type = models.CharField("type", max_length=120, blank=True)
    size = models.PositiveIntegerField("octets", default=0)
    sha256 = models.CharField("empreinte", max_length=64, blank=True)
    url = models.URLField("adresse", max_length=500, blank=True)
    ticket = models.ForeignKey(
        Ticket,
        verbose_name="intervention",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    asset = models.ForeignKey(
        Asset,
        verbose_name="matériel",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField("ajoutée le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: GivenRows[AuditEvidence] = GivenRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "preuve d’audit"
        verbose_name_plural = "preuves d’audit"
        ordering = ("added_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="audit_evidence_shows_something",
                condition=Q(kind__in=(EvidenceKind.PHOTO, EvidenceKind.FILE))
                & ~Q(file="")
                & ~Q(sha256="")
                | Q(kind=EvidenceKind.FACT, asset__isnull=False)
                | Q(kind=EvidenceKind.TICKET, ticket__isnull=False)
                | Q(kind=EvidenceKind.URL) & ~Q(url=""),
                violation_error_message="Une preuve a son fichier, sa machine, son intervention ou son adresse.",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_image(self) -> bool:
        return self.content_type in SHOWN


class AuditStanding(OfACommune):
    """Where a commune stands among the audited ones: its place and the median, never a neighbour's name or figure.

    Computed by the team, who sees every audit, each time one is given. Below `FEWEST` communes, nothing is said.
    """

    audit = models.OneToOneField(
        Audit, verbose_name="audit", on_delete=models.PROTECT, related_name="standing"
    )
    out_of = models.PositiveSmallIntegerField("communes auditées")
    place = models.PositiveSmallIntegerField("rang", null=True, blank=True)
    median = models.DecimalField(
        "médiane sur 100", max_digits=5, decimal_places=2, null=True, blank=True
    )
    computed_at = models.DateTimeField("calculé le")

    objects: GivenRows[AuditStanding] = GivenRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "rang d’une commune"
        verbose_name_plural = "rangs des communes"
        constraints = (
            models.CheckConstraint(
                name="audit_standing_not_of_a_few",
                condition=Q(out_of__gte=FEWEST, place__isnull=False, median__isnull=False)
                | Q(place=None, median=None),
                violation_error_message="À moins de cinq communes, un rang dirait la note d’une voisine.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} sur {self.out_of}"
