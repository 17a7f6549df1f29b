"""The convention of the grouping, and the text that each council votes to join it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes.models import Commune, Population
from portal.documents.registry import report
from portal.lib.text import commune_of
from purchasing.models import Convention
from purchasing.states import AdhesionState, LegalBasis

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Member:
    commune: str
    insee: str
    deliberation: str
    deliberated_on: date | None
    effective_from: date | None


@dataclass(frozen=True, slots=True)
class ConventionFacts:
    """What the convention says, article by article, and its members of the day."""

    title: str
    name: str
    coordinator: str
    legal_basis: str
    free: bool
    scope: str
    tender_board: str
    fee_rule: str
    permanent: bool
    in_force_on: date | None
    members: list[Member]


@dataclass(frozen=True, slots=True)
class Deliberation:
    """The text ready to vote of one commune."""

    title: str
    commune: str
    of_commune: str
    insee: str
    population: str
    coordinator: str
    convention: str
    legal_basis: str
    free: bool
    scope: str
    tender_board: str
    fee_rule: str
    council_on: date | None


@report("purchasing.convention", title="Convention constitutive")
def convention_document(convention_id: int, commune_id: int = 0) -> ConventionFacts:
    """The convention, with its members annexed."""
    convention = Convention.objects.select_related("coordinator").get(pk=convention_id)
    members = convention.adhesions.exclude(state=AdhesionState.WITHDRAWN)
    return ConventionFacts(
        title=f"Convention constitutive : {convention.title}",
        name=convention.title,
        coordinator=convention.coordinator.with_article,
        legal_basis=convention.get_legal_basis_display(),
        free=convention.legal_basis == LegalBasis.EPCI_FOR_COMMUNES,
        scope=convention.get_scope_display(),
        tender_board=convention.tender_board,
        fee_rule=convention.fee_rule,
        permanent=convention.permanent,
        in_force_on=convention.in_force_on,
        members=[
            Member(
                commune=one.commune.name,
                insee=one.commune.insee,
                deliberation=one.deliberation_no,
                deliberated_on=one.deliberated_on,
                effective_from=one.effective_from,
            )
            for one in members.select_related("commune").order_by("commune__name_sort")
        ],
    )


@report("purchasing.model_deliberation", title="Délibération d’adhésion")
def model_deliberation(convention_id: int, commune_id: int) -> Deliberation:
    """Visas, reasons and articles, with the names of the commune and of the coordinator."""
    convention = Convention.objects.select_related("coordinator").get(pk=convention_id)
    commune = Commune.objects.get(pk=commune_id)
    adhesion = convention.adhesions.filter(commune=commune).order_by("-pk").first()
    people = Population.objects.filter(commune=commune).order_by("-vintage").first()
    return Deliberation(
        title=f"Délibération d’adhésion, {commune.name}",
        commune=commune.name,
        of_commune=commune_of(commune.name),
        insee=commune.insee,
        population=f"{people.count} habitants ({people.vintage})" if people else "",
        coordinator=convention.coordinator.with_article,
        convention=convention.title,
        legal_basis=convention.get_legal_basis_display(),
        free=convention.legal_basis == LegalBasis.EPCI_FOR_COMMUNES,
        scope=convention.get_scope_display(),
        tender_board=convention.tender_board,
        fee_rule=convention.fee_rule,
        council_on=adhesion.council_on if adhesion else None,
    )
