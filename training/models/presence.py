"""Who was there, half day by half day; what proves it; the certificates that follow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from communes.models import Commune, Person
from communes.models.scope import CommuneRows, SharedRows, TeamRows
from portal.files import SHOWN
from portal.lib.dates import duration_in_words
from training.models.places import Trainer
from training.models.registrations import Registration
from training.models.sessions import Session, Slot
from training.states.presence import (
    CAME,
    SIGNED_METHODS,
    CertificateKind,
    PresenceMethod,
    PresenceState,
)

_P, _M = PresenceState, PresenceMethod


class Presence(models.Model):
    """One person and one half day. `signed_at`: when she signed, or when it was noted for her.

    `nonce` is drawn by the device that signs: the same signature sent twice is one. `noted_as`: who noted it.
    The database never lets a signature be taken away, nor a row go to another person or half day.
    """

    registration = models.ForeignKey(
        Registration,
        verbose_name="inscription",
        on_delete=models.PROTECT,
        related_name="presences",
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name="personne", on_delete=models.PROTECT, related_name="+"
    )
    slot = models.ForeignKey(
        Slot, verbose_name="demi-journée", on_delete=models.PROTECT, related_name="presences"
    )
    state = models.CharField("état", max_length=14, choices=PresenceState, default=_P.EXPECTED)
    method = models.CharField(
        "moyen", max_length=6, choices=PresenceMethod, blank=True, default=_M.NONE
    )
    signature = models.FileField(
        "signature", upload_to="signatures/%Y/%m/", max_length=200, blank=True
    )
    signature_sha256 = models.CharField("empreinte de la signature", max_length=64, blank=True)
    nonce = models.UUIDField("envoi", null=True, blank=True, unique=True)
    signed_at = models.DateTimeField("notée le", null=True, blank=True)
    device = models.CharField("appareil", max_length=80, blank=True)
    noted_as = models.CharField("notée par", max_length=160, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="corrigée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    corrected_at = models.DateTimeField("corrigée le", null=True, blank=True)
    correct_reason = models.CharField("motif de la correction", max_length=300, blank=True)

    objects: CommuneRows[Presence] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        ordering = ("slot", "registration")
        constraints = (
            models.UniqueConstraint(
                name="half_day_presence_once",
                fields=("registration", "slot"),
                violation_error_message="La présence de cette personne à cette demi-journée est déjà notée.",
            ),
            models.CheckConstraint(
                name="half_day_presence_noted_is_dated",
                condition=Q(state=_P.EXPECTED, method=_M.NONE, signed_at=None)
                | (~Q(state=_P.EXPECTED) & ~Q(method=_M.NONE) & Q(signed_at__isnull=False)),
                violation_error_message="Une présence notée dit quand, et par quel moyen.",
            ),
            models.CheckConstraint(
                name="half_day_presence_signed_has_its_signature",
                condition=~Q(method__in=SIGNED_METHODS)
                | (Q(state__in=CAME, nonce__isnull=False) & ~Q(signature="")),
                violation_error_message="Qui signe sur un appareil est présent, et sa signature est gardée.",
            ),
            models.CheckConstraint(
                name="half_day_presence_signature_has_its_print",
                condition=Q(signature="", signature_sha256="")
                | (~Q(signature="") & Q(signature_sha256__regex=r"^[0-9a-f]{64}$")),
                violation_error_message="Une signature a son empreinte.",
            ),
            models.CheckConstraint(
                name="half_day_presence_corrected_says_why",
                condition=Q(corrected_by=None, corrected_at=None, correct_reason="")
                | (
                    Q(corrected_by__isnull=False, corrected_at__isnull=False)
                    & ~Q(correct_reason="")
                ),
                violation_error_message="Une présence corrigée dit par qui, quand et pourquoi.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.slot} : {self.get_state_display()}"

    @property
    def came(self) -> bool:
        return self.state in CAME


class SheetScan(models.Model):
    """The attendance sheet of a half day, signed on paper and scanned."""

    slot = models.ForeignKey(
        Slot, verbose_name="demi-journée", on_delete=models.PROTECT, related_name="scans"
    )
    name = models.CharField("nom", max_length=200)
    content_type = models.CharField("type", max_length=120)
    size = models.PositiveIntegerField("octets")
    sha256 = models.CharField("empreinte", max_length=64)
    file = models.FileField("fichier", upload_to="emargements/%Y/%m/", max_length=200)
    added_at = models.DateTimeField("ajoutée le")
    added_as = models.CharField("ajoutée par", max_length=160)

    objects: TeamRows[SheetScan] = TeamRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "feuille d’émargement signée"
        verbose_name_plural = "feuilles d’émargement signées"
        ordering = ("slot", "pk")
        constraints = (
            models.UniqueConstraint(
                name="sheet_scan_once",
                fields=("slot", "sha256"),
                violation_error_message="Cette feuille est déjà jointe à cette demi-journée.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Shown in the page; everything else is only ever downloaded."""
        return self.content_type in SHOWN


