"""What each app puts in both communes of the world: `furnish(side, users)` adds rows, named in `side.things`."""

from tests.access.furniture import (
    audits,
    equipment,
    exchange,
    mail,
    orders,
    presence,
    rounds,
    swaps,
    tickets,
    training,
    training_closing,
    wishes,
)

FURNISHERS = (
    equipment.furnish,
    orders.furnish,
    tickets.furnish,
    mail.furnish,
    audits.furnish,
    rounds.furnish,
    training.furnish,
    presence.furnish,
    exchange.furnish,
    wishes.furnish,
    training_closing.furnish,
    swaps.furnish,
)
