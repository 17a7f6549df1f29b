"""Opening the portal to a person: by invitation, once, for seven days."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse

from communes.domain import accounts
from communes.models import Invitation
from portal.accounts.models import User
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests.factories import PersonFactory, PositionFactory, SecretaryFactory, UserFactory

GOOD = "Une-clef-2026-solide"


@pytest.fixture
def person(db):
    return PersonFactory(
        user=None, first_name="Nadine", last_name="Roth", email="nadine@example.org"
    )


def token_of_last_mail():
    return re.search(r"/invitation/([^/]+)/", OutboxEmail.objects.latest("pk").text).group(1)


def test_the_mailed_link_opens_the_account_and_the_person_is_inside(
    person, manager, at, time_machine
):
    time_machine.move_to(at)
    accounts.invite_person(person.pk, by=manager, at=at)
    url = reverse("communes:invitation_accept", args=[token_of_last_mail()])
    browser = Client()

    assert browser.get(url).status_code == 200
    response = browser.post(url, {"password": GOOD}, follow=True)

    person.refresh_from_db()
    assert person.user.email == "nadine@example.org"
    assert person.user.check_password(GOOD)
    assert "Votre compte est ouvert" in response.text
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == [
        "invite",
        "accept_invitation",
    ]


def test_a_get_opens_nothing(person, manager, at, time_machine):
    time_machine.move_to(at)
    accounts.invite_person(person.pk, by=manager, at=at)

    Client().get(reverse("communes:invitation_accept", args=[token_of_last_mail()]))

    assert Invitation.objects.get().used_at is None


def test_the_link_serves_once(person, manager, at):
    accounts.invite_person(person.pk, by=manager, at=at)
    token = token_of_last_mail()
    accounts.accept_invitation(token, GOOD, at=at)

    with pytest.raises(Refusal, match="déjà servi"):
        accounts.accept_invitation(token, GOOD, at=at)


@pytest.mark.parametrize(("days", "open_still"), [(6.99, True), (7, False), (30, False)])
def test_the_link_lasts_seven_days(person, manager, at, days, open_still):
    accounts.invite_person(person.pk, by=manager, at=at)
    token, later = token_of_last_mail(), at + dt.timedelta(days=days)

    if open_still:
        assert accounts.accept_invitation(token, GOOD, at=later).email == person.email
    else:
        with pytest.raises(Refusal, match="expiré"):
            accounts.accept_invitation(token, GOOD, at=later)


def test_a_second_invitation_replaces_the_first(person, manager, at):
    accounts.invite_person(person.pk, by=manager, at=at)
    first = token_of_last_mail()
    accounts.invite_person(person.pk, by=manager, at=at)

    with pytest.raises(Refusal, match="remplacée"):
        accounts.accept_invitation(first, GOOD, at=at)
    assert accounts.accept_invitation(token_of_last_mail(), GOOD, at=at)


def test_only_the_hash_of_the_token_is_kept(person, manager, at):
    accounts.invite_person(person.pk, by=manager, at=at)

    assert token_of_last_mail() not in str(Invitation.objects.values().get())


def test_a_weak_password_is_explained_and_the_invitation_stays(person, manager, at, time_machine):
    time_machine.move_to(at)
    accounts.invite_person(person.pk, by=manager, at=at)
    url = reverse("communes:invitation_accept", args=[token_of_last_mail()])

    response = Client().post(url, {"password": "demonstration"})

    assert "cinq mots" in response.text
    assert User.objects.filter(email=person.email).count() == 0
    assert Invitation.objects.live(at=at).count() == 1


def test_an_address_that_has_an_account_is_not_invited_again(manager, at):
    UserFactory(email="nadine@example.org")
    person = PersonFactory(user=None, first_name="N", last_name="R", email="Nadine@example.org")

    with pytest.raises(Refusal, match="déjà un compte"):
        accounts.invite_person(person.pk, by=manager, at=at)


def test_the_page_says_at_once_that_no_invitation_can_leave(manager, signed_in):
    UserFactory(email="nadine@example.org")
    has_one = PersonFactory(user=UserFactory())
    taken = PersonFactory(user=None, first_name="N", last_name="R", email="Nadine@example.org")
    nowhere = PersonFactory(user=None, first_name="N", last_name="R", email="")

    for person, why in [
        (has_one, "code reçu par courriel"),
        (taken, "Donnez à N R une adresse à elle"),
        (nowhere, "Donnez d’abord une adresse"),
    ]:
        page = signed_in(manager).get(reverse("communes:account_invite", args=[person.pk]))
        assert why in page.text
        assert "Envoyer l’invitation" not in page.text


@pytest.mark.parametrize("used", [True, False])
def test_a_link_opened_by_who_has_an_account_says_so_before_any_password(
    person, manager, at, time_machine, used
):
    time_machine.move_to(at)
    accounts.invite_person(person.pk, by=manager, at=at)
    token = token_of_last_mail()
    if used:
        accounts.accept_invitation(token, GOOD, at=at)
    else:
        UserFactory(email="NADINE@example.org")

    page = Client().get(reverse("communes:invitation_accept", args=[token]))

    assert "Vous avez déjà un compte." in page.text
    assert reverse("account_login") in page.text
    assert reverse("account_reset_password") in page.text
    assert "Choisissez un mot de passe" not in page.text
    with pytest.raises(accounts.HasAccount):
        accounts.accept_invitation(token, GOOD, at=at)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_open_one_account(at):
    person = PersonFactory(
        user=None, first_name="Nadine", last_name="Roth", email="deux@example.org"
    )
    accounts.invite_person(person.pk, by=None, at=at)
    token = token_of_last_mail()

    def click(_n):
        try:
            accounts.accept_invitation(token, GOOD, at=at)
        except Refusal:
            return "refused"
        else:
            return "opened"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, range(2))) == ["opened", "refused"]
    assert User.objects.filter(email="deux@example.org").count() == 1


def test_a_closed_account_enters_no_more_and_may_be_reopened(manager, at, signed_in):
    user = SecretaryFactory().person.user
    browser = signed_in(user)

    accounts.close_account(user.pk, by=manager, at=at)
    assert browser.get("/").status_code == 302

    accounts.reopen_account(user.pk, by=manager, at=at)
    user.refresh_from_db()
    assert user.is_active


def test_nobody_closes_her_own_account(manager, at):
    with pytest.raises(Refusal, match="son propre compte"):
        accounts.close_account(manager.pk, by=manager, at=at)


def test_a_lost_telephone_is_replaced_with_a_reason(manager, at):
    user = UserFactory()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})

    with pytest.raises(Refusal, match="identité"):
        accounts.reset_second_factor(user.pk, reason=" ", by=manager, at=at)
    accounts.reset_second_factor(user.pk, reason="rappelée à la mairie", by=manager, at=at)

    assert Authenticator.objects.filter(user=user).count() == 0
    assert Entry.objects.get(verb="reset_second_factor").details == {
        "reason": "rappelée à la mairie"
    }


@pytest.mark.parametrize("n", [1, 30])
def test_the_list_of_accounts_costs_the_same_however_long(
    n, manager, signed_in, django_assert_num_queries
):
    people = [PositionFactory(commune=None, role="reader").person for _ in range(n)]
    browser = signed_in(manager)

    with django_assert_num_queries(10):
        response = browser.get(reverse("communes:account_list"))

    assert [p.last_name in response.text for p in people] == [True] * n


def test_a_secretary_does_not_open_accounts(secretary, signed_in):
    browser = signed_in(secretary.person.user)

    assert browser.get(reverse("communes:account_list")).status_code == 403
