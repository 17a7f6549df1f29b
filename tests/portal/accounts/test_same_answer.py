"""Nothing tells a known address from an unknown one: neither the status, nor the page, nor the hashing."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from portal.mail.models import OutboxEmail
from tests.factories import SecretaryFactory

PASSWORD = "Une-clef-2026-solide"


def an_account(**changes):
    user = SecretaryFactory().person.user
    user.set_password(PASSWORD)
    for name, value in changes.items():
        setattr(user, name, value)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user.email


def answer(name, email, **data):
    """The status, where it leads, and the page met at the end, without tokens nor the address itself."""
    field = "login" if name == "account_login" else "email"
    response = Client().post(reverse(name), {field: email, **data}, follow=True)
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.text)
    return response.status_code, response.redirect_chain, text.replace(email, "ADRESSE")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_login", {"password": "faux"}),
        ("account_request_login_code", {}),
        ("account_reset_password", {}),
    ],
)
def test_the_answer_is_the_same(db, name, data):
    known = answer(name, an_account(), **data)
    closed = answer(name, an_account(is_active=False), **data)
    unknown = answer(name, "personne-ici@example.org", **data)

    assert known == unknown
    assert closed == unknown


@pytest.mark.parametrize("name", ["account_request_login_code", "account_reset_password"])
def test_only_the_known_address_is_written_to(db, name):
    email = an_account()
    answer(name, email)
    answer(name, "personne-ici@example.org")

    assert [mail.to for mail in OutboxEmail.objects.all()] == [email]


@pytest.mark.parametrize("who", ["known", "closed", "no password", "unknown"])
def test_a_wrong_password_is_hashed_once_whoever_it_is_for(db, who, monkeypatch):
    email = {
        "known": an_account,
        "closed": lambda: an_account(is_active=False),
        "no password": lambda: an_account(password=hashers.make_password(None)),
        "unknown": lambda: "personne-ici@example.org",
    }[who]()
    runs, encode = [], hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher,
        "encode",
        lambda self, password, salt: runs.append(1) or encode(self, password, salt),
    )

    answer("account_login", email, password="faux")

    assert len(runs) == 1
