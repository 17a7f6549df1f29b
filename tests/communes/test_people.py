"""What the directory says of a person is mended, and what it was is kept."""

import pytest

from communes.domain.people import change_person
from portal.journal.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_changes_is_written_with_what_it_was(manager, at):
    person = factories.PersonFactory(email="avant@example.org")
    told = {"civility": "mme", "email": " Apres@Example.org ", "phone": ""}
    assert change_person(person.pk, **told, by=manager, at=at)
    person.refresh_from_db()
    assert (person.civility, person.email) == ("mme", "apres@example.org")
    entry = Entry.objects.get(verb="change_person")
    assert entry.details["before"] == {"civility": "", "email": "avant@example.org"}


def test_nothing_new_is_not_written(manager, at):
    person = factories.PersonFactory(email="x@example.org")
    assert not change_person(
        person.pk, civility="", email="x@example.org", phone="", by=manager, at=at
    )
    assert not Entry.objects.exists()


def test_the_account_keeps_its_own_address(manager, at):
    person = factories.PersonFactory()
    before = person.user.email
    change_person(person.pk, civility="", email="autre@example.org", phone="", by=manager, at=at)
    person.user.refresh_from_db()
    assert person.user.email == before
