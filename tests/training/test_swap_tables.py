"""The rows of proposals: who reads them, and their constraints from both sides."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from portal.walls.acting import EVERYONE, wall
from tests.conftest import NOON
from tests.training.swapping import EAST, WEST, Sides, hall, proposed
from tests.training.test_tables import both_sides
from training.models import SwapProposal
from training.states.swaps import SwapState as S

pytestmark = pytest.mark.django_db
A_SECOND = dt.timedelta(seconds=1)


def test_a_third_town_hall_sees_nothing_of_it():
    sides = Sides()
    proposal = proposed(sides)
    third = hall(EAST)

    for commune, seen in ((sides.west_hall, 1), (sides.east_hall, 1), (third, 0)):
        with wall([commune.commune.pk, EVERYONE]):
            assert SwapProposal.objects.count() == seen
            changed = SwapProposal.objects.filter(pk=proposal.pk).update(asked_saves=1)
            assert changed == (commune is sides.west_hall)


CONSTRAINTS = [
    ("swap_closed_is_dated", {"state": S.REFUSED}, {"state": S.REFUSED, "closed_at": NOON}),
    ("swap_closed_is_dated", {"closed_at": NOON}, {"closed_at": None}),
    ("swap_saves_kilometres", {"asker_saves": 0, "asked_saves": 0}, {"asker_saves": 0, "asked_saves": 1}),
    ("swap_leaves_time_to_answer", {"until": NOON}, {"until": NOON + A_SECOND}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "wrong", "right"), CONSTRAINTS)
def test_constraints_of_a_proposal(name, wrong, right):
    both_sides(proposed(Sides()), name, wrong, right)


def test_a_proposal_is_of_two_communes_and_of_their_registrations():
    sides = Sides()
    proposal = proposed(sides)
    rows = SwapProposal.objects.filter(pk=proposal.pk)
    third = hall(EAST)

    for wrong, name in (
        ({"asked_commune": sides.western.commune_id}, "swap_between_two_communes"),
        ({"asked_commune": third.commune}, "swap_asked_with_its_commune"),
        ({"commune": third.commune}, "asker_id_same_commune"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**wrong)
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")


def test_each_is_asked_once_and_asks_once():
    """The database's own word; the verb says it in French."""
    sides = Sides()
    proposal, third = proposed(sides), hall(WEST).register(sides.east)
    facts = {
        "asked": sides.eastern,
        "asked_commune": sides.eastern.commune,
        "asker_saves": 1,
        "asked_saves": 1,
        "proposed_at": NOON,
        "until": proposal.until,
    }
    for one, name in ((sides.western, "swap_proposed_once"), (third, "swap_asked_once")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            SwapProposal.objects.create(asker=one, commune=one.commune, **facts)
    SwapProposal.objects.create(
        asker=third, commune=third.commune, **facts, state=S.REFUSED, closed_at=NOON
    )
