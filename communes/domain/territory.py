"""Loading the reference data: compare first, say what would change, then change all of it or nothing."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from communes.models import Commune, Epci, Membership, Population
from portal.journal.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

DATA = Path(__file__).parents[1] / "data"
OURS_28, OURS_76 = "200039956", "200068146"
SMALL = 28
VINTAGES = (2012, 2014, 2023)
SAID_BY_THE_TOWN_HALL = frozenset({"address", "phone", "opening_hours"})
Period = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: on what, which field, from what to what. `kept` says that it will not be written."""

    subject: str
    field: str
    before: str
    after: str
    kept: bool = False


@dataclass(slots=True)
class Territory:
    """The reference data as it should stand in the database, for one perimeter."""

    communes: dict[str, dict[str, Any]] = field(default_factory=dict)
    populations: dict[tuple[str, int], int] = field(default_factory=dict)
    epcis: dict[str, dict[str, Any]] = field(default_factory=dict)
    memberships: dict[tuple[str, str, date | None], Period] = field(default_factory=dict)


def read_territory(perimeter: int) -> Territory:
    """The files of `communes/data`. 28: the communes of 2014 are members up to today; 76: the real history."""
    territory = Territory()
    halls = {row["insee"]: row for row in _rows("town_halls.csv")}
    outlines = {
        feature["properties"]["insee"]: feature["geometry"]["coordinates"]
        for feature in json.loads((DATA / "outlines.geojson").read_text())["features"]
    }
    for row in _rows("communes.csv"):
        insee = row["insee"]
        territory.communes[insee] = _commune(row, halls.get(insee, {}), outlines.get(insee, []))
        for vintage in VINTAGES:
            if count := row[f"population_{vintage}"]:
                territory.populations[insee, vintage] = int(count)
    ours = {OURS_28} if perimeter == SMALL else {OURS_28, OURS_76}
    for row in _rows("epcis.csv"):
        territory.epcis[row["siren"]] = {
            "name": row["name"].replace("'", "’").replace(" - ", " – "),
            "valid_from": _day(row["valid_from"]),
            "valid_to": None
            if row["siren"] == OURS_28 and perimeter == SMALL
            else _day(row["valid_to"]),
            "ours": row["siren"] in ours,
        }
    _read_memberships(territory, stay=perimeter == SMALL)
    return territory


