"""The tables of costs for the accountants, and the columns of a town hall's list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.lib.dates import paris_date
from portal.lib.money import from_cents
from portal.tables.columns import Column
from training.queries.costs import carrier_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.models import CostShare
    from training.queries.cost_years import CostYear
    from training.queries.costs import Account

HEAD = (
    "Arrêté le", "Session", "Formation", "État", "Délibération", "Code INSEE", "SIREN", "Commune",
    "Personnes comptées", "Montant TTC", "Motif",
)  # fmt: skip


def accounts_table(shares: Iterable[CostShare]) -> list[list[Any]]:
    """One line a share: what the accountants call in."""
    carrier = carrier_name()
    rows: list[list[Any]] = [list(HEAD)]
    for one in shares:
        statement = one.statement
        rows.append(
            [
                paris_date(statement.frozen_at),
                statement.session.number,
                statement.session.course.title,
                statement.number,
                statement.rule.deliberation,
                one.commune.insee if one.commune else "",
                one.commune.siren if one.commune else "",
                one.commune.name if one.commune else carrier,
                one.people,
                from_cents(one.amount_cents),
                statement.reason,
            ]
        )
    return rows


def communes_table(year: CostYear) -> list[list[Any]]:
    """One line a commune, and the total."""
    rows = [
        [one.name, one.insee, len(one.sessions), one.people, from_cents(one.cents)]
        for one in year.bearers
    ]
    head = ["Commune", "Code INSEE", "Sessions", "Personnes comptées", "Montant TTC"]
    return [head, *rows, ["Total", "", len(year.sessions), "", from_cents(year.cents)]]


def session_table(account: Account) -> list[list[Any]]:
    """The costs of a session, then its shares."""
    rows: list[list[Any]] = [["Nature", "Intitulé", "Fournisseur", "Montant TTC"]]
    rows += [
        [line.get_kind_display(), line.label, line.supplier, from_cents(line.amount_cents)]
        for line in account.lines
    ]
    rows += [["Total", "", "", from_cents(account.total)], []]
    rows.append(["Commune", "Code INSEE", "Personnes comptées", "Part TTC"])
    rows += [[one.name, one.insee, one.people, from_cents(one.cents)] for one in account.shares]
    return rows


COLUMNS = (
    Column(
        name="formation",
        label="Formation",
        value="statement.session.course.title",
        sort=("statement__session__course__title",),
        note=lambda one: f"session {one.statement.session.number}",
    ),
    Column(
        name="commune",
        label="Commune",
        value="commune.name",
        sort=("commune__name_sort",),
        shown=False,
    ),
    Column(
        name="arrete",
        label="Arrêtée le",
        value="statement.frozen_at",
        kind="moment",
        sort=("statement__frozen_at",),
    ),
    Column(name="regle", label="Règle", value="statement.rule"),
    Column(name="personnes", label="Personnes", value="people", kind="number", sort=("people",)),
    Column(
        name="cout",
        label="Coût de la session, TTC",
        value=lambda one: from_cents(one.statement.total_cents),
        kind="euro",
        sort=("statement__total_cents",),
    ),
    Column(
        name="part",
        label="Part de la commune, TTC",
        value=lambda one: from_cents(one.amount_cents),
        kind="euro",
        sort=("amount_cents",),
        note="statement.reason",
    ),
)
