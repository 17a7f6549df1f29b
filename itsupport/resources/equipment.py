"""The register of equipment as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes.models import Commune, Site
from itsupport.domain.equipment import Described, add_asset, change_asset
from itsupport.models import Asset
from itsupport.rules import is_desk
from itsupport.states.equipment import AssetKind
from portal.lib.refusal import Refusal
from portal.lib.text import fold
from portal.tables.cells import InseeField, WordField
from portal.tables.imports import Field, Known, Register, trimmed
from portal.tables.listing import Noun
from portal.web.forms import DateField, EuroField

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from portal.accounts.models import User
    from portal.tables.imports import Line

KIND = WordField(AssetKind.choices)
TYPED = (
    "kind", "name", "place", "manufacturer", "model", "serial", "purchased_on", "price",
    "warranty_until", "renewal_year", "note",
)  # fmt: skip


def _text(length: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(max_length=length, required=required)


def _known(*, locked: bool) -> Iterator[Known]:
    rows = Asset.objects.live().select_related("commune", "site")
    for asset in rows.select_for_update(of=("self",)) if locked else rows:
        values: dict[str, Any] = {name: getattr(asset, name) for name in TYPED}
        yield Known(
            asset.pk,
            values
            | {
                "insee": asset.commune.insee,
                "commune": asset.commune.name,
                "tag": asset.tag,
                "site": asset.site.name if asset.site else "",
            },
            extra=asset.used_by_id,
        )


def _write(line: Line, *, by: User, at: datetime) -> None:
    given = line.merged
    commune = Commune.objects.filter(insee=given["insee"]).first()
    if commune is None:
        raise Refusal(f"Aucune commune du portail n’a le code INSEE {given['insee']}.")
    described = Described(
        **{name: given[name] for name in TYPED},
        site_id=_site(commune, given["site"]),
        used_by_id=line.known.extra if line.known else None,
    )
    if line.known is None:
        add_asset(commune.pk, described, by=by, at=at)
        return
    twins = Asset.objects.live().filter(commune=commune, name=given["name"])
    if twins.count() > 1:
        raise Refusal(
            f"Deux matériels de la commune s’appellent « {given['name']} » : changez-les un par un."
        )
    change_asset(line.known.pk, described, by=by, at=at)


def _site(commune: Commune, name: str) -> int | None:
    if not name:
        return None
    sites = Site.objects.filter(commune=commune).active()
    found = next((one.pk for one in sites if fold(one.name) == fold(name)), None)
    if found is None:
        raise Refusal(f"« {name} » n’est pas un bâtiment {commune}.")
    return found


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


EQUIPMENT = Register(
    slug="parc",
    title="Parc informatique",
    noun=Noun("matériel", "matériels"),
    fields=(
        Field(
            name="insee",
            label="Code INSEE",
            form=InseeField(),
            key=True,
            accepts="Celui de la commune, par exemple 57080.",
        ),
        Field(name="commune", label="Commune", form=_text(80), fixed=True),
        Field(
            name="name",
            label="Nom",
            form=_text(80, required=True),
            key=True,
            accepts="Tel qu’on l’appelle : PC-ACCUEIL.",
        ),
        Field(name="tag", label="Étiquette", form=_text(12), fixed=True),
        Field(
            name="kind",
            label="Type",
            form=KIND,
            show=KIND.word,
            accepts=f"{KIND.accepted.capitalize()}.",
        ),
        Field(name="site", label="Bâtiment", form=_text(80), accepts="Son nom dans l’annuaire."),
        Field(name="place", label="Emplacement", form=_text(80)),
        Field(name="manufacturer", label="Fabricant", form=_text(80)),
        Field(name="model", label="Modèle", form=_text(120)),
        Field(name="serial", label="Numéro de série", form=_text(80)),
        Field(name="purchased_on", label="Acheté le", form=DateField(required=False)),
        Field(
            name="price",
            label="Prix HT (€)",
            form=EuroField(required=False, min_value=0),
            show=trimmed,
        ),
        Field(name="warranty_until", label="Garantie jusqu’au", form=DateField(required=False)),
        Field(
            name="renewal_year",
            label="Année de renouvellement",
            form=forms.IntegerField(
                required=False, min_value=1990, max_value=2100, localize=False
            ),
            show=_shown,
            accepts="Quatre chiffres : 2029.",
        ),
        Field(name="note", label="À savoir", form=_text(2000)),
    ),
    known=_known,
    write=_write,
    allow=is_desk,
    back="itsupport:asset_list",
    rules=(
        "Une ligne est reconnue à son code INSEE et à son nom : un nom changé devient un nouveau matériel.",
        "L’étiquette est donnée par le portail à l’entrée au parc.",
    ),
)