def _commune(row: dict[str, str], hall: dict[str, str], outline: list[Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "siren": row["siren"],
        "postal_codes": row["postal_codes"].split(),
        "area_ha": int(row["area_ha"]),
        "latitude": Decimal(row["latitude"]),
        "longitude": Decimal(row["longitude"]),
        "label_latitude": Decimal(row["label_latitude"]),
        "label_longitude": Decimal(row["label_longitude"]),
        "outline": outline,
        "address": ", ".join(
            part.strip() for part in hall.get("address", "").replace("'", "’").split("|")
        ),
        "phone": hall.get("phone", ""),
        "opening_hours": json.loads(hall.get("opening_hours_json") or "[]"),
    }


def _read_memberships(territory: Territory, *, stay: bool) -> None:
    """`stay`: those of the 28 never left, so they never joined the next EPCI."""
    rows = list(_rows("memberships.csv"))
    the_28 = {row["insee"] for row in rows if row["epci_siren"] == OURS_28}
    for row in rows:
        siren, insee, start = row["epci_siren"], row["insee"], _day(row["valid_from"])
        last = _day(row["valid_to"])
        if stay and insee in the_28:
            if siren == OURS_76:
                continue
            if siren == OURS_28:
                last = None
        territory.memberships[siren, insee, start] = (
            start,
            last + timedelta(days=1) if last else None,
        )


def compare(territory: Territory, *, overwrite: bool = False) -> list[Change]:
    """What loading would change, field by field. Nothing is written."""
    changes: list[Change] = []
    stored = {commune.insee: commune for commune in Commune.objects.all()}
    for insee, wanted in territory.communes.items():
        commune = stored.get(insee)
        label = f"{insee} {wanted['name']}"
        if commune is None:
            changes.append(Change(label, "commune", "", "ajoutée"))
            continue
        changes += _fields(label, commune, wanted, overwrite=overwrite)
    epcis = {epci.siren: epci for epci in Epci.objects.all()}
    for siren, wanted in territory.epcis.items():
        if siren not in epcis:
            changes.append(Change(wanted["name"], "intercommunalité", "", "ajoutée"))
        else:
            changes += _fields(wanted["name"], epcis[siren], wanted, overwrite=True)
    return changes + list(_populations(territory)) + list(_memberships(territory))


def _fields(label: str, row: Any, wanted: dict[str, Any], *, overwrite: bool) -> Iterator[Change]:
    for name, after in wanted.items():
        before = getattr(row, name)
        if before == after:
            continue
        said = name in SAID_BY_THE_TOWN_HALL and getattr(row, "confirmed_on", None) is not None
        words = (
            ("contour", "nouveau contour") if name == "outline" else (_text(before), _text(after))
        )
        title = str(row._meta.get_field(name).verbose_name)
        yield Change(label, title, *words, kept=said and not overwrite)


def _populations(territory: Territory) -> Iterator[Change]:
    rows = Population.objects.values_list("commune__insee", "vintage", "count")
    stored = {(insee, vintage): count for insee, vintage, count in rows}
    for (insee, vintage), count in territory.populations.items():
        before = stored.get((insee, vintage))
        if before != count:
            name = f"{insee} {territory.communes[insee]['name']}"
            yield Change(name, f"population {vintage}", _text(before), str(count))


def _stored_memberships() -> dict[tuple[str, str, date | None], Period]:
    rows = Membership.objects.values_list("epci__siren", "commune__insee", "period")
    return {
        (siren, insee, period.lower): (period.lower, period.upper) for siren, insee, period in rows
    }


def _memberships(territory: Territory) -> Iterator[Change]:
    stored = _stored_memberships()
    for key in sorted(stored.keys() | territory.memberships.keys(), key=str):
        before, after = stored.get(key), territory.memberships.get(key)
        if before != after:
            siren, insee, _start = key
            name = f"{insee} {territory.communes[insee]['name']}"
            epci = territory.epcis[siren]["name"]
            yield Change(name, f"membre de {epci}", _span(before), _span(after))


@transaction.atomic
def load(territory: Territory, *, overwrite: bool, at: datetime) -> list[Change]:
    """Write the differences; run again, it finds none. Returns what was written."""
    changes = [change for change in compare(territory, overwrite=overwrite) if not change.kept]
    for insee, wanted in territory.communes.items():
        _load_commune(insee, wanted, overwrite=overwrite)
    for siren, values in territory.epcis.items():
        Epci.objects.update_or_create(siren=siren, defaults=values)
    ids = dict(Commune.objects.values_list("insee", "pk"))
    Population.objects.bulk_create(
        [
            Population(commune_id=ids[insee], vintage=vintage, count=count)
            for (insee, vintage), count in territory.populations.items()
        ],
        update_conflicts=True,
        unique_fields=["commune", "vintage"],
        update_fields=["count"],
    )
    _load_memberships(territory, ids)
    if changes:
        record(
            "load_territory",
            Epci.objects.filter(ours=True).first() or Epci(),
            by=None,
            at=at,
            changes=len(changes),
        )
    return changes


def _load_commune(insee: str, wanted: dict[str, Any], *, overwrite: bool) -> None:
    commune = Commune.objects.select_for_update().filter(insee=insee).first()
    if commune is None:
        Commune.objects.bulk_create([Commune(insee=insee, **wanted)], ignore_conflicts=True)
        return
    keep = SAID_BY_THE_TOWN_HALL if commune.confirmed_on and not overwrite else frozenset()
    values = {
        name: value
        for name, value in wanted.items()
        if name not in keep and getattr(commune, name) != value
    }
    if values:
        Commune.objects.filter(pk=commune.pk).update(**values)


def _load_memberships(territory: Territory, ids: dict[str, int]) -> None:
    """Rows that go first, then shorter ones, then new ones: one EPCI at a time holds at every step."""
    epcis = dict(Epci.objects.values_list("siren", "pk"))
    stored = _stored_memberships()
    for siren, insee, start in stored.keys() - territory.memberships.keys():
        _stored(siren, insee, start).delete()
    wanted = {key: span for key, span in territory.memberships.items() if stored.get(key) != span}
    for (siren, insee, start), (lower, upper) in wanted.items():
        if (siren, insee, start) in stored:
            _stored(siren, insee, start).update(period=DateRange(lower, upper))
    Membership.objects.bulk_create(
        Membership(epci_id=epcis[siren], commune_id=ids[insee], period=DateRange(lower, upper))
        for (siren, insee, start), (lower, upper) in wanted.items()
        if (siren, insee, start) not in stored
    )


def _stored(siren: str, insee: str, start: date | None) -> QuerySet[Membership]:
    since = {"period__startswith": start} if start else {"period__lower_inf": True}
    return Membership.objects.filter(epci__siren=siren, commune__insee=insee, **since)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return (
        ", ".join(value)
        if isinstance(value, list) and all(isinstance(v, str) for v in value)
        else str(value)
    )


def _span(period: Period | None) -> str:
    if period is None:
        return "–"
    start, end = period
    since = f"depuis le {start:%d/%m/%Y}" if start else "depuis toujours"
    return since + (f" jusqu’au {end - timedelta(days=1):%d/%m/%Y}" if end else ", en cours")
