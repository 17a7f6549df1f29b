"""What each town hall reads of a swap on its pages, and what it may do there."""

import pytest

from tests.conftest import NOON
from tests.training.hall import text, to
from tests.training.swapping import Sides, proposed
from training.domain import swapping
from training.models import SwapProposal

pytestmark = pytest.mark.django_db


def test_both_town_halls_read_it_on_their_pages_and_nobody_s_name(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    sides = Sides()
    client.force_login(sides.west_hall.secretary.user)
    mine = to("registration_detail", sides.western.pk)
    page = text(client.get(mine))
    assert "Échanger avec quelqu’un de Wangen : vous feriez" in page
    assert str(sides.eastern.person) not in page
    assert "part à la commune Wangen" in text(
        client.post(to("swap_propose", sides.western.pk, sides.eastern.pk), follow=True)
    )
    assert "Vous avez proposé d’échanger" in text(client.get(mine))

    proposal = SwapProposal.objects.get()
    assert client.post(to("swap_accept", proposal.pk)).status_code == 404, "not on her side"
    client.force_login(sides.east_hall.secretary.user)
    home = text(client.get("/"))
    assert f"{sides.eastern.person} : échanger de session ?" in home
    assert "avec quelqu’un de Xouaxange : vous feriez" in home
    page = text(client.get(to("registration_detail", sides.eastern.pk)))
    assert "Quelqu’un de Xouaxange suit la même formation" in page
    assert str(sides.western.person) not in page
    assert "L’échange est fait" in text(client.post(to("swap_accept", proposal.pk), follow=True))
    assert sides.swapped() == [sides.west.pk, sides.east.pk]


def test_the_history_of_each_town_hall_says_that_it_was_a_swap(client):
    sides = Sides()
    swapping.accept_swap(proposed(sides).pk, by=sides.east_hall.secretary.user, at=NOON)

    for mine, person, there in (
        (sides.west_hall, sides.western.person, sides.west),
        (sides.east_hall, sides.eastern.person, sides.east),
    ):
        client.force_login(mine.secretary.user)
        told = text(client.get("/historique/"))
        assert f"Place reçue par un échange : {person}, {there.number}" in told
        assert f"demandée : {person}, {there.number}" not in told


def test_somebody_who_is_not_there_is_not_found(client):
    sides = Sides()
    client.force_login(sides.west_hall.secretary.user)

    for nobody in (sides.eastern.pk + 99, 10**20):
        assert client.post(to("swap_propose", sides.western.pk, nobody)).status_code == 404
