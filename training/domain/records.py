"""What an agent followed elsewhere, and what the law asks of her: noted, never erased."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from communes.models import Position
from portal.files import check_files, keep
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from training.models import ExternalTraining, Obligation, ObligationRule
from training.obligations import rule_in_force

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.accounts.models import User
    from portal.files import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What the form of an attestation gives."""

    person_id: int
    commune_id: int
    title: str
    organism: str
    day: date
    half_days: int
    statutory: bool
    file: Given


@transaction.atomic
def add_external(followed: Followed, *, by: User, at: datetime) -> ExternalTraining:
    """Keep a training followed elsewhere and its proof. Refusal for one to come, or who does not serve there."""
    on = paris_date(at)
    if followed.day > on:
        raise Refusal("Une attestation vient après la formation.")
    if not _serves(followed.person_id, followed.commune_id, on=on):
        raise Refusal("Cette personne ne sert pas cette commune.")
    check_files([followed.file])
    kept = keep(f"attestations/{at:%Y/%m}", followed.file.name, followed.file.content)
    row = ExternalTraining.objects.create(
        person_id=followed.person_id,
        commune_id=followed.commune_id,
        title=followed.title,
        organism=followed.organism,
        day=followed.day,
        half_days=followed.half_days,
        statutory=followed.statutory,
        added_by=by,
        added_at=at,
        **asdict(kept),
    )
    record("add", row, by=by, at=at, person=followed.person_id)
    return row


@transaction.atomic
def withdraw_external(external_id: int, *, by: User, at: datetime) -> None:
    """It counts no more; the file is kept. Refusal the second time."""
    row = ExternalTraining.objects.locked(external_id)
    if row.withdrawn_at is not None:
        raise Refusal("Cette attestation est déjà retirée.")
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record("withdraw", row, by=by, at=at)


@transaction.atomic
def open_obligation(
    *,
    person_id: int,
    commune_id: int,
    rule_id: int,
    begins_on: date,
    half_days: int | None = None,
    by: User,
    at: datetime,
) -> Obligation:
    """Follow what the law asks of an agent since she took her post. `half_days`: more than the rule, by agreement.

    The rule is the one of that kind in force on that day. Refusal when there is none, for a day to come, for fewer
    half days than the rule asks, and when it is followed already.
    """
    rule = _in_force(rule_id, on=begins_on)
    if rule is None:
        raise Refusal("Aucun texte ne demandait cela à cette date.")
    if begins_on > paris_date(at):
        raise Refusal("Une obligation commence à la prise de poste, pas avant.")
    if half_days is not None and half_days < rule.half_days:
        raise Refusal("Un accord peut demander davantage que le texte, pas moins.")
    if not _serves(person_id, commune_id, on=paris_date(at)):
        raise Refusal("Cette personne ne sert pas cette commune.")
    try:
        with transaction.atomic():
            row = Obligation.objects.create(
                person_id=person_id,
                commune_id=commune_id,
                rule=rule,
                half_days=half_days or rule.half_days,
                begins_on=begins_on,
            )
    except IntegrityError as error:
        if "obligation_once_a_person" not in str(error):
            raise
        raise Refusal("Cette obligation est déjà suivie pour cette personne.") from error
    record("open", row, by=by, at=at)
    return row


@transaction.atomic
def close_obligation(obligation_id: int, *, reason: str, by: User, at: datetime) -> None:
    """Nobody is warned any more: met, lifted, or the agent left. Refusal without a reason."""
    row = Obligation.objects.locked(obligation_id)
    if not reason.strip():
        raise Refusal("Dites pourquoi : le livret le garde.")
    if row.closed_on is not None:
        raise Refusal("Cette obligation est déjà close.")
    row.closed_on, row.close_reason = paris_date(at), reason.strip()
    row.save(update_fields=["closed_on", "close_reason"])
    record("close", row, by=by, at=at, reason=row.close_reason)


def _serves(person_id: int, commune_id: int, *, on: date) -> bool:
    held = Position.objects.on(on).filter(person=person_id, commune=commune_id)
    return held.exists()


def _in_force(rule_id: int, *, on: date) -> ObligationRule | None:
    """The rule of the same kind that was in force on that day."""
    named = ObligationRule.objects.get(pk=rule_id)
    versions = list(ObligationRule.objects.filter(kind=named.kind))
    found = rule_in_force([one.rule(one.half_days) for one in versions], named.kind, on=on)
    return next((one for one in versions if found and one.valid_from == found.valid_from), None)
