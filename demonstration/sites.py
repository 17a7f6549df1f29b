"""Sites of the 28 communes and the extinguishers that hang in them: invented, plausible, the same at every start."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from communes.models import Site
from communes.states import SiteKind
from purchasing.arithmetic.extinguishers import (
    USUAL_RULES,
    Extinguisher as Device,
    Kind,
    Operation,
    plan,
)
from purchasing.models import Extinguisher
from purchasing.states import ExtinguisherKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communes.models import Commune

SMALL = (
    (SiteKind.TOWN_HALL, "Mairie", 3),
    (SiteKind.HALL, "Salle", 4),
    (SiteKind.WORKSHOP, "Atelier", 2),
)
MIDDLE = (
    (SiteKind.TOWN_HALL, "Mairie", 3),
    (SiteKind.SCHOOL, "École", 5),
    (SiteKind.HALL, "Salle des fêtes", 5),
    (SiteKind.WORKSHOP, "Atelier", 2),
    (SiteKind.CHURCH, "Église", 1),
)
LARGE = (
    (SiteKind.TOWN_HALL, "Mairie", 5),
    (SiteKind.SCHOOL, "École élémentaire", 8),
    (SiteKind.SCHOOL, "École maternelle", 5),
    (SiteKind.HALL, "Salle polyvalente", 7),
    (SiteKind.WORKSHOP, "Atelier", 4),
    (SiteKind.CHURCH, "Église", 2),
    (SiteKind.STADIUM, "Vestiaires du stade", 2),
)
TOWN = (
    (SiteKind.TOWN_HALL, "Hôtel de ville", 14),
    (SiteKind.SCHOOL, "École Pierre-Messmer", 11),
    (SiteKind.SCHOOL, "École des Vergers", 10),
    (SiteKind.SCHOOL, "Groupe scolaire Bellevue", 12),
    (SiteKind.HALL, "Salle des fêtes", 12),
    (SiteKind.HALL, "Médiathèque", 9),
    (SiteKind.WORKSHOP, "Ateliers municipaux", 15),
    (SiteKind.STADIUM, "Gymnase", 8),
    (SiteKind.CHURCH, "Chapelle", 3),
)
THREE_HUNDRED, A_THOUSAND, TEN_THOUSAND = 300, 1_000, 10_000
KINDS = (
    (ExtinguisherKind.WATER, "6 litres"),
    (ExtinguisherKind.WATER, "6 litres"),
    (ExtinguisherKind.WATER, "6 litres"),
    (ExtinguisherKind.CO2, "2 kg"),
    (ExtinguisherKind.POWDER, "6 kg"),
)
PLACES = (
    "entrée",
    "couloir",
    "cuisine",
    "chaufferie",
    "palier",
    "local technique",
    "fond de salle",
)


def load_sites(communes: Iterable[Commune], *, year: int) -> None:
    draw = random.Random(2014)  # noqa: S311 -- invented devices, the same at every start
    for commune in communes:
        for index, (kind, name, devices) in enumerate(_sites_of(commune)):
            site = Site.objects.create(
                commune=commune,
                kind=kind,
                name=name,
                address=commune.address if kind == SiteKind.TOWN_HALL else "",
                delivery_instructions="aux heures d’ouverture" if index == 0 else "",
            )
            Extinguisher.objects.bulk_create(
                _device(draw, commune, site, index, rank, year=year) for rank in range(devices)
            )


def _sites_of(commune: Commune) -> tuple[tuple[SiteKind, str, int], ...]:
    people = commune.populations.order_by("-vintage").values_list("count", flat=True).first() or 0
    if people >= TEN_THOUSAND:
        return TOWN
    if people >= A_THOUSAND:
        return LARGE
    return MIDDLE if people >= THREE_HUNDRED else SMALL


def _device(
    draw: random.Random, commune: Commune, site: Site, index: int, rank: int, *, year: int
) -> Extinguisher:
    kind, capacity = KINDS[(index + rank) % len(KINDS)]
    made_in = year - draw.choice((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20))
    checked_on = date(year - 1, 3, 10) + timedelta(days=draw.randrange(20))
    return Extinguisher(
        commune=commune,
        site=site,
        kind=kind,
        capacity=capacity,
        number=f"{chr(65 + index)}{rank + 1:02d}",
        place=PLACES[rank % len(PLACES)],
        made_in=made_in,
        checked_on=checked_on,
        overhauled_on=_last_overhaul(kind, made_in, checked_on),
    )


def _last_overhaul(kind: ExtinguisherKind, made_in: int, checked_on: date) -> date | None:
    rules = USUAL_RULES[Kind(kind)]
    ages = (*rules.further_ages, *rules.overhaul_ages)
    reached = [made_in + age for age in ages if made_in + age <= checked_on.year]
    return checked_on.replace(year=max(reached)) if reached else None


def visit(*, year: int, on: date) -> None:
    """The technician comes in March of that year, if it is past: checks, overhauls, replaces."""
    if on < date(year, 4, 15):
        return
    devices = list(Extinguisher.objects.order_by("pk"))
    for device in devices:
        assert device.checked_on is not None
        came = device.checked_on.replace(year=year)
        known = Device(Kind(device.kind), device.made_in, device.checked_on, device.overhauled_on)
        done = plan(known, came).operations
        device.checked_on = came
        if Operation.REPLACE in done:
            device.made_in, device.overhauled_on = year, None
        elif done != (Operation.ANNUAL_CHECK,):
            device.overhauled_on = came
    Extinguisher.objects.bulk_update(devices, ("checked_on", "made_in", "overhauled_on"))
