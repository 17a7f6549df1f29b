"""The buildings and places of the communes as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes import rules
from communes.domain.sites import Place, add_site, change_site, restore_site, retire_site
from communes.models import Commune, Site
from communes.states import SiteKind
from portal.lib.refusal import Refusal
from portal.tables.cells import InseeField, WordField, YesField
from portal.tables.imports import Field, Known, Register
from portal.tables.listing import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from portal.accounts.models import User
    from portal.tables.imports import Line

KIND = WordField(SiteKind.choices)
PLACE = tuple(Place.__dataclass_fields__)


def _text(length: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(max_length=length, required=required)


def _known(*, locked: bool) -> Iterator[Known]:
    rows = Site.objects.select_related("commune")
    for site in rows.select_for_update(of=("self",)) if locked else rows:
        values: dict[str, Any] = {name: getattr(site, name) for name in (*PLACE, "active")}
        yield Known(site.pk, values | {"insee": site.commune.insee, "commune": site.commune.name})


def _write(line: Line, *, by: User, at: datetime) -> None:
    given = line.merged
    place = {name: given[name] for name in PLACE}
    if line.known is None:
        commune = commune_of(given["insee"])
        site_id = add_site(commune.pk, by=by, at=at, **place).pk
        was_active = True
    else:
        site_id, was_active = line.known.pk, line.known.values["active"]
        change_site(site_id, Place(**place), by=by, at=at)
    if given["active"] != was_active:
        verb = restore_site if given["active"] else retire_site
        verb(site_id, by=by, at=at)


def commune_of(insee: str) -> Commune:
    """The commune of a line; a Refusal names the code that is no commune of the portal."""
    found = Commune.objects.filter(insee=insee).first()
    if found is None:
        raise Refusal(f"Aucune commune du portail n’a le code INSEE {insee}.")
    return found


SITES = Register(
    slug="lieux",
    title="Bâtiments et lieux",
    noun=Noun("lieu", "lieux"),
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
            accepts="Tel qu’on le dit : Salle des Tilleuls.",
        ),
        Field(
            name="kind",
            label="Type",
            form=KIND,
            show=KIND.word,
            accepts=f"{KIND.accepted.capitalize()}.",
        ),
        Field(name="address", label="Adresse", form=_text(200)),
        Field(name="access", label="Accès", form=_text(200)),
        Field(name="delivery_instructions", label="Consignes de livraison", form=_text(200)),
        Field(
            name="erp_type",
            label="Type d’ERP",
            form=_text(4),
            accepts="La lettre de l’arrêté : L pour une salle, R pour une école.",
        ),
        Field(
            name="erp_category",
            label="Catégorie d’ERP",
            form=forms.TypedChoiceField(
                choices=[(str(n), str(n)) for n in range(1, 6)],
                coerce=int,
                empty_value=None,
                required=False,
                error_messages={"invalid_choice": "Écrivez un chiffre de 1 à 5, ou rien."},
            ),
            accepts="Un chiffre de 1 à 5, ou rien.",
        ),
        Field(
            name="active",
            label="En service",
            form=YesField(),
            show=lambda value: "oui" if value else "non",
            otherwise="oui",
            accepts="oui ou non.",
        ),
    ),
    known=_known,
    write=_write,
    allow=rules.is_manager,
    back="admin:communes_site_changelist",
    rules=(
        "Une ligne est reconnue à son code INSEE et à son nom : un nom changé devient un nouveau lieu.",
    ),
)
