"""A commune's part of the costs that the campaign shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.db.models.expressions import RawSQL

from communes.models import Commune, Population
from portal.lib.money import to_cents
from portal.lib.text import amount, count
from purchasing.arithmetic.allocation import allocate
from purchasing.states import CostRule

if TYPE_CHECKING:
    from purchasing.models import Campaign, Participation


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Cents HT of the commune's part, None while nobody can know it; and the sentence that explains it."""

    cents: int | None
    why: str


def invited(campaign: Campaign) -> list[tuple[int, str, int]]:
    """Id, INSEE code and population of the invited communes: all a town hall may know of the others."""
    newest = Population.objects.filter(commune=OuterRef("pk")).order_by("-vintage")
    rows = (
        Commune.objects.filter(
            pk__in=RawSQL("select commune_id from purchasing_invited(%s)", [campaign.pk])
        )
        .annotate(people=Subquery(newest.values("count")[:1]))
        .order_by("insee")
        .values_list("pk", "insee", "people")
    )
    return [(pk, insee, people or 0) for pk, insee, people in rows]


def share_of(answer: Participation) -> Share | None:
    """The commune's part by the campaign's rule; None when the campaign shares nothing."""
    campaign = answer.campaign
    if not campaign.shared_cost:
        return None
    cost = amount(campaign.shared_cost, "HT")
    if campaign.shared_cost_label:
        cost = f"{cost} de {campaign.shared_cost_label}"
    if campaign.cost_rule == CostRule.AMOUNT:
        why = f"{cost}, partagés selon le montant commandé : votre part sera connue à la clôture."
        return Share(cents=None, why=why)
    communes = invited(campaign)
    by_population = campaign.cost_rule == CostRule.POPULATION
    weights = [people if by_population else 1 for _, _, people in communes]
    keys = [insee for _, insee, _ in communes]
    if not any(weights):
        return Share(cents=None, why=f"{cost}, partagés {campaign.get_cost_rule_display()}.")
    parts = dict(
        zip(keys, allocate(to_cents(campaign.shared_cost), weights, keys=keys), strict=True)
    )
    several = count(len(communes), "commune invitée")
    why = f"{cost}, partagés {campaign.get_cost_rule_display()} entre les {several}."
    return Share(cents=parts.get(answer.commune.insee, 0), why=why)
