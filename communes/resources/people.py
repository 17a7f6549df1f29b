"""People and what they do for the communes as a table: one line a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Value

from communes import rules
from communes.domain.people import change_person
from communes.domain.positions import (
    NewPerson,
    Post,
    add_position,
    change_position,
    end_position,
    resume_position,
)
from communes.models import Folded, Person, Position
from communes.resources.sites import commune_of
from communes.states import COMMUNE_ROLES
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP, fold
from portal.tables.cells import WordField
from portal.tables.imports import Known, Register, fields
from portal.tables.listing import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from portal.accounts.models import User
    from portal.tables.imports import Line

ROLES = [(role.value, role.label) for role in COMMUNE_ROLES]
PERSON = ("civility", "email", "phone")
POST = ("role", "title", "weekly_hours", "working_days", "started_on")


def _known(*, locked: bool) -> Iterator[Known]:
    """Posts of the communes that have not ended, then those that have: the last word is the live one."""
    rows = Position.objects.filter(commune__isnull=False).select_related("person", "commune")
    rows = rows.order_by("commune__name_sort", "role", "pk")
    held = list(rows.select_for_update(of=("self", "person")) if locked else rows)
    live: dict[tuple[Any, ...], Position] = {}
    for position in sorted(held, key=_age):
        person, commune = position.person, position.commune
        names = (fold(person.last_name), fold(person.first_name))
        live[(position.commune_id, position.role, *names)] = position
    kept = {position.pk for position in live.values()}
    for position in held:
        if position.pk in kept:
            person, commune = position.person, position.commune
            assert commune is not None
            values = {name: getattr(position, name) for name in (*POST, "ended_on")}
            values |= {
                name: getattr(person, name) for name in (*PERSON, "first_name", "last_name")
            }
            values |= {"insee": commune.insee, "commune": commune.name}
            yield Known(position.pk, values, person.pk)


def _age(position: Position) -> tuple[bool, Any, int]:
    """Ended posts first, then by their beginning."""
    return position.ended_on is None, position.started_on, position.pk


def _write(line: Line, *, by: User, at: datetime) -> None:
    given = line.merged
    post = Post(**{name: given[name] for name in POST})
    if line.known is None:
        who = _who(given)
        position = add_position(commune_of(given["insee"]).pk, who, post, by=by, at=at)
        pk, person_id, ended = position.pk, position.person_id, None
    else:
        pk, person_id, ended = line.known.pk, line.known.extra, line.known.values["ended_on"]
        if set(POST) & set(line.values):
            change_position(pk, post, by=by, at=at)
    if line.known is None or set(PERSON) & set(line.values):
        told = {name: given[name] for name in PERSON}
        change_person(person_id, **told, by=by, at=at)
    if given["ended_on"] != ended:
        if given["ended_on"] is None:
            resume_position(pk, by=by, at=at)
        else:
            end_position(pk, on=given["ended_on"], by=by, at=at)


def _who(given: dict[str, Any]) -> Person | NewPerson:
    """Someone of this name in the directory, told apart by her address when there are several."""
    folded = Person.objects.alias(last=Folded("last_name"), first=Folded("first_name"))
    found = list(
        folded.filter(
            last=Folded(Value(given["last_name"])), first=Folded(Value(given["first_name"]))
        )
    )
    if len(found) > 1 and given["email"]:
        found = [one for one in found if one.email.lower() == given["email"].lower()]
    if len(found) > 1:
        raise Refusal(
            "plusieurs personnes portent ce nom : donnez son courriel, tel qu’il est dans l’annuaire."
        )
    if found:
        return found[0]
    names = ("civility", "first_name", "last_name", "email", "phone")
    return NewPerson(**{name: given[name] for name in names})


def _check(lines: Sequence[Line]) -> dict[int, str]:
    """Two lines of one person must say the same of her."""
    said: dict[tuple[Any, str], tuple[int, str]] = {}
    faults: dict[int, str] = {}
    for line in lines:
        if line.faults:
            continue
        given = line.merged
        who = (fold(given["last_name"]), fold(given["first_name"]))
        person = line.known.extra if line.known else who
        for name in PERSON:
            number, value = said.setdefault((person, name), (line.number, given[name]))
            if value != given[name]:
                label = next(one.label for one in FIELDS if one.name == name)
                faults[line.number] = (
                    f"Ligne {line.number}, {label}{NBSP}: la ligne {number} dit autre chose de la "
                    "même personne. Écrivez la même valeur sur toutes ses lignes."
                )
    return faults


FIELDS = (
    fields.insee(),
    fields.commune(),
    fields.word("role", "Rôle", WordField(ROLES), key=True),
    fields.text("last_name", "Nom", 80, required=True, key=True),
    fields.text("first_name", "Prénom", 80, required=True, key=True),
    fields.word(
        "civility",
        "Civilité",
        WordField([("mme", "Madame"), ("m", "Monsieur")], required=False),
        accepts="Madame, Monsieur ou rien.",
    ),
    fields.email("Courriel", example="solange@example.org"),
    fields.phone(),
    fields.text("title", "Intitulé du poste", 120),
    fields.number(
        "weekly_hours",
        "Heures par semaine",
        required=False,
        max_value=60,
        decimal_places=2,
        accepts="Un nombre, par exemple 17,5.",
    ),
    fields.text("working_days", "Jours de présence", 120),
    fields.day("started_on", "Depuis le"),
    fields.day(
        "ended_on", "Jusqu’au", required=False, when_empty="Vide tant que la fonction dure."
    ),
)

PEOPLE = Register(
    slug="personnes",
    title="Personnes et fonctions",
    noun=Noun("fonction", "fonctions", feminine=True),
    fields=FIELDS,
    known=_known,
    write=_write,
    allow=rules.is_manager,
    back="admin:communes_person_changelist",
    check=_check,
    rules=(
        "Une ligne par fonction : une secrétaire de trois communes a trois lignes.",
        "Une ligne est reconnue à son code INSEE, son rôle, son nom et son prénom.",
        "Les rôles de l’équipe ne s’importent pas.",
    ),
)
