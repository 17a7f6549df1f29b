"""The standing convention, and each commune's adhesion: voted, transmitted, signed, in force."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.timezone import localdate

from communes.models import Commune
from portal.documents.asking import ask_each, ask_for
from portal.journal.record import record
from portal.lib.refusal import Refusal
from purchasing.models import Adhesion, Convention
from purchasing.states import ADHESION_FLOW, AdhesionState, LegalBasis

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from django.core.files.base import File

    from portal.accounts.models import User
    from portal.documents.models import Batch, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionTerms:
    """What a convention says."""

    title: str
    coordinator_id: int
    legal_basis: str
    scope: str
    permanent: bool = True
    tender_board: str = ""
    fee_rule: str = ""
    in_force_on: date | None = None
    ended_on: date | None = None


@transaction.atomic
def create_convention(terms: ConventionTerms, *, by: User, at: datetime) -> Convention:
    """A convention, with an adhesion to vote for each commune of the day's perimeter."""
    _check(terms)
    convention = Convention.objects.create(**asdict(terms))
    record("create", convention, by=by, at=at)
    invite_members(convention.pk, by=by, at=at)
    return convention


@transaction.atomic
def edit_convention(convention_id: int, terms: ConventionTerms, *, by: User, at: datetime) -> None:
    _check(terms)
    convention = Convention.objects.select_for_update(of=("self",)).get(pk=convention_id)
    wanted = asdict(terms)
    changed = [name for name, value in wanted.items() if getattr(convention, name) != value]
    for name in changed:
        setattr(convention, name, wanted[name])
    if changed:
        convention.save(update_fields=changed)
        record("edit", convention, by=by, at=at, fields=changed)


@transaction.atomic
def invite_members(convention_id: int, *, by: User, at: datetime) -> int:
    """An adhesion to vote for each commune of the perimeter that has none. How many were added."""
    convention = Convention.objects.select_for_update(of=("self",)).get(pk=convention_id)
    live = convention.adhesions.exclude(state=AdhesionState.WITHDRAWN)
    missing = Commune.objects.members(on=localdate(at)).exclude(pk__in=live.values("commune_id"))
    added = Adhesion.objects.bulk_create(
        Adhesion(convention=convention, commune=commune) for commune in missing
    )
    if added:
        record("invite_members", convention, by=by, at=at, number=len(added))
    return len(added)


@transaction.atomic
def plan_council(adhesion_id: int, *, council_on: date, by: User, at: datetime) -> None:
    """The day on which the council will vote."""
    adhesion = Adhesion.objects.locked(adhesion_id)
    if adhesion.state != AdhesionState.PENDING:
        raise Refusal("La délibération est déjà inscrite.")
    adhesion.council_on = council_on
    adhesion.save(update_fields=["council_on"])
    record("plan_council", adhesion, by=by, at=at, on=str(council_on))


@transaction.atomic
def vote(
    adhesion_id: int,
    *,
    deliberation_no: str,
    deliberated_on: date,
    by: User,
    at: datetime,
    file: File | None = None,
    transmitted_on: date | None = None,
) -> None:
    """The council has voted: number, date, and the deliberation itself when it is at hand."""
    adhesion = Adhesion.objects.locked(adhesion_id)
    if not deliberation_no.strip():
        raise Refusal("Écrivez le numéro de la délibération.")
    _check_past(deliberated_on, at=at)
    _check_order(deliberated_on, transmitted_on)
    changes: dict[str, Any] = {
        "deliberation_no": deliberation_no.strip(),
        "deliberated_on": deliberated_on,
        "transmitted_on": transmitted_on,
    }
    if file is not None:
        changes["file"] = file
    ADHESION_FLOW.apply("vote", adhesion, by=by, at=at, **changes)


