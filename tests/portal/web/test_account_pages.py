"""The pages of sign-in and of one's own account: one title, French, and nothing the content policy refuses."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(r">\s*(Sign|Change|Confirm|Cancel|Send|Your|You|Please|Password|Email)\b")


def page(response):
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert "<form" in html or '<a class="btn' in html
    assert not re.search(r"\sstyle=|<style|\son\w+=", html)
    assert not ENGLISH.search(html), ENGLISH.search(html)
    return html


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_request_login_code", "account_reset_password"],
)
def test_a_page_before_the_door_is_one_sheet_beside_the_territory(client, name):
    html = page(client.get(reverse(name)))
    assert 'class="backdrop"' in html
    assert 'aria-label="Principale"' not in html


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_set_password",
        "account_email",
        "mfa_index",
        "usersessions_list",
        "account_logout",
    ],
)
def test_a_page_of_ones_account_is_in_the_frame(secretary, signed_in, name):
    response = signed_in(secretary.person.user).get(reverse(name), follow=True)
    html = page(response)
    assert 'aria-label="Mon compte"' in html
    assert 'aria-label="Principale"' in html


def test_a_wrong_password_opens_the_fold_and_says_so_on_top(client):
    html = page(client.post(reverse("account_login"), {"login": "a@example.org", "password": "x"}))
    assert '<details class="fold small" open>' in html
    assert 'id="erreurs"' in html


def test_a_code_is_asked_with_an_address_alone(client, secretary):
    user = secretary.person.user
    response = client.post(
        reverse("account_request_login_code"), {"email": user.email}, follow=True
    )
    html = page(response)
    assert "Votre code est en route" in html
    assert user.email in html


def test_a_link_that_was_already_used_offers_another(client):
    html = page(client.get("/compte/password/reset/key/1-bad/"))
    assert "Ce lien ne sert plus" in html
