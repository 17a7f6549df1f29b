"""From what a town hall lacks to what its mayor agreed to: request, quote, agreement."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from communes.models import Need, Person, Site
from itsupport.models.audit_actions import AuditAction
from itsupport.models.equipment import Asset
from itsupport.models.scope import CommuneRows, OfACommune
from itsupport.models.ticket import Ticket
from itsupport.states.equipment import AssetKind
from itsupport.states.orders import (
    LINE_KINDS,
    VAT_RATES,
    AgreementChannel,
    QuoteState,
    RequestState,
)

_R, _Q = RequestState, QuoteState


class Supplier(models.Model):
    """Who sells: its name is read by everyone, its orders go to its address."""

    name = models.CharField("fournisseur", max_length=120, unique=True)
    email = models.EmailField("courriel des commandes", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)

    class Meta:
        verbose_name = "fournisseur"
        verbose_name_plural = "fournisseurs"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PaperSeries(models.Model):
    """The last number given to a kind of paper in a year, without holes: « DM » requests, « BC » orders."""

    prefix = models.CharField("série", max_length=4)
    year = models.PositiveSmallIntegerField("année")
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "série de numéros"
        verbose_name_plural = "séries de numéros"
        constraints = (
            models.UniqueConstraint(
                name="paper_series_once",
                fields=("prefix", "year"),
                violation_error_message="Cette série est déjà ouverte pour l’année.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:05d}"


class EquipmentRequest(OfACommune):
    """A town hall lacks a machine. Once ordered, where it stands derives from the lines of its order.

    `ticket`, `action` (of an audit that was given) and `replaces` say what it comes from.
    """

    ref = models.CharField("numéro", max_length=14, unique=True)
    site = models.ForeignKey(
        Site,
        verbose_name="bâtiment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    kind = models.CharField("type", max_length=8, choices=AssetKind)
    label = models.CharField("ce qu’il faut", max_length=160)
    quantity = models.PositiveSmallIntegerField("quantité", default=1)
    reason = models.TextField("pourquoi", blank=True)
    for_whom = models.ForeignKey(
        Person,
        verbose_name="pour qui",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    wanted_by = models.DateField("souhaité avant le", null=True, blank=True)
    ticket = models.ForeignKey(
        Ticket,
        verbose_name="demande d’assistance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="equipment_requests",
    )
    replaces = models.ForeignKey(
        Asset,
        verbose_name="remplace",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    action = models.ForeignKey(
        AuditAction,
        verbose_name="action de l’audit",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="equipment_requests",
    )
    state = models.CharField("état", max_length=10, choices=RequestState, default=_R.DRAFT)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandé par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_at = models.DateTimeField("commencée le")
    submitted_at = models.DateTimeField("envoyée le", null=True, blank=True)
    need = models.ForeignKey(
        Need,
        verbose_name="besoin transmis",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: CommuneRows[EquipmentRequest] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "demande de matériel"
        verbose_name_plural = "demandes de matériel"
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("id", "commune"), name="equipment_request_with_its_commune"
            ),
            models.CheckConstraint(
                name="equipment_request_asks_for_one",
                condition=Q(quantity__gte=1, quantity__lte=500),
                violation_error_message="Demandez de 1 à 500 matériels.",
            ),
            models.CheckConstraint(
                name="equipment_request_sent_is_dated",
                condition=Q(state__in=(_R.DRAFT, _R.CANCELLED)) | Q(submitted_at__isnull=False),
                violation_error_message="Une demande envoyée a une date d’envoi.",
            ),
            models.CheckConstraint(
                name="equipment_request_pooled_has_need",
                condition=Q(state=_R.POOLED, need__isnull=False)
                | (~Q(state=_R.POOLED) & Q(need=None)),
                violation_error_message="Une demande transmise aux achats groupés est un besoin, et elle seule.",
            ),
        )
        indexes = (models.Index(fields=("commune", "-asked_at"), name="equipment_request_latest"),)

    def __str__(self) -> str:
        return f"{self.ref} {self.label}"


class Quote(OfACommune):
    """A supplier's price for a commune. Entered once, never changed: a mistake is withdrawn and entered anew.

    The application may only write its state, what decided it, and the version of its links.
    """

    supplier = models.ForeignKey(
        Supplier, verbose_name="fournisseur", on_delete=models.PROTECT, related_name="quotes"
    )
    number = models.CharField("numéro du devis", max_length=60)
    dated = models.DateField("daté du")
    valid_until = models.DateField("valable jusqu’au")
    note = models.TextField("à savoir", blank=True)
    file = models.FileField("devis du fournisseur", upload_to="devis/", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    entered_at = models.DateTimeField("saisi le")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="saisi par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField("état", max_length=10, choices=QuoteState, default=_Q.PENDING)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    decided_as = models.CharField("décidé par", max_length=160, blank=True)
    refuse_reason = models.CharField("motif du refus", max_length=300, blank=True)
    link_version = models.PositiveSmallIntegerField("version des liens", default=1)

    objects: CommuneRows[Quote] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "devis"
        verbose_name_plural = "devis"
        ordering = ("-entered_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="quote_with_its_commune"),
            models.UniqueConstraint(
                name="quote_number_once",
                fields=("supplier", "number"),
                condition=~Q(state=_Q.WITHDRAWN),
                violation_error_message="Ce devis de ce fournisseur est déjà saisi.",
            ),
            models.CheckConstraint(
                name="quote_valid_after_its_date",
                condition=Q(valid_until__gte=models.F("dated")),
                violation_error_message="Un devis est valable après sa date.",
            ),
            models.CheckConstraint(
                name="quote_decided_is_dated",
                condition=Q(state=_Q.PENDING, decided_at=None)
                | (~Q(state=_Q.PENDING) & Q(decided_at__isnull=False)),
                violation_error_message="Un devis décidé a une date de décision, et lui seul.",
            ),
            models.CheckConstraint(
                name="quote_refused_says_why",
                condition=~Q(state=_Q.REFUSED) | ~Q(refuse_reason=""),
                violation_error_message="Un refus dit pourquoi.",
            ),
            models.CheckConstraint(
                name="quote_file_has_a_print",
                condition=Q(file="", file_sha256="") | (~Q(file="") & ~Q(file_sha256="")),
                violation_error_message="Un fichier a une empreinte.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.supplier}, devis {self.number}"


class QuoteLine(OfACommune):
    """What is sold, at what price; everything that its machines will be is said here, once."""

    quote = models.ForeignKey(
        Quote, verbose_name="devis", on_delete=models.PROTECT, related_name="lines"
    )
    request = models.ForeignKey(
        EquipmentRequest,
        verbose_name="demande",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quote_lines",
    )
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("désignation", max_length=200)
    kind = models.CharField("type", max_length=8, choices=LINE_KINDS, blank=True)
    manufacturer = models.CharField("fabricant", max_length=80, blank=True)
    model = models.CharField("modèle", max_length=120, blank=True)
    quantity = models.PositiveSmallIntegerField("quantité")
    unit_price = models.DecimalField("prix unitaire HT", max_digits=14, decimal_places=4)
    vat_rate = models.DecimalField("TVA", max_digits=4, decimal_places=2, choices=VAT_RATES)
    warranty_months = models.PositiveSmallIntegerField("garantie, en mois", default=0)

    objects: CommuneRows[QuoteLine] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "ligne de devis"
        verbose_name_plural = "lignes de devis"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="quote_line_with_its_commune"),
            models.UniqueConstraint(
                name="quote_line_position_once",
                fields=("quote", "position"),
                violation_error_message="Deux lignes du devis ont le même rang.",
            ),
            models.CheckConstraint(
                name="quote_line_sells_something",
                condition=Q(quantity__gte=1) & Q(unit_price__gte=0),
                violation_error_message="Une ligne vend au moins une pièce, à un prix positif.",
            ),
            models.CheckConstraint(
                name="quote_line_vat_rate_exists",
                condition=Q(vat_rate__in=[rate for rate, _words in VAT_RATES]),
                violation_error_message="Le taux de TVA est 0, 5,5, 10 ou 20 %.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.label}"


class Agreement(OfACommune):
    """The mayor, or a deputy, said yes to exactly this: added once; withdrawn, it stays and says when."""

    quote = models.ForeignKey(
        Quote, verbose_name="devis", on_delete=models.PROTECT, related_name="agreements"
    )
    at = models.DateTimeField("donné le")
    person = models.ForeignKey(
        Person, verbose_name="donné par", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField("nom et qualité", max_length=160)
    channel = models.CharField("par", max_length=4, choices=AgreementChannel)
    sha256 = models.CharField("empreinte de ce qui est accordé", max_length=64)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects: CommuneRows[Agreement] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "accord"
        verbose_name_plural = "accords"
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="agreement_with_its_commune"),
            models.UniqueConstraint(
                name="agreement_live_once",
                fields=("quote",),
                condition=Q(withdrawn_at=None),
                violation_error_message="Ce devis a déjà reçu l’accord de la commune.",
            ),
            models.CheckConstraint(
                name="agreement_withdrawn_after_it_was_given",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("at")),
                violation_error_message="Un accord se retire après avoir été donné.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.at:%d/%m/%Y}"
