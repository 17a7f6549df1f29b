"""What was ordered, what came: the state of an order is counted from its lines, never written."""

from __future__ import annotations

from typing import Any, Self, cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from itsupport.fulfilment import Counts, progress
from itsupport.models.equipment import Asset
from itsupport.models.quotes import Agreement, Quote, QuoteLine, Supplier
from itsupport.models.scope import CommuneRows, OfACommune
from itsupport.states.orders import WAITING_FOR_SERVICE, OrderState

_NONE = Value(0)


class OrderLineQuerySet(CommuneRows["OrderLine"]):
    def counted(self) -> Self:
        """With `installed`: its machines that left the state « livré », or all it received when it makes none."""
        machines = (
            Asset.objects.filter(order_line=OuterRef("pk"))
            .exclude(state__in=WAITING_FOR_SERVICE)
            .order_by()
            .values("order_line")
            .annotate(n=Count("pk"))
            .values("n")
        )
        number = IntegerField()
        return self.annotate(
            installed=Case(
                When(quote_line__kind="", then=F("received")),
                default=Coalesce(Subquery(machines, output_field=number), _NONE),
                output_field=number,
            )
        )


class OrderQuerySet(CommuneRows["Order"]):
    def counted(self) -> Self:
        """With the sums of its lines: `ordered`, `received`, `cancelled`, `installed`."""
        lines = OrderLine.objects.filter(order=OuterRef("pk")).counted()

        def summed(name: str) -> Coalesce:
            rows = lines.order_by().values("order").annotate(total=Sum(name)).values("total")
            return Coalesce(Subquery(rows, output_field=IntegerField()), _NONE)

        return self.annotate(
            ordered=summed("ordered"),
            received=summed("received"),
            cancelled=summed("cancelled"),
            installed=summed("installed"),
        )

    def not_given_up(self) -> Self:
        """Those of `counted()` of which something came, or is awaited."""
        return self.exclude(cancelled=F("ordered"))

    def in_state(self, state: str) -> Self:
        """Those of `counted()` that stand there: the same rule as `itsupport.fulfilment`, asked of the database."""
        awaited = Q(ordered__gt=F("received") + F("cancelled"))
        to_install = Q(received__gt=F("installed"))
        given_up = Q(cancelled=F("ordered"))
        came = Q(received__gt=0)
        rule = {
            OrderState.CANCELLED: given_up,
            OrderState.SENT: ~given_up & ~came,
            OrderState.PARTIAL: came & awaited,
            OrderState.DELIVERED: came & ~awaited & to_install,
            OrderState.IN_SERVICE: came & ~awaited & ~to_install,
        }
        return self.filter(rule[OrderState(state)])


class Order(OfACommune):
    """Sent to a supplier for one commune, as its mayor agreed; one a quote."""

    ref = models.CharField("numéro", max_length=14, unique=True)
    supplier = models.ForeignKey(
        Supplier, verbose_name="fournisseur", on_delete=models.PROTECT, related_name="orders"
    )
    quote = models.OneToOneField(
        Quote, verbose_name="devis", on_delete=models.PROTECT, related_name="order"
    )
    agreement = models.OneToOneField(
        Agreement, verbose_name="accord", on_delete=models.PROTECT, related_name="order"
    )
    sent_at = models.DateTimeField("envoyée le")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="envoyée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    finished_at = models.DateTimeField("en service, dit à la mairie le", null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = "commande"
        verbose_name_plural = "commandes"
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="order_with_its_commune"),
        )

    def __str__(self) -> str:
        return f"{self.ref}, {self.supplier}"

    @property
    def counts(self) -> Counts:
        """Of a row of `counted()`."""
        return _counts(self)

    @property
    def state(self) -> OrderState:
        """Of a row of `counted()`."""
        return OrderState(progress([self.counts]))

    def get_state_display(self) -> str:
        return str(self.state.label)


class OrderLine(OfACommune):
    """How many of a quote's line were ordered, came, were given up. What it is stays with the quote."""

    order = models.ForeignKey(
        Order, verbose_name="commande", on_delete=models.PROTECT, related_name="lines"
    )
    quote_line = models.OneToOneField(
        QuoteLine,
        verbose_name="ligne du devis",
        on_delete=models.PROTECT,
        related_name="order_line",
    )
    ordered = models.PositiveSmallIntegerField("commandé")
    received = models.PositiveSmallIntegerField("reçu", default=0)
    cancelled = models.PositiveSmallIntegerField("annulé", default=0)

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de commande"
        verbose_name_plural = "lignes de commande"
        ordering = ("quote_line__position",)
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="order_line_with_its_commune"),
            models.CheckConstraint(
                name="order_line_orders_something",
                condition=Q(ordered__gte=1),
                violation_error_message="Une ligne commande au moins une pièce.",
            ),
            models.CheckConstraint(
                name="order_line_never_beyond",
                condition=Q(ordered__gte=F("received") + F("cancelled")),
                violation_error_message="On ne reçoit ni n’annule plus que ce qui est commandé.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ordered} × {self.quote_line.label}"

    @property
    def counts(self) -> Counts:
        """Of a row of `counted()`."""
        return _counts(self)

    @property
    def awaited(self) -> int:
        return self.ordered - self.received - self.cancelled


class Delivery(OfACommune):
    """A parcel came: its slip, its day, who received it."""

    order = models.ForeignKey(
        Order, verbose_name="commande", on_delete=models.PROTECT, related_name="deliveries"
    )
    on = models.DateField("reçue le")
    slip = models.CharField("numéro du bon de livraison", max_length=60, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="reçue par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    noted_at = models.DateTimeField("notée le")

    objects: CommuneRows[Delivery] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "livraison"
        verbose_name_plural = "livraisons"
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="delivery_with_its_commune"),
        )

    def __str__(self) -> str:
        return f"{self.order.ref}, {self.on:%d/%m/%Y}"


class DeliveryLine(OfACommune):
    """How many of a line were accepted, how many were sent back and why. Added once, never changed."""

    delivery = models.ForeignKey(
        Delivery, verbose_name="livraison", on_delete=models.PROTECT, related_name="lines"
    )
    order_line = models.ForeignKey(
        OrderLine, verbose_name="ligne", on_delete=models.PROTECT, related_name="deliveries"
    )
    quantity = models.PositiveSmallIntegerField("accepté", default=0)
    refused = models.PositiveSmallIntegerField("refusé", default=0)
    reserve = models.CharField("réserves", max_length=300, blank=True)
    serials = ArrayField(
        models.CharField(max_length=80), verbose_name="numéros de série", default=list, blank=True
    )

    objects: CommuneRows[DeliveryLine] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "ligne de livraison"
        verbose_name_plural = "lignes de livraison"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                name="delivery_line_once",
                fields=("delivery", "order_line"),
                violation_error_message="Cette ligne est déjà dans la livraison.",
            ),
            models.CheckConstraint(
                name="delivery_line_brings_something",
                condition=Q(quantity__gte=1) | Q(refused__gte=1),
                violation_error_message="Une ligne de livraison accepte ou refuse au moins une pièce.",
            ),
            models.CheckConstraint(
                name="delivery_line_refused_says_why",
                condition=Q(refused=0) | ~Q(reserve=""),
                violation_error_message="Un refus à la livraison dit pourquoi.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"


def _counts(row: Order | OrderLine) -> Counts:
    """The annotations of `counted()`, which a type checker does not see."""
    known = cast("Any", row)
    return Counts(known.ordered, known.received, known.cancelled, known.installed)
