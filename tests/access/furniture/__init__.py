"""What each app puts in both communes of the world: `furnish(side, users)` adds rows, named in `side.things`."""

from tests.access.furniture import (
    audits,
    equipment,
    exchange,
    mail,
    orders,
    presence,
    rounds,
    tickets,
    training,
    training_closing,
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
    training_closing.furnish,
)
