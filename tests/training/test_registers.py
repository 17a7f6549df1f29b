"""The registers of training refuse what cannot be, in words."""

import pytest

from tests import factories
from tests.training.factories import RoomFactory
from training.models import Room, Trainer

pytestmark = pytest.mark.django_db


def test_a_room_is_in_a_building_of_its_own_commune(desk):
    here, there = factories.SiteFactory(), factories.SiteFactory()
    sent = {
        "name": "Foyer",
        "commune": here.commune_id,
        "capacity": "20",
        "cost": "0",
        "active": "on",
    }

    response = desk.post("/gestion/training/room/add/", {**sent, "site": there.pk})
    desk.post("/gestion/training/room/add/", {**sent, "site": here.pk})

    assert "choisissez-en un de" in response.content.decode()
    assert Room.objects.get().site == here


def test_a_trainer_is_somebody(desk):
    response = desk.post("/gestion/training/trainer/add/", {"name": "Marc", "email": ""})

    assert "dont on a le nom et le courriel" in response.content.decode()
    assert not Trainer.objects.exists()


def test_a_commune_has_one_room_of_a_name(desk):
    room = RoomFactory(name="Foyer")
    sent = {"name": "Foyer", "commune": room.commune_id, "capacity": "20", "cost": "0"}

    response = desk.post("/gestion/training/room/add/", sent)

    assert "déjà une salle de ce nom" in response.content.decode()
