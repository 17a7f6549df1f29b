"""The buildings and places of the communes as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from communes import rules
from communes.domain.sites import Place, add_site, change_site, restore_site, retire_site
from communes.models import Commune, Site
from communes.states import SiteKind
from portal.lib.refusal import Refusal
from portal.tables.cells import WordField
from portal.tables.imports import Field, Known, Register, fields
from portal.tables.listing import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from portal.accounts.models import User
    from portal.tables.imports import Line

PLACE = tuple(Place.__dataclass_fields__)


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
        fields.insee(),
        fields.commune(),
        fields.text(
            "name",
            "Nom",
            80,
            required=True,
            key=True,
            accepts="Tel qu’on le dit : Salle des Tilleuls.",
        ),
        fields.word("kind", "Type", WordField(SiteKind.choices)),
        fields.text("address", "Adresse", 200),
        fields.text("access", "Accès", 200),
        fields.text("delivery_instructions", "Consignes de livraison", 200),
        fields.text(
            "erp_type",
            "Type d’ERP",
            4,
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
        fields.active("En service"),
    ),
    known=_known,
    write=_write,
    allow=rules.is_manager,
    back="admin:communes_site_changelist",
    rules=(
        "Une ligne est reconnue à son code INSEE et à son nom : un nom changé devient un nouveau lieu.",
    ),
)
