"""« Mon compte »: everything on one page, one's own devices closed one by one, one's own data."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests.factories import CommuneFactory, PositionFactory, SecretaryFactory

PASSWORD = "Une-clef-2026-solide"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17 Mobile Safari/604.1"


@pytest.fixture
def solange(db):
    position = SecretaryFactory()
    user = position.person.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def enter(user, agent):
    browser = Client(HTTP_USER_AGENT=agent)
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert browser.get("/").status_code == 200
    return browser


def test_it_gathers_address_ways_in_devices_and_positions(solange):
    PositionFactory(
        person=solange.person, commune=CommuneFactory(name="Fleisheim"), role="secretary"
    )
    page = enter(solange, FIREFOX).get(reverse("home:account")).text

    for expected in (
        solange.email,
        "choisi",
        "1\u00a0appareil",
        "Secrétaire de mairie",
        "Fleisheim",
    ):
        assert expected in page
    for name in ("account_email", "account_change_password", "mfa_list_webauthn"):
        assert reverse(name) in page


def test_the_menu_of_the_frame_leads_to_it(solange):
    assert f'href="{reverse("home:account")}"' in enter(solange, FIREFOX).get("/").text


def test_another_device_is_closed_at_once_and_this_one_stays(solange):
    desk, phone = enter(solange, FIREFOX), enter(solange, PHONE)
    page = desk.get(reverse("usersessions_list")).text
    there = UserSession.objects.get(user_agent=PHONE)

    assert "Safari sur iPhone" in page
    assert "Firefox sur Windows" in page
    desk.post(reverse("home:session_end", args=[there.pk]))

    assert phone.get("/")["Location"].startswith(reverse("account_login"))
    assert desk.get("/").status_code == 200


def test_closing_all_the_others_leaves_this_one(solange):
    desk, phone = enter(solange, FIREFOX), enter(solange, PHONE)

    desk.post(reverse("usersessions_list"))

    assert phone.get("/").status_code == 302
    assert desk.get("/").status_code == 200


def test_the_device_of_somebody_else_is_not_there(solange, signed_in):
    enter(solange, FIREFOX)
    session = UserSession.objects.get()
    stranger = signed_in(SecretaryFactory().person.user)

    assert stranger.post(reverse("home:session_end", args=[session.pk])).status_code == 404
    assert UserSession.objects.filter(pk=session.pk).exists()


def test_a_get_closes_nothing(solange):
    desk = enter(solange, FIREFOX)
    desk.get(reverse("home:session_end", args=[UserSession.objects.get().pk]))

    assert desk.get("/").status_code == 200


def test_my_data_are_mine_in_a_file(solange):
    other = SecretaryFactory().person
    response = enter(solange, FIREFOX).get(reverse("home:account_data"))
    known = json.loads(response.content)

    assert response["Content-Disposition"] == 'attachment; filename="mes-donnees.json"'
    assert known["compte"]["adresse"] == solange.email
    assert known["fonctions"][0]["commune"] == solange.person.positions.get().commune.name
    assert known["appareils"][0]["navigateur"] == FIREFOX
    assert other.last_name not in response.content.decode().replace(solange.last_name, "")
    assert "password" not in response.content.decode()


def test_somebody_outside_is_led_to_the_door(db, client):
    assert client.get(reverse("home:account"))["Location"].startswith(reverse("account_login"))