class TrainerSignature(models.Model):
    """A trainer vouches for the presence of a half day, once."""

    slot = models.ForeignKey(
        Slot, verbose_name="demi-journée", on_delete=models.PROTECT, related_name="countersigned"
    )
    trainer = models.ForeignKey(
        Trainer, verbose_name="formateur", on_delete=models.PROTECT, related_name="signatures"
    )
    signed_at = models.DateTimeField("signée le")
    signature = models.FileField(
        "signature", upload_to="signatures/%Y/%m/", max_length=200, blank=True
    )
    signature_sha256 = models.CharField("empreinte de la signature", max_length=64, blank=True)
    remarks = models.CharField("remarques", max_length=1000, blank=True)
    device = models.CharField("appareil", max_length=80, blank=True)

    objects: TeamRows[TrainerSignature] = TeamRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "signature du formateur"
        verbose_name_plural = "signatures des formateurs"
        ordering = ("slot", "signed_at")
        constraints = (
            models.UniqueConstraint(
                name="trainer_signature_once",
                fields=("slot", "trainer"),
                violation_error_message="Ce formateur a déjà signé cette demi-journée.",
            ),
            models.CheckConstraint(
                name="trainer_signature_has_its_print",
                condition=Q(signature="", signature_sha256="")
                | (~Q(signature="") & Q(signature_sha256__regex=r"^[0-9a-f]{64}$")),
                violation_error_message="Une signature a son empreinte.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.trainer}, {self.slot}"


class SlotOpening(models.Model):
    """A half day in which people sign by themselves, from the code that the trainer shows, until it is closed."""

    slot = models.OneToOneField(
        Slot, verbose_name="demi-journée", on_delete=models.PROTECT, related_name="opening"
    )
    trainer = models.ForeignKey(
        Trainer, verbose_name="formateur", on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField("ouverte le")
    closed_at = models.DateTimeField("fermée le", null=True, blank=True)

    objects: TeamRows[SlotOpening] = TeamRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "demi-journée ouverte à la signature"
        verbose_name_plural = "demi-journées ouvertes à la signature"
        constraints = (
            models.CheckConstraint(
                name="slot_opening_closes_after",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                violation_error_message="Une demi-journée se ferme après avoir été ouverte.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.slot}"


class TrainerLink(models.Model):
    """The signed address of a trainer for one session. The next version makes the one sent before worthless."""

    session = models.ForeignKey(
        Session, verbose_name="session", on_delete=models.PROTECT, related_name="trainer_links"
    )
    trainer = models.ForeignKey(
        Trainer, verbose_name="formateur", on_delete=models.PROTECT, related_name="links"
    )
    version = models.PositiveIntegerField("version", default=1)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    objects: SharedRows[TrainerLink] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "lien d’un formateur"
        verbose_name_plural = "liens des formateurs"
        constraints = (
            models.UniqueConstraint(
                name="trainer_link_once",
                fields=("session", "trainer"),
                violation_error_message="Ce formateur a déjà un lien pour cette session.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.trainer}, {self.session.number}"


class Certificate(models.Model):
    """What a person may show: `minutes` followed, and the `sha256` of the signatures that prove them.

    The database lets it be revoked once, and nothing else of it change.
    """

    registration = models.ForeignKey(
        Registration,
        verbose_name="inscription",
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("sorte", max_length=8, choices=CertificateKind)
    number = models.CharField("numéro", max_length=24, unique=True)
    code = models.CharField("code de vérification", max_length=14, unique=True)
    minutes = models.PositiveIntegerField("minutes suivies")
    sha256 = models.CharField("empreinte", max_length=64)
    issued_at = models.DateTimeField("délivrée le")
    revoked_at = models.DateTimeField("révoquée le", null=True, blank=True)
    revoke_reason = models.CharField("motif", max_length=300, blank=True)

    objects: CommuneRows[Certificate] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "attestation"
        verbose_name_plural = "attestations"
        ordering = ("-issued_at", "number")
        constraints = (
            models.UniqueConstraint(
                name="certificate_valid_once",
                fields=("registration", "kind"),
                condition=Q(revoked_at=None),
                violation_error_message="Cette attestation est déjà délivrée.",
            ),
            models.CheckConstraint(
                name="certificate_counts_something",
                condition=Q(minutes__gte=1),
                violation_error_message="Une attestation compte au moins une minute suivie.",
            ),
            models.CheckConstraint(
                name="certificate_has_its_print",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Une attestation a l’empreinte de ce qui la prouve.",
            ),
            models.CheckConstraint(
                name="certificate_revoked_says_why",
                condition=Q(revoked_at=None, revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
                violation_error_message="Une attestation révoquée dit quand et pourquoi.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def hours(self) -> str:
        """« 6 heures »."""
        return duration_in_words(self.minutes)
