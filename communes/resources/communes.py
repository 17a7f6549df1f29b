"""The sheets of the communes as a table: their own words, never the reference data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes import rules
from communes.domain.town_halls import TownHall, change_town_hall
from communes.models import Commune
from portal.lib.dates import WEEKDAYS
from portal.lib.opening import parse_hours
from portal.lib.text import sentence
from portal.lib.typed_hours import as_rows, write_day
from portal.tables.imports import Field, Known, Register, fields
from portal.tables.listing import Noun
from portal.web.forms import DayField

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from portal.accounts.models import User
    from portal.lib.typed_hours import Span
    from portal.tables.imports import Line

DAYS = tuple(f"day_{number}" for number in range(len(WEEKDAYS)))
SAID = ("address", "phone", "email", "website", "note", "good_friday_off")


def _hours(spans: str | list[Span]) -> str:
    """Known days are words already; those that were read are spans."""
    if isinstance(spans, str):
        return spans
    return write_day(parse_hours(as_rows({0: spans})), 0)


def _known(*, locked: bool) -> Iterator[Known]:
    rows = Commune.objects.defer("outline").order_by("name_sort")
    for commune in rows.select_for_update(of=("self",)) if locked else rows:
        hours = parse_hours(commune.opening_hours)
        values: dict[str, Any] = {name: getattr(commune, name) for name in SAID}
        values |= {"insee": commune.insee, "name": commune.name}
        values |= {name: write_day(hours, number) for number, name in enumerate(DAYS)}
        yield Known(commune.pk, values, commune.opening_hours)


def _write(line: Line, *, by: User, at: datetime) -> None:
    assert line.known is not None
    given = line.merged
    hours = line.known.extra
    if any(name in line.values for name in DAYS):
        days = {n: _spans(given[name]) for n, name in enumerate(DAYS)}
        hours = as_rows(days)
    said = TownHall(**{name: given[name] for name in SAID}, opening_hours=hours)
    change_town_hall(line.known.pk, said, by=by, at=at)


def _spans(given: str | list[Span]) -> list[Span]:
    return DayField(required=False).clean(given) if isinstance(given, str) else given


COMMUNES = Register(
    slug="communes",
    title="Fiches des communes",
    noun=Noun("commune", "communes", feminine=True),
    fields=(
        fields.insee(),
        fields.commune("name"),
        fields.text("address", "Adresse de la mairie", 200),
        fields.phone(),
        fields.email("Courriel partagé", example="mairie@example.org"),
        Field(
            name="website",
            label="Site Internet",
            form=forms.URLField(required=False, assume_scheme="https"),
            accepts="Une adresse, par exemple https://www.sarrebourg.fr.",
        ),
        *(
            Field(
                name=name,
                label=sentence(WEEKDAYS[number]),
                form=DayField(required=False, max_length=120),
                show=_hours,
                accepts="Les heures d’ouverture : 9 h – 12 h, 14 h – 17 h. Vide : fermée.",
            )
            for number, name in enumerate(DAYS)
        ),
        fields.yes("good_friday_off", "Vendredi saint férié"),
        fields.text("note", "À savoir", 500),
    ),
    known=_known,
    write=_write,
    allow=rules.is_manager,
    back="admin:communes_commune_changelist",
    adds=False,
    rules=(
        "Les communes viennent des données de référence : un tableau complète leur fiche, il n’en crée pas.",
    ),
)
