"""The annual report of the IT service to a commune."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes.models import Commune
from itsupport.queries.yearly import Line, year_of
from portal.documents.registry import report
from portal.lib.text import UNKNOWN, decimal_number

if TYPE_CHECKING:
    from itsupport.queries.handled import Delay
    from itsupport.queries.yearly import Equipment, Year

UNMEASURED = "non mesuré"


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the year and that of the year before, as they are read."""

    label: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class ServiceReport:
    title: str
    commune: str
    year: int
    opened: int
    solved: int
    hours: str
    visits: int
    figures: list[Compared]
    delays: list[Compared]
    kinds: list[Line]
    categories: list[Line]
    months: list[Line]
    equipment: list[Compared]
    opinions: list[Compared]
    avoided: str = UNMEASURED
    """What the commune would have paid elsewhere: nobody measured it, and it is not made up."""


@report("itsupport.service_report", title="Bilan du service informatique")
def service_report(year: int, commune_id: int) -> ServiceReport:
    """Requests, delays, time, visits, equipment and opinions of one commune, beside the year before."""
    commune = Commune.objects.get(pk=commune_id)
    now, before = year_of(commune_id, year), year_of(commune_id, year - 1)
    return ServiceReport(
        title=f"Bilan informatique {year}, {commune.name}",
        commune=commune.name,
        year=year,
        opened=now.opened,
        solved=now.solved,
        hours=now.time.hours,
        visits=now.time.visits,
        figures=[
            Compared("Demandes reçues", str(now.opened), str(before.opened)),
            Compared("Demandes résolues", str(now.solved), str(before.solved)),
            Compared("Temps passé", now.time.hours, before.time.hours),
            Compared("Jours de passage", str(now.time.visits), str(before.time.visits)),
            Compared("Kilomètres", str(now.time.kilometres), str(before.time.kilometres)),
        ],
        delays=[
            *_delays("Première réponse", now.answer, before.answer),
            *_delays("Résolution", now.solve, before.solve),
        ],
        kinds=now.kinds,
        categories=now.categories,
        months=now.months,
        equipment=_equipment(now.equipment, before.equipment),
        opinions=_opinions(now, before),
    )


def _delays(label: str, now: Delay, before: Delay) -> list[Compared]:
    return [
        Compared(f"{label}, médiane", now.median_words, before.median_words),
        Compared(f"{label}, neuf fois sur dix en moins de", now.ninth_words, before.ninth_words),
        Compared(f"{label}, délai promis tenu", now.kept_words, before.kept_words),
    ]


def _equipment(now: Equipment, before: Equipment) -> list[Compared]:
    return [
        Compared("Matériels", str(now.count), str(before.count)),
        Compared("Âge médian", _age(now), _age(before)),
        Compared("À renouveler, d’après le plan", str(now.to_renew), str(before.to_renew)),
    ]


def _age(machines: Equipment) -> str:
    """Where no purchase is dated, no age is."""
    if machines.age is None:
        return UNKNOWN
    words = f"{str(machines.age).replace('.', ',')}\u00a0ans"
    missing = machines.count - machines.dated
    return f"{words} ({decimal_number(missing)} sans date d’achat)" if missing else words


def _opinions(now: Year, before: Year) -> list[Compared]:
    labels = ("Mécontent", "À peu près", "Content")
    rows = zip(labels, now.votes, before.votes, strict=True)
    return [Compared(label, str(a), str(b)) for label, a, b in reversed(list(rows))]