@transaction.atomic
def sign(
    adhesion_id: int, *, transmitted_on: date, signed_on: date, by: User, at: datetime
) -> None:
    """The deliberation was transmitted, and the mayor has signed the convention."""
    adhesion = Adhesion.objects.locked(adhesion_id)
    ADHESION_FLOW.check("sign", adhesion)
    _check_past(signed_on, at=at)
    _check_order(adhesion.deliberated_on, transmitted_on)
    ADHESION_FLOW.apply(
        "sign", adhesion, by=by, at=at, transmitted_on=transmitted_on, signed_on=signed_on
    )


@transaction.atomic
def take_effect(
    adhesion_id: int,
    *,
    effective_from: date,
    by: User,
    at: datetime,
    transmitted_on: date | None = None,
) -> None:
    """The adhesion binds the commune: only once the deliberation was transmitted."""
    adhesion = Adhesion.objects.locked(adhesion_id)
    ADHESION_FLOW.check("take_effect", adhesion)
    transmitted = transmitted_on or adhesion.transmitted_on
    if transmitted is None:
        raise Refusal("Inscrivez d’abord la date de transmission au contrôle de légalité.")
    _check_order(adhesion.deliberated_on, transmitted)
    if effective_from < transmitted:
        raise Refusal("L’adhésion entre en vigueur au plus tôt le jour de sa transmission.")
    ADHESION_FLOW.apply(
        "take_effect",
        adhesion,
        by=by,
        at=at,
        transmitted_on=transmitted,
        effective_from=effective_from,
    )


@transaction.atomic
def withdraw(adhesion_id: int, *, withdrawn_on: date, by: User, at: datetime) -> None:
    """The commune leaves the grouping; what it already bought stays bought."""
    adhesion = Adhesion.objects.locked(adhesion_id)
    ADHESION_FLOW.apply("withdraw", adhesion, by=by, at=at, withdrawn_on=withdrawn_on)


@transaction.atomic
def ask_deliberation(adhesion_id: int, *, by: User, at: datetime) -> Document:
    """The text ready to vote, for one commune."""
    adhesion = Adhesion.objects.get(pk=adhesion_id)
    return ask_for(
        "purchasing.model_deliberation",
        adhesion.convention_id,
        by=by,
        at=at,
        commune_id=adhesion.commune_id,
    )


@transaction.atomic
def ask_deliberations(convention_id: int, *, by: User, at: datetime) -> Batch:
    """The text ready to vote of every commune whose adhesion is not in force."""
    convention = Convention.objects.get(pk=convention_id)
    waiting = convention.adhesions.filter(state=AdhesionState.PENDING).order_by("pk")
    if not waiting:
        raise Refusal("Toutes les communes ont délibéré : il n’y a plus de texte à préparer.")
    return ask_each(
        "purchasing.model_deliberation",
        convention.pk,
        [adhesion.commune_id for adhesion in waiting],
        title=f"Délibérations : {convention.title}",
        by=by,
        at=at,
    )


@transaction.atomic
def ask_convention(convention_id: int, *, by: User, at: datetime) -> Document:
    """The convention itself, with its members as they are today."""
    return ask_for("purchasing.convention", convention_id, by=by, at=at)


def _check(terms: ConventionTerms) -> None:
    if terms.legal_basis == LegalBasis.EPCI_FOR_COMMUNES and terms.fee_rule:
        raise Refusal(
            "L’article L5211-4-4 du CGCT est à titre gratuit : aucune participation aux frais."
        )


def _check_past(day: date, *, at: datetime) -> None:
    if day > localdate(at):
        raise Refusal("Cette date n’est pas encore venue : inscrivez ce qui a eu lieu.")


def _check_order(deliberated_on: date | None, transmitted_on: date | None) -> None:
    if deliberated_on and transmitted_on and transmitted_on < deliberated_on:
        raise Refusal("La transmission vient après la délibération.")


ADHESION_VERBS: dict[str, Callable[..., None]] = {
    "vote": vote,
    "sign": sign,
    "take_effect": take_effect,
    "withdraw": withdraw,
}
