"""What each app puts in both communes of the world: `furnish(side, users)` adds rows, named in `side.things`."""

from tests.access.furniture import equipment, rounds, tickets

FURNISHERS = (equipment.furnish, tickets.furnish, rounds.furnish)
