"""The door of the portal: an address with a password or a code, and nothing learnt by those who try."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from portal.mail.models import OutboxEmail
from tests.factories import ManagerFactory, SecretaryFactory, UserFactory

PASSWORD = "Une-clef-2026-solide"


@pytest.fixture
def solange(db):
    user = SecretaryFactory().person.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(browser, email, password):
    return browser.post(reverse("account_login"), {"login": email, "password": password})


def without_token(text):
    return re.sub(r'(csrfmiddlewaretoken" value|value)="[^"]*"', "", text)


def test_a_password_opens(solange):
    browser = Client()

    assert sign_in(browser, solange.email.upper(), PASSWORD)["Location"] == "/"
    assert browser.get("/").status_code == 200


def test_a_code_sent_by_mail_opens(solange):
    browser = Client()
    browser.post(reverse("account_request_login_code"), {"email": solange.email})
    mail = OutboxEmail.objects.get()
    code = re.search(r"^ {4}(\S+)$", mail.text, re.MULTILINE).group(1)

    response = browser.post(reverse("account_confirm_login_code"), {"code": code})

    assert mail.to == solange.email
    assert response["Location"] == "/"


def test_known_and_unknown_addresses_cannot_be_told_apart(solange):
    known = sign_in(Client(), solange.email, "faux")
    unknown = sign_in(Client(), "personne-ici@example.org", "faux")

    assert known.status_code == unknown.status_code
    assert without_token(known.text) == without_token(unknown.text)


def test_known_and_unknown_addresses_cost_the_same_hashing(solange, monkeypatch):
    runs = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher,
        "encode",
        lambda self, password, salt: runs.append(1) or encode(self, password, salt),
    )
    sign_in(Client(), solange.email, "faux")
    known = len(runs)
    runs.clear()

    sign_in(Client(), "personne-ici@example.org", "faux")

    assert len(runs) == known == 1


@pytest.mark.parametrize("page", ["account_reset_password", "account_request_login_code"])
def test_asking_for_a_mail_says_the_same_to_everyone(solange, page):
    known = Client().post(reverse(page), {"email": solange.email})
    unknown = Client().post(reverse(page), {"email": "personne-ici@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert OutboxEmail.objects.filter(to="personne-ici@example.org").count() == 0


def test_nobody_signs_up_by_herself(db):
    response = Client().post(
        reverse("account_signup"), {"email": "x@example.org", "password1": PASSWORD}
    )

    assert "invitation" in response.text
    assert EmailAddress.objects.count() == 0


def test_attempts_are_limited_without_redis(solange):
    answers = [sign_in(Client(), solange.email, f"faux{n}") for n in range(12)]

    assert "rop de tentatives" in answers[-1].text or answers[-1].status_code == 429
    assert sign_in(Client(), solange.email, PASSWORD).status_code != 302


def test_the_team_sets_up_a_second_factor_before_anything_else(settings, signed_in):
    settings.PORTAL_MFA_REQUIRED = True
    manager = ManagerFactory().person.user
    browser = signed_in(manager)

    assert browser.get("/gestion/")["Location"] == reverse("mfa_index")
    assert browser.get(reverse("mfa_index")).status_code == 200

    Authenticator.objects.create(
        user=manager, type=Authenticator.Type.TOTP, data={"secret": totp.generate_totp_secret()}
    )
    assert browser.get("/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(settings, signed_in):
    settings.PORTAL_MFA_REQUIRED = True
    manager = ManagerFactory().person.user
    Authenticator.objects.create(user=manager, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert signed_in(manager).get("/")["Location"] == reverse("mfa_index")


def test_a_town_hall_needs_no_second_factor(settings, secretary, signed_in):
    settings.PORTAL_MFA_REQUIRED = True

    assert signed_in(secretary.person.user).get("/").status_code == 200


def test_someone_without_a_position_sees_an_empty_portal(signed_in):
    response = signed_in(UserFactory()).get("/")

    assert "Rien à faire" in response.text


@pytest.mark.parametrize(
    "page",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_request_login_code",
    ],
)
def test_the_pages_of_the_door_are_in_the_portals_look(db, page):
    response = Client().get(reverse(page))

    assert response.status_code == 200
    assert "css/portal.css" in response.text


@pytest.mark.parametrize(
    "page",
    [
        "account_email",
        "account_change_password",
        "mfa_index",
        "usersessions_list",
        "account_logout",
    ],
)
def test_the_pages_of_the_account_are_in_the_portals_look(solange, signed_in, page):
    response = signed_in(solange).get(reverse(page), follow=True)

    assert response.status_code == 200
    assert "css/portal.css" in response.text
