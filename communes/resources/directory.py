"""The columns of the directory, on the page and in its exports."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html

from communes.queries.doors import door_of
from communes.queries.people import secretary_of
from portal.lib.text import UNKNOWN
from portal.tables.columns import Column
from portal.web.templatetags.ui import sign

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

    from communes.models import Commune


def sheet_url(commune: Commune) -> str:
    return reverse("communes:commune_detail", args=[commune.insee])


def columns(at: datetime, *, vintage: int) -> tuple[Column, ...]:
    """`at`: the minute at which doors are open or closed. `vintage`: the year of the populations."""
    door = partial(_door, at=at)
    return (
        Column(name="nom", label="Commune", value="name", sort=("name_sort",), link=sheet_url),
        Column(name="mairie", label="Mairie", value=door, draw=partial(_drawn_door, at=at)),
        Column(name="telephone", label="Téléphone", value="phone", draw=_drawn_phone),
        Column(name="secretaire", label="Secrétaire", value=_secretary, note=_secretary_away),
        Column(name="adresse", label="Adresse", value="address", shown=False),
        Column(
            name="cp",
            label="Codes postaux",
            value=lambda c: ", ".join(c.postal_codes),
            shown=False,
        ),
        Column(name="insee", label="Code INSEE", value="insee", sort=("insee",), shown=False),
        Column(name="courriel", label="Courriel", value="email", shown=False),
        Column(
            name="habitants",
            label=f"Habitants {vintage}" if vintage else "Habitants",
            value="population",
            kind="number",
            sort=("population",),
            note=partial(_other_vintage, vintage=vintage),
        ),
        Column(
            name="confirmee",
            label="Confirmée le",
            value="confirmed_on",
            kind="date",
            sort=("confirmed_on",),
            shown=False,
        ),
    )


def _door(commune: Commune, *, at: datetime) -> str:
    return door_of(commune, at).in_short


def _drawn_door(commune: Commune, *, at: datetime) -> SafeString:
    door = door_of(commune, at)
    if door.state == "closed":
        return format_html("{}", door.words)
    return sign(door.in_short, door.sign.tone, door.sign.icon, bare=True)


def _drawn_phone(commune: Commune) -> SafeString:
    if not commune.phone:
        return format_html("{}", UNKNOWN)
    number = commune.phone.replace(" ", "")
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', number, commune.phone)


def _secretary(commune: Commune) -> str:
    contact = secretary_of(commune)
    return str(contact.person) if contact else ""


def _secretary_away(commune: Commune) -> str:
    contact = secretary_of(commune)
    if contact is None or not contact.away:
        return ""
    return f"absente, voir {contact.replaced_by}" if contact.replaced_by else "absente"


def _other_vintage(commune: Commune, *, vintage: int) -> str:
    found: int | None = commune.vintage  # type: ignore[attr-defined]
    return f"population {found}" if found and found != vintage else ""
