"""Where a commune reads its mail: one address at least, each once."""

import pytest

from communes.domain.mailboxes import add_mailbox, close_mailbox
from communes.models import Mailbox
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return factories.CommuneFactory()


def test_an_address_of_nobody_is_shared_and_one_of_a_person_is_hers(commune, manager, at):
    person = factories.PersonFactory()
    shared = add_mailbox(commune.pk, email=" Mairie@Example.org ", by=manager, at=at)
    hers = add_mailbox(commune.pk, email="s@example.org", person=person, by=manager, at=at)
    assert (shared.email, shared.shared, hers.shared) == ("mairie@example.org", True, False)
    assert Entry.objects.filter(verb="add_mailbox").count() == 2


def test_the_same_address_twice_is_refused_whatever_its_case(commune, manager, at):
    add_mailbox(commune.pk, email="mairie@example.org", by=manager, at=at)
    with pytest.raises(Refusal, match="déjà inscrite"):
        add_mailbox(commune.pk, email="MAIRIE@example.org", by=manager, at=at)


def test_the_last_address_is_not_closed(commune, manager, at):
    first = add_mailbox(commune.pk, email="a@example.org", by=manager, at=at)
    with pytest.raises(Refusal, match="seule adresse"):
        close_mailbox(first.pk, by=manager, at=at)
    add_mailbox(commune.pk, email="b@example.org", by=manager, at=at)
    close_mailbox(first.pk, by=manager, at=at)
    with pytest.raises(Refusal, match="déjà fermée"):
        close_mailbox(first.pk, by=manager, at=at)


def test_a_closed_address_opens_again_and_is_one_row(commune, manager, at):
    first = add_mailbox(commune.pk, email="a@example.org", by=manager, at=at)
    add_mailbox(commune.pk, email="b@example.org", by=manager, at=at)
    close_mailbox(first.pk, by=manager, at=at)
    again = add_mailbox(commune.pk, email="a@example.org", by=manager, at=at)
    assert (again.pk, again.active) == (first.pk, True)
    assert Mailbox.objects.filter(commune=commune).count() == 2
