"""The same course nearer is shown first to who registers."""

import pytest

from tests.conftest import NOON
from tests.training.hall import text, to
from tests.training.swapping import Sides
from training.models import Session

pytestmark = pytest.mark.django_db
TITLE = "Plus près de chez vous"


@pytest.fixture
def sides(time_machine):
    time_machine.move_to(NOON, tick=False)
    return Sides(register=False)


def test_the_nearest_session_with_a_seat_is_shown_with_its_kilometres(client, sides):
    client.force_login(sides.west_hall.secretary.user)

    for name in ("session_detail", "registration_create"):
        page = text(client.get(to(name, sides.east.pk)))
        assert f"{TITLE} La même formation se donne à" in page
        assert "à 1 km de votre mairie, 28 km de moins qu’ici" in page
        assert TITLE not in text(client.get(to(name, sides.west.pk)))


@pytest.mark.parametrize("changes", [{"state": "published"}, {"closes_at": NOON}, {"maximum": 1}])
def test_one_that_takes_nobody_is_not_shown(client, sides, changes):
    sides.east_hall.register(sides.west)
    Session.objects.filter(pk=sides.west.pk).update(**changes)
    client.force_login(sides.west_hall.secretary.user)

    assert TITLE not in text(client.get(to("session_detail", sides.east.pk)))
