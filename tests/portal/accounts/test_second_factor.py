"""The second factor: whom it is asked of, the whole path with an application, codes of the safe."""

import pytest
import time_machine as clock
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from communes.states import COMMUNE_ROLES, GROUP_ROLES, TEAM_ROLES, Role
from portal.mail.models import OutboxEmail
from tests.factories import CommuneFactory, PositionFactory

PASSWORD = "Une-clef-2026-solide"
SETTING_UP = "/compte/2fa/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.PORTAL_MFA_REQUIRED = True


def holder(role):
    commune = CommuneFactory() if role in COMMUNE_ROLES else None
    user = PositionFactory(role=role, commune=commune).person.user
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def enter(browser, user):
    return browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def code_of(secret):
    """What the application on the telephone shows now."""
    return totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )


@pytest.mark.parametrize("role", TEAM_ROLES)
@pytest.mark.parametrize("path", ["/", "/gestion/", "/annuaire/", "/achats/"])
def test_those_who_see_every_commune_set_one_up_before_anything_else(db, role, path):
    browser = Client()
    enter(browser, holder(role))

    assert browser.get(path)["Location"] == SETTING_UP


@pytest.mark.parametrize("role", TEAM_ROLES)
def test_nothing_can_be_done_without_it_either(db, role):
    browser = Client()
    enter(browser, holder(role))

    assert browser.post("/annuaire/comptes/1/inviter/")["Location"] == SETTING_UP


@pytest.mark.parametrize("role", [role for role in Role if role not in TEAM_ROLES])
def test_the_others_may_do_without(db, role):
    browser = Client()
    enter(browser, holder(role))

    assert browser.get("/").status_code == 200


def test_every_role_is_of_one_side():
    assert set(COMMUNE_ROLES) | set(GROUP_ROLES) == set(Role)
    assert set(TEAM_ROLES) == {Role.MANAGER, Role.IT_AGENT, Role.ADMINISTRATOR}


def set_up(browser):
    """Install the application: confirm who one is, read the key, type the code it shows."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.text
    assert "data:image/svg+xml" in page.text
    response = browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert response.status_code == 302
    return secret


def test_the_whole_path_with_an_application(transactional_db):
    manager, browser = holder(Role.MANAGER), Client()
    with clock.travel("2026-11-10 11:00 +0000") as now:
        enter(browser, manager)
        secret = set_up(browser)
        assert browser.get("/").status_code == 200
        browser.post(reverse("account_logout"))

        assert enter(browser, manager)["Location"].startswith(reverse("mfa_authenticate"))
        assert browser.get("/")["Location"].startswith(reverse("account_login"))
        wrong = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert "recopiez celui qui s’affiche" in wrong.text
        now.shift(60)
        right = browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert right["Location"] == "/"
        assert browser.get("/").status_code == 200

    assert OutboxEmail.objects.filter(text__contains="Une application du téléphone").exists()


def test_a_wrong_code_installs_nothing(db):
    browser = Client()
    enter(browser, holder(Role.MANAGER))
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.get(reverse("mfa_activate_totp"))

    page = browser.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert "Ce code n’est pas le bon" in page.text
    assert Authenticator.objects.count() == 0


def test_a_code_serves_once(db):
    manager, first, second = holder(Role.MANAGER), Client(), Client()
    with clock.travel("2026-11-10 11:00 +0000") as now:
        enter(first, manager)
        secret = set_up(first)
        now.shift(60)
        code = code_of(secret)
        enter(second, manager)
        third = Client()
        enter(third, manager)

        assert second.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/"
        assert third.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_recovery_codes_are_given_with_it_and_each_opens_once(db):
    manager, browser = holder(Role.MANAGER), Client()
    with clock.travel("2026-11-10 11:00 +0000"):
        enter(browser, manager)
        set_up(browser)
        codes = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
        page = browser.get(reverse("mfa_view_recovery_codes")).text
    assert len(codes) == 10
    assert all(code in page for code in codes)

    lost = Client()
    enter(lost, manager)
    assert lost.post(reverse("mfa_authenticate"), {"code": codes[0]})["Location"] == "/"
    again = Client()
    enter(again, manager)
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert again.post(reverse("mfa_authenticate"), {"code": codes[1]})["Location"] == "/"


def test_guessing_the_code_is_stopped(db):
    manager, browser = holder(Role.MANAGER), Client()
    with clock.travel("2026-11-10 11:00 +0000"):
        enter(browser, manager)
        secret = set_up(browser)
        guess = Client()
        enter(guess, manager)
        for n in range(8):
            guess.post(reverse("mfa_authenticate"), {"code": f"{n:06d}"})
        last = guess.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert last.status_code != 302


def test_without_one_the_demonstration_lets_the_team_in_and_says_so(db, settings):
    settings.PORTAL_MFA_REQUIRED, settings.DEMONSTRATION = False, True
    browser = Client()
    enter(browser, holder(Role.MANAGER))

    page = browser.get("/")
    assert page.status_code == 200
    assert "la double authentification n’est pas exigée" in page.text
