"""The columns of the list of needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from communes.states import NEED_FLOW
from portal.lib.dates import paris_date
from portal.tables.columns import Column

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from communes.models import Need

COLUMNS = (
    Column(
        name="besoin", label="Besoin", value="label", sort=("label",), note="get_theme_display"
    ),
    Column(name="commune", label="Commune", value="commune.name", sort=("commune__name_sort",)),
    Column(name="priorite", label="Priorité", value="get_priority_display", sort=("priority",)),
    Column(
        name="quantite",
        label="Quantité",
        value="quantity",
        kind="number",
        note="unit",
        shown=False,
    ),
    Column(
        name="dit",
        label="Exprimé le",
        value=lambda need: paris_date(need.said_at),
        kind="date",
        sort=("said_at",),
    ),
    Column(
        name="avant",
        label="Avant le",
        value="wanted_by",
        kind="date",
        sort=("wanted_by",),
        shown=False,
    ),
    Column(
        name="etat", label="État", value="state", kind="state", sort=("state",), note="outcome"
    ),
)


def with_buttons() -> tuple[Column, ...]:
    """For those who answer: the steps that each need may take."""
    return (
        *COLUMNS,
        Column(name="suite", label="Donner suite", value=lambda _need: "", draw=_steps),
    )


def _steps(need: Need) -> SafeString:
    links = [
        (reverse("needs:need_answer", args=[need.pk, step.verb]), step.label, need.label)
        for step in NEED_FLOW.possible(need.state)
    ]
    return format_html(
        '<span class="cluster steps">{}</span>',
        format_html_join(
            "",
            '<a class="btn btn--s btn--bare" href="{}">{}<span class="visually-hidden"> : {}</span></a>',
            links,
        ),
    )
