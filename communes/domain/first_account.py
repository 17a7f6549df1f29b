"""The first person of a new portal: an administrator, invited like everyone after her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from communes.domain.accounts import invite_person
from communes.models import Invitation, Person, Position
from communes.states import Role
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime


@transaction.atomic
def invite_first(email: str, first_name: str, last_name: str, *, at: datetime) -> Invitation:
    """Only where no administrator can enter; whoever was invited so before, by mistake, no longer is."""
    email = _address(email)
    today = paris_date(at)
    administrators = Position.objects.select_for_update(of=("self",)).filter(
        role=Role.ADMINISTRATOR
    )
    if administrators.on(today).filter(person__user__is_active=True).exists():
        raise Refusal("Le portail a déjà une administratrice : c’est elle qui invite.")
    person = Person.objects.filter(email__iexact=email).order_by("pk").first()
    if person is None:
        person = Person.objects.create(email=email, first_name=first_name, last_name=last_name)
    _forget_the_others(person, today=today, at=at)
    Position.objects.get_or_create(
        person=person,
        commune=None,
        role=Role.ADMINISTRATOR,
        ended_on=None,
        defaults={"started_on": today},
    )
    return invite_person(person.pk, by=None, at=at)


def _address(typed: str) -> str:
    """As accounts keep it; Refusal when it is not one."""
    address = typed.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refusal(
            f"« {typed} » n’est pas une adresse : tapez par exemple prenom.nom@exemple.fr."
        ) from error
    return address


def _forget_the_others(person: Person, *, today: date, at: datetime) -> None:
    """An address typed wrong must not keep a link that opens the whole portal."""
    others = Position.objects.filter(
        role=Role.ADMINISTRATOR, ended_on=None, person__user=None
    ).exclude(person=person)
    Invitation.objects.live(at=at).filter(person__positions__in=others).update(revoked_at=at)
    others.update(ended_on=today)
