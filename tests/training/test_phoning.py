"""A town hall telephones."""

import pytest

from portal.journal.models import Entry
from tests import factories
from tests.training.desk import address
from tests.training.factories import (
    SessionFactory,
    secretaries,
)
from training.models import Registration

pytestmark = pytest.mark.django_db


def test_a_town_hall_that_telephones_is_registered_and_it_is_written_who_called(desk):
    session = SessionFactory(maximum=5)
    one = secretaries(1)[0]
    factories.MembershipFactory(commune=one.commune, epci=factories.EpciFactory())
    url = f"{address('session_phone', session.pk)}?commune={one.commune_id}"
    key = f"{one.person_id}-{one.commune_id}"
    assert str(one.person) in desk.get(url).content.decode()

    without = desk.post(url, {"people": [key], "caller": ""})
    assert "Notez qui a téléphoné" in without.content.decode()
    desk.post(url, {"people": [key], "caller": "Solange Ferrand, secrétaire"})

    made = Registration.objects.get()
    assert (made.person, made.commune, made.state) == (one.person, one.commune, "confirmed")
    entry = Entry.objects.get(verb="register_by_phone")
    assert entry.details == {"caller": "Solange Ferrand, secrétaire"}
    assert entry.by == made.registered_by
