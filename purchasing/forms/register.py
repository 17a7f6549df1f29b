"""The register of extinguishers as it is typed, and as it comes from a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from communes.models import Site
from portal.lib.tables import TableRefused, read_table, write_xlsx
from portal.lib.text import NBSP, fold
from portal.web.forms import DateField
from purchasing.domain.register import Device, impossible
from purchasing.states import ExtinguisherKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from purchasing.models import Extinguisher

HEADINGS = {
    "batiment": "site",
    "numero": "number",
    "type": "kind",
    "capacite": "capacity",
    "emplacement": "place",
    "annee": "made_in",
    "derniere verification": "checked_on",
    "derniere maintenance": "overhauled_on",
}
FRENCH = (
    "Bâtiment",
    "Numéro",
    "Type",
    "Capacité",
    "Emplacement",
    "Année",
    "Dernière vérification",
    "Dernière maintenance",
)
NEEDED = ("site", "number", "kind", "made_in")
_SALT = "purchasing.register"
_YEAR = re.compile(r"[0-9]{4}")


class ExtinguisherForm(forms.Form):
    """One device. The buildings offered are those of the commune."""

    site = forms.ModelChoiceField(
        Site.objects.none(),
        label="Bâtiment",
        empty_label=None,
        error_messages={"invalid_choice": "Choisissez un bâtiment de la commune."},
    )
    place = forms.CharField(
        label="Emplacement",
        max_length=120,
        required=False,
        help_text="Couloir, cuisine, chaufferie.",
    )
    number = forms.CharField(label="Numéro", max_length=40, help_text="Celui de l’étiquette.")
    kind = forms.ChoiceField(label="Type", choices=ExtinguisherKind.choices)
    capacity = forms.CharField(
        label="Capacité", max_length=20, required=False, help_text="6 litres, 2 kg."
    )
    made_in = forms.IntegerField(
        label="Année de fabrication",
        localize=False,
        widget=forms.TextInput(
            attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}
        ),
        help_text="Gravée sur l’appareil, quatre chiffres : 2019.",
        error_messages={"invalid": "Écrivez l’année en quatre chiffres, par exemple 2019."},
    )
    checked_on = DateField(label="Dernière vérification", required=False)
    overhauled_on = DateField(label="Dernière maintenance approfondie", required=False)

    def __init__(self, *args: Any, commune_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = self.fields["site"]
        assert isinstance(sites, forms.ModelChoiceField)
        sites.queryset = Site.objects.filter(commune_id=commune_id).active().order_by("pk")
        sites.label_from_instance = _name  # type: ignore[method-assign]

    def device(self) -> Device:
        typed = dict(self.cleaned_data)
        return Device(site_id=typed.pop("site").pk, **typed)


def _name(obj: Any) -> str:
    return str(obj.name)


def typed_in(row: Extinguisher) -> dict[str, Any]:
    """What the form shows of a known device."""
    names = (
        "site",
        "place",
        "number",
        "kind",
        "capacity",
        "made_in",
        "checked_on",
        "overhauled_on",
    )
    return {name: getattr(row, name) for name in names}


class RegisterFileForm(forms.Form):
    """A table of devices: a file, or lines pasted from a spreadsheet with their titles."""

    hide_optional = True

    file = forms.FileField(
        label="Votre tableau",
        required=False,
        help_text="Un fichier .xlsx ou .csv, une ligne par extincteur, avec les titres des colonnes.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    rows = forms.CharField(
        label="Ou les lignes copiées de votre tableur",
        required=False,
        max_length=200_000,
        help_text="Copiez aussi la ligne des titres, puis collez ici.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if not self.errors and not typed.get("file") and not typed.get("rows"):
            self.add_error("file", "Choisissez un fichier, ou collez des lignes.")
        return typed

    def source(self) -> tuple[str, bytes]:
        """The field that was filled and what it holds; a file goes before pasted lines."""
        if file := self.cleaned_data["file"]:
            return "file", file.read()
        return "rows", self.cleaned_data["rows"].encode()


@dataclass(slots=True)
class RegisterRead:
    """The devices of a file, and what was not understood, by line and column."""

    devices: list[Device] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_register(data: bytes, sites: Sequence[Site], *, today: date) -> RegisterRead:
    """Read the whole file before saying anything; all or nothing. TableRefused on a file that is no table."""
    rows = read_table(data)
    if not rows:
        raise TableRefused("Ce tableau est vide.")
    columns = {HEADINGS[fold(h)]: n for n, h in enumerate(rows[0]) if fold(h) in HEADINGS}
    if missing := [
        french
        for french, name in zip(FRENCH, HEADINGS.values(), strict=True)
        if name in NEEDED and name not in columns
    ]:
        raise TableRefused(f"Il manque une colonne : {', '.join(missing)}.")
    read = RegisterRead()
    by_name = {fold(site.name): site for site in sites}
    seen: set[str] = set()
    for line, row in enumerate(rows[1:], start=2):
        cells = {name: row[n].strip() if n < len(row) else "" for name, n in columns.items()}
        device = _device(cells, by_name, line, read.faults)
        if device is None:
            continue
        if device.number in seen:
            read.faults.append(f"Ligne {line}, Numéro{NBSP}: {device.number} est déjà plus haut.")
        elif fault := impossible(device, today=today):
            read.faults.append(f"Ligne {line}{NBSP}: {fault}")
        else:
            seen.add(device.number)
            read.devices.append(device)
    return read


def write_register(rows: Iterable[Extinguisher]) -> bytes:
    """The register as a workbook that the import reads back."""
    lines = [
        (
            row.site.name, row.number, row.get_kind_display(), row.capacity, row.place,
            str(row.made_in), row.checked_on, row.overhauled_on,
        )
        for row in rows
    ]  # fmt: skip
    return write_xlsx([FRENCH, *lines], title="Extincteurs")


def packed(devices: Iterable[Device]) -> str:
    """The devices that were shown, signed, for the form that confirms them."""
    plain = [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(one).items()
        }
        for one in devices
    ]
    return signing.dumps(plain, salt=_SALT, compress=True)


def unpacked(text: str) -> list[Device]:
    """Raises BadSignature on anything that this portal did not pack."""
    found: list[dict[str, Any]] = signing.loads(text, salt=_SALT, max_age=3600)
    for one in found:
        one |= {name: _day(one[name]) for name in ("checked_on", "overhauled_on")}
    return [Device(**one) for one in found]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _device(
    cells: dict[str, str], sites: dict[str, Site], line: int, faults: list[str]
) -> Device | None:
    kinds = {fold(str(kind.label)): kind.value for kind in ExtinguisherKind} | {
        "eau": ExtinguisherKind.WATER.value, "co2": ExtinguisherKind.CO2.value, "co₂": ExtinguisherKind.CO2.value,
    }  # fmt: skip
    site, kind = sites.get(fold(cells["site"])), kinds.get(fold(cells["kind"]))
    wrong = [
        (site is None, "Bâtiment", f"« {cells['site']} » n’est pas un bâtiment de la commune."),
        (kind is None, "Type", f"« {cells['kind']} » : écrivez eau, poudre, CO₂ ou mousse."),
        (not cells["number"], "Numéro", "il manque."),
        (
            not _YEAR.fullmatch(cells["made_in"]),
            "Année",
            "écrivez quatre chiffres, par exemple 2019.",
        ),
    ]
    found = [f"Ligne {line}, {column}{NBSP}: {words}" for bad, column, words in wrong if bad]
    days = {
        name: _typed_day(cells.get(name, ""), name, line, found)
        for name in ("checked_on", "overhauled_on")
    }
    faults += found
    if found or site is None or kind is None:
        return None
    return Device(
        site_id=site.pk,
        number=cells["number"],
        kind=kind,
        made_in=int(cells["made_in"]),
        capacity=cells.get("capacity", "")[:20],
        place=cells.get("place", "")[:120],
        **days,
    )


def _typed_day(text: str, name: str, line: int, faults: list[str]) -> date | None:
    if not text:
        return None
    try:
        day = DateField(required=False).clean(text)
    except ValidationError as error:
        column = FRENCH[list(HEADINGS.values()).index(name)]
        faults.append(f"Ligne {line}, {column}{NBSP}: {error.messages[0]}")
        return None
    return day if isinstance(day, date) else None
