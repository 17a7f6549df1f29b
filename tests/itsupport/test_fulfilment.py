"""Where an order stands is a function of its lines: checked against a plain model, in whatever order things happen."""

import pytest
from hypothesis import given, strategies as st

from itsupport import fulfilment
from itsupport.fulfilment import Counts, progress, total
from itsupport.states.orders import OrderState

SIZES = st.lists(st.integers(1, 6), min_size=1, max_size=4)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "cancel", "install"]), st.integers(0, 3), st.integers(1, 4)
    ),
    max_size=30,
)


class Pieces:
    """The plain model: each piece ordered is a thing that is awaited, here, working, or given up."""

    def __init__(self, sizes):
        self.lines = [["awaited"] * size for size in sizes]

    def move(self, line, before, after, number):
        pieces = self.lines[line % len(self.lines)]
        for _n in range(number):
            if before in pieces:
                pieces[pieces.index(before)] = after

    def happen(self, event, line, number):
        moves = {
            "receive": ("awaited", "here"),
            "cancel": ("awaited", "given up"),
            "install": ("here", "working"),
        }
        self.move(line, *moves[event], number)

    @property
    def counts(self):
        return [
            Counts(
                ordered=len(one),
                received=one.count("here") + one.count("working"),
                cancelled=one.count("given up"),
                installed=one.count("working"),
            )
            for one in self.lines
        ]

    @property
    def word(self):
        pieces = [piece for line in self.lines for piece in line]
        kinds = set(pieces)
        if kinds == {"given up"}:
            return "cancelled"
        if not kinds & {"here", "working"}:
            return "sent"
        if "awaited" in kinds:
            return "partial"
        return "delivered" if "here" in kinds else "in_service"


@given(sizes=SIZES, events=EVENTS)
def test_whatever_happens_the_state_is_that_of_the_pieces(sizes, events):
    pieces = Pieces(sizes)
    assert progress(pieces.counts) == "sent"

    for event in events:
        pieces.happen(*event)
        assert progress(pieces.counts) == pieces.word


@given(sizes=SIZES, events=EVENTS)
def test_an_order_never_goes_back(sizes, events):
    """Pieces only move forward: so does what is said of the order."""
    rank = {"sent": 0, "partial": 1, "delivered": 2, "in_service": 3, "cancelled": 3}
    pieces = Pieces(sizes)
    seen = [progress(pieces.counts)]
    for event in events:
        pieces.happen(*event)
        seen.append(progress(pieces.counts))

    ends = [rank[word] for word in seen]
    # Working pieces and a new arrival: « livrée » may follow « en partie », never the reverse.
    assert ends == sorted(ends)


@given(sizes=SIZES, events=EVENTS)
def test_the_lines_add_up(sizes, events):
    pieces = Pieces(sizes)
    for event in events:
        pieces.happen(*event)

    whole = total(pieces.counts)

    assert whole.ordered == whole.received + whole.cancelled + whole.awaited
    assert whole.received == whole.installed + whole.to_install
    assert min(whole.awaited, whole.to_install) >= 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"ordered": 1, "received": 2},
        {"ordered": 2, "received": 1, "cancelled": 2},
        {"ordered": 2, "received": 1, "installed": 2},
        {"ordered": 1, "cancelled": -1},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"quantity|received|service"):
        Counts(**wrong)


def test_an_order_of_nothing_is_no_order():
    with pytest.raises(ValueError, match="at least one line"):
        progress([])


def test_each_state_has_its_word():
    assert {state.value for state in OrderState} == {
        fulfilment.SENT,
        fulfilment.PARTIAL,
        fulfilment.DELIVERED,
        fulfilment.IN_SERVICE,
        fulfilment.CANCELLED,
    }
