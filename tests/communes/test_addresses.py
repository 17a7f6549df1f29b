"""Where a town hall is written to, and which ones cannot be."""

import pytest
from django.urls import reverse

from communes.models import Commune, Mailbox
from communes.queries.addresses import town_hall_addresses, without_address
from tests.factories import (
    CampaignFactory,
    LotItemFactory,
    MailboxFactory,
    MembershipFactory,
    PersonFactory,
    SecretaryFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    commune = MembershipFactory().commune
    Commune.objects.filter(pk=commune.pk).update(email="")
    return commune


def unreached(at):
    """By the one question, checked against the addresses themselves."""
    communes = Commune.objects.members(on=at.date())
    found = set(without_address(communes, on=at.date()))
    known = town_hall_addresses([one.pk for one in communes], on=at.date())
    assert found == {one for one in communes if one.pk not in known}
    return found


def test_a_commune_of_which_nothing_is_known(commune, at):
    assert unreached(at) == {commune}


def test_each_way_to_reach_it_is_enough(commune, at):
    mailbox = MailboxFactory(commune=commune)
    assert unreached(at) == set()
    Mailbox.objects.filter(pk=mailbox.pk).update(active=False)
    assert unreached(at) == {commune}
    Commune.objects.filter(pk=commune.pk).update(email="mairie@example.org")
    assert unreached(at) == set()


def test_a_secretary_counts_when_she_has_an_address(commune, at):
    silent = SecretaryFactory(
        commune=commune, person=PersonFactory(user=None, email="", first_name="A", last_name="B")
    )
    assert unreached(at) == {commune}
    silent.person.email = "a@example.org"
    silent.person.save()
    assert unreached(at) == set()


def test_a_secretary_without_address_does_not_hide_the_one_the_commune_publishes(commune, at):
    SecretaryFactory(
        commune=commune, person=PersonFactory(user=None, email="", first_name="A", last_name="B")
    )
    Commune.objects.filter(pk=commune.pk).update(email="mairie@example.org")

    assert town_hall_addresses([commune.pk], on=at.date()) == {commune.pk: "mairie@example.org"}


def test_the_manager_knows_before_and_after_the_opening_whom_no_mail_reaches(
    commune, manager, signed_in
):
    campaign = LotItemFactory(lot__campaign=CampaignFactory()).lot.campaign
    page = reverse("campaigns:campaign_move", args=[campaign.pk, "open"])
    browser = signed_in(manager)

    before = browser.get(page).content.decode()
    after = browser.post(page, follow=True).content.decode()

    assert '<p class="note__title">1 mairie n’a pas d’adresse</p>' in before.replace("\u00a0", " ")
    assert str(commune) in before
    assert f"aucun courriel n’est parti vers {commune}" in after
