"""The invented people of the demonstration: names drawn from lists, mailboxes at example.org."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from communes.models import Absence, Commune, Mailbox, Person, Position
from communes.states import Role
from portal.accounts.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

PASSWORD = "demonstration"  # noqa: S105 -- everyone knows it, and it opens only invented rows
SEVERAL_COMMUNES = {"57080": ("57635", "57216")}
"""One secretary serves three town halls: Bickenholtz, and also Schalbach and Fleisheim."""


def _words(name: str) -> list[str]:
    return (Path(__file__).parent / "data" / f"{name}.txt").read_text().split()


NOT_CONFIRMED = ("57635", "57173")
"""Those who have yet to read their sheet this year."""


WOMEN = _words("first_names_women")
MEN = _words("first_names_men")
NAMES = _words("last_names")


@dataclass(frozen=True, slots=True)
class TeamMember:
    email: str
    first_name: str
    last_name: str
    role: Role
    title: str


TEAM = (
    TeamMember(
        "gestion@example.org", "Élise", "Marchal", Role.MANAGER, "responsable de la mutualisation"
    ),
    TeamMember(
        "informatique@example.org", "Karim", "Belloux", Role.IT_AGENT, "technicien informatique"
    ),
    TeamMember(
        "administration@example.org",
        "Paul",
        "Weissler",
        Role.ADMINISTRATOR,
        "administrateur du portail",
    ),
    TeamMember("formation@example.org", "Nora", "Lemercier", Role.TRAINER, "formatrice"),
    TeamMember(
        "direction@example.org", "Anne", "Sutter", Role.READER, "directrice générale des services"
    ),
)


def load_people(communes: Iterable[Commune], *, on: date) -> None:
    """Secretaries, mayors, deputies, the team, their accounts, and a few absences."""
    draw = random.Random(57)  # noqa: S311 -- invented names, the same at every start
    secretaries: dict[str, Person] = {}
    for index, commune in enumerate(communes):
        secretary = _secretary(draw, commune, index)
        secretaries[commune.insee] = secretary
        _position(
            secretary, commune, Role.SECRETARY, hours=_hours(commune), since=date(2019, 9, 2)
        )
        mayor = _person(
            draw, MEN if index % 3 else WOMEN, f"maire.{commune.insee}@example.org", index + 28
        )
        _position(mayor, commune, Role.MAYOR, since=date(2026, 3, 29))
        deputy = _person(draw, WOMEN if index % 2 else MEN, "", index + 11)
        _position(deputy, commune, Role.DEPUTY, title="premier adjoint", since=date(2026, 3, 29))
        _mailboxes(commune, secretary)
        if commune.insee not in NOT_CONFIRMED:
            _confirmed(commune, secretary, on=on)
    _several_communes(secretaries)
    _team()
    _absences(secretaries, on=on)


def _secretary(draw: random.Random, commune: Commune, index: int) -> Person:
    email = f"secretaire.{commune.insee}@example.org"
    if commune.insee in SEVERAL_COMMUNES:
        return _account(email, "Solange", "Ferrand", "mme")
    return _person(draw, WOMEN if index % 9 else MEN, email, index)


def _person(draw: random.Random, first_names: list[str], email: str, index: int) -> Person:
    first, last = draw.choice(first_names), NAMES[index % len(NAMES)]
    civility = "mme" if first_names is WOMEN else "m"
    if email:
        return _account(email, first, last, civility)
    return Person.objects.create(first_name=first, last_name=last, civility=civility)


def _account(email: str, first_name: str, last_name: str, civility: str) -> Person:
    user = User.objects.create(
        email=email, first_name=first_name, last_name=last_name, password=_hashed(PASSWORD)
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return Person.objects.create(
        user=user, first_name=first_name, last_name=last_name, civility=civility, email=email
    )


@cache
def _hashed(password: str) -> str:
    """Hashing is slow on purpose: once is enough for a password that everyone knows."""
    return make_password(password)


def _position(
    person: Person,
    commune: Commune | None,
    role: Role,
    *,
    since: date,
    hours: Decimal | None = None,
    title: str = "",
) -> Position:
    return Position.objects.create(
        person=person,
        commune=commune,
        role=role,
        started_on=since,
        weekly_hours=hours,
        title=title,
        working_days="mardi et jeudi" if hours and hours < Decimal(20) else "",
    )


def _hours(commune: Commune) -> Decimal:
    """Part-time in the small town halls, as in the real ones."""
    people = commune.populations.order_by("-vintage").values_list("count", flat=True).first() or 0
    bounds = ((150, "8"), (300, "12"), (500, "17.5"), (900, "24"))
    return next((Decimal(hours) for most, hours in bounds if people < most), Decimal(35))


def _mailboxes(commune: Commune, secretary: Person) -> None:
    shared = f"mairie.{commune.insee}@example.org"
    Commune.objects.filter(pk=commune.pk).update(email=shared)
    Mailbox.objects.create(commune=commune, email=shared, shared=True)
    Mailbox.objects.create(commune=commune, email=secretary.email, shared=False, person=secretary)


def _confirmed(commune: Commune, secretary: Person, *, on: date) -> None:
    """The town hall read its sheet last January, as every year."""
    january = date(on.year, 1, 12) if on >= date(on.year, 1, 12) else date(on.year - 1, 1, 12)
    Commune.objects.filter(pk=commune.pk).update(confirmed_on=january, confirmed_by=secretary)


def _several_communes(secretaries: dict[str, Person]) -> None:
    for insee, others in SEVERAL_COMMUNES.items():
        for other in others:
            commune = Commune.objects.get(insee=other)
            _position(
                secretaries[insee],
                commune,
                Role.SECRETARY,
                hours=Decimal(6),
                since=date(2022, 1, 3),
            )


def _team() -> None:
    for member in TEAM:
        person = _account(member.email, member.first_name, member.last_name, "")
        _position(person, None, member.role, title=member.title, since=date(2014, 9, 1))


def _absences(secretaries: dict[str, Person], *, on: date) -> None:
    away = Position.objects.get(person=secretaries["57255"], role=Role.SECRETARY)
    Absence.objects.create(
        position=away,
        period=(on - timedelta(days=3), on + timedelta(days=12)),
        replaced_by=secretaries["57180"],
        note="congé",
    )
