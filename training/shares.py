"""What a session costs, shared by a declared rule, to the cent. Pure.

The law gives no way to share a pooled training budget (Senate report r17-642-4): the rule is what a deliberation says,
and every figure of it is an argument here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.lib.allocation import allocate

CARRIED = "~"
"""The key of the communauté, which comes after every INSEE code: a last cent goes to a commune first."""
HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """How many per cent of a cost are shared by each measure; their sum is 100. ValueError otherwise.

    `attended`: by person who came; `seats`: by seat that was held; `population`; `equal`: the same for each commune;
    `carried`: left to the communauté. `late_pays`: who gave up too late counts as if she had come, and held her seat;
    `absent_pays`: so does who did not come and did not say why.
    """

    attended: int = 0
    seats: int = 0
    population: int = 0
    equal: int = 0
    carried: int = 0
    late_pays: bool = False
    absent_pays: bool = False

    def __post_init__(self) -> None:
        percents = (self.attended, self.seats, self.population, self.equal, self.carried)
        if min(percents) < 0 or sum(percents) != HUNDRED:
            raise ValueError("the parts of a cost are not negative, and make 100")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A commune of the sharing, by its INSEE code: who came, excused herself, was absent, gave up late; its people."""

    key: str
    came: int = 0
    excused: int = 0
    absent: int = 0
    late: int = 0
    population: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """What one bears, in cents; `people`: how many of hers count in the rule."""

    key: str
    cents: int
    people: int = 0


def share(total: int, parts: Parts, senders: Sequence[Sender]) -> list[Share]:
    """Every share of a cost in cents, the communauté's last; their sum is the cost, to the cent.

    The cost is first cut by percentages, then each part among the communes by largest remainder. A part that nothing
    measures (nobody came, no population is known) is left to the communauté. A commune that sent nobody takes part in
    `equal` and `population`: the caller says who is asked. ValueError: a key given twice, or the communauté's.
    """
    keys = [one.key for one in senders]
    if len(set(keys)) != len(keys) or CARRIED in keys:
        raise ValueError("each commune is named once")
    measured = (
        ("1", parts.attended, [_came(one, parts) for one in senders]),
        ("2", parts.seats, [_seats(one, parts) for one in senders]),
        ("3", parts.population, [one.population for one in senders]),
        ("4", parts.equal, [1 for _ in senders]),
    )
    names = [*(name for name, _, _ in measured), CARRIED]
    percents = [*(percent for _, percent, _ in measured), parts.carried]
    cut = dict(zip(names, allocate(total, percents, keys=names), strict=True))
    borne = dict.fromkeys(keys, 0)
    carried = cut[CARRIED]
    for name, _percent, weights in measured:
        if not any(weights):
            carried += cut[name]
            continue
        for key, cents in zip(keys, allocate(cut[name], weights, keys=keys), strict=True):
            borne[key] += cents
    counted = _seats if parts.seats and not parts.attended else _came
    people = {one.key: counted(one, parts) for one in senders}
    found = [Share(key, borne[key], people[key]) for key in sorted(keys)]
    return [*found, Share(CARRIED, carried)] if carried or not found else found


def _came(one: Sender, parts: Parts) -> int:
    return (
        one.came + (one.late if parts.late_pays else 0) + (one.absent if parts.absent_pays else 0)
    )


def _seats(one: Sender, parts: Parts) -> int:
    """Who was expected had a seat, whether she came or not."""
    return one.came + one.excused + one.absent + (one.late if parts.late_pays else 0)
