"""Tables of campaigns, out: French headings, no internal number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.lib.money import from_cents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purchasing.queries.follow import Follow
    from purchasing.queries.need import Need


def answers_table(found: Follow) -> Iterator[list[Any]]:
    """One line a commune: its state, its amount, when and by which way it answered."""
    yield [
        "Code INSEE",
        "Commune",
        "État",
        "Montant HT (€)",
        "Répondu le",
        "Par",
        "Au nom de",
        "Mot de la mairie",
        "Téléphone",
        "Dernier contact",
    ]
    for place in found.places:
        answer = place.answer
        yield [
            place.commune.insee,
            place.commune.name,
            place.word,
            None if place.cents is None else from_cents(place.cents),
            answer.answered_at,
            answer.get_channel_display() if answer.channel else "",
            answer.answered_as,
            answer.word,
            place.commune.phone,
            place.contact,
        ]


def need_table(need: Need) -> Iterator[list[Any]]:
    """One line a commune and item, with last year's figure beside."""
    yield [
        "Lot",
        "Code INSEE",
        "Commune",
        "Code d’article",
        "Article",
        "Unité",
        "Quantité",
        "An dernier",
        "Écart",
        "Prix unitaire HT (€)",
        "À regarder",
    ]
    for table in need.tables:
        for row in table.rows:
            for head, cell in zip(table.heads, row.cells, strict=True):
                if cell.quantity or cell.before:
                    yield [
                        table.lot.number,
                        row.insee,
                        row.commune,
                        head.item.item.code,
                        head.item.label,
                        head.item.unit,
                        cell.quantity,
                        cell.before,
                        cell.change,
                        head.item.price,
                        cell.odd,
                    ]
