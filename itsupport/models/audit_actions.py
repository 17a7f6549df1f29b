"""What is to be done after an audit, by whom, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from communes.models import Commune, Need
from itsupport.models.audit_grid import AuditQuestion, AuditTemplate
from itsupport.models.audits import Audit, GivenRows
from itsupport.models.ticket import Ticket
from itsupport.states.audits import PENDING_ACTIONS, ActionOwner, ActionState, Effort
from portal.journal.history import tracked


class AuditActionQuerySet(GivenRows["AuditAction"]):
    def pending(self) -> AuditActionQuerySet:
        """To decide, or planned."""
        return self.filter(state__in=PENDING_ACTIONS)


@tracked()
class AuditAction(models.Model):
    """A recommendation of an audit: proposed, then decided by the commune, then done."""

    audit = models.ForeignKey(
        Audit, verbose_name="audit", on_delete=models.PROTECT, related_name="actions"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="audit_actions"
    )
    template = models.ForeignKey(
        AuditTemplate, verbose_name="grille", on_delete=models.PROTECT, related_name="+"
    )
    question = models.ForeignKey(
        AuditQuestion, verbose_name="question", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField("à faire", max_length=160)
    reason = models.CharField("pourquoi", max_length=300, blank=True)
    owner = models.CharField(
        "revient à", max_length=8, choices=ActionOwner, default=ActionOwner.COMMUNE
    )
    effort = models.PositiveSmallIntegerField("effort", choices=Effort)
    cost = models.DecimalField(
        "coût estimé HT", max_digits=10, decimal_places=2, null=True, blank=True
    )
    state = models.CharField(
        "état", max_length=8, choices=ActionState, default=ActionState.PROPOSED
    )
    due_on = models.DateField("prévue pour le", null=True, blank=True)
    done_on = models.DateField("faite le", null=True, blank=True)
    decline_reason = models.CharField("motif", max_length=200, blank=True)
    ticket = models.ForeignKey(
        Ticket,
        verbose_name="demande d’assistance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    need = models.ForeignKey(
        Need,
        verbose_name="besoin noté",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    proposed_at = models.DateTimeField("proposée le")

    objects = AuditActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action d’audit"
        verbose_name_plural = "actions d’audit"
        ordering = ("audit", "question__position")
        constraints = (
            models.UniqueConstraint(
                fields=("id", "commune"), name="audit_action_with_its_commune"
            ),
            models.UniqueConstraint(
                name="audit_action_once",
                fields=("audit", "question"),
                violation_error_message="Cette question a déjà son action.",
            ),
            models.CheckConstraint(
                name="audit_action_planned_is_dated",
                condition=~Q(state=ActionState.PLANNED) | Q(due_on__isnull=False),
                violation_error_message="Une action prévue a une date.",
            ),
            models.CheckConstraint(
                name="audit_action_done_is_dated",
                condition=Q(state=ActionState.DONE, done_on__isnull=False)
                | ~Q(state=ActionState.DONE) & Q(done_on=None),
                violation_error_message="Une action faite a une date, et elle seule.",
            ),
            models.CheckConstraint(
                name="audit_action_declined_says_why",
                condition=~Q(state=ActionState.DECLINED) | ~Q(decline_reason=""),
                violation_error_message="Une action laissée de côté dit pourquoi.",
            ),
            models.CheckConstraint(
                name="audit_action_cost_positive",
                condition=Q(cost=None) | Q(cost__gte=0),
                violation_error_message="Un coût est positif.",
            ),
            models.CheckConstraint(
                name="audit_action_effort",
                condition=Q(effort__gte=1, effort__lte=5),
                violation_error_message="Un effort va de 1 à 5.",
            ),
        )
        indexes = (
            models.Index(
                fields=("commune", "due_on"),
                name="audit_action_to_do",
                condition=Q(state__in=(ActionState.PROPOSED, ActionState.PLANNED)),
            ),
        )

    def __str__(self) -> str:
        return self.title
