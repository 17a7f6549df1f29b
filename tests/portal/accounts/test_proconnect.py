"""Entering by ProConnect: off by default; and when on, only who is invited, vouched for by the right provider."""

import re
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.factories import EpciFactory, ManagerFactory, SecretaryFactory
from tests.portal.accounts.openid_provider import CLIENT, SECRET, Provider, new_key

BUTTON = "Se connecter avec ProConnect"
SOBER = "Aucun compte du portail ne répond à l’identité que vous avez choisie."


@pytest.fixture(scope="module", params=["RS256", "ES256"])
def running(request):
    provider = Provider(algorithm=request.param)
    yield provider
    provider.stop()


@pytest.fixture
def proconnect(running, settings):
    """ProConnect is on, honest, and knows one secretary."""
    for name in ("claims", "told", "discovery", "callback", "down", "seen", "visits"):
        getattr(running, name).clear()
    running.signing_key, running.secret = running.key, SECRET
    running.header_algorithm = running.algorithm
    settings.PROCONNECT_ISSUER = running.issuer
    settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_CLIENT_SECRET = CLIENT, SECRET
    return running


@pytest.fixture
def solange(db, proconnect):
    position = SecretaryFactory()
    user = position.person.user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    proconnect.person = {
        "sub": "b6048e95bb134ec5b1d1e1fa69f287172e91722b9354d637a1bcf2ebb0fd2ef5",
        "email": user.email,
        "given_name": "Solange",
        "usual_name": "Ferrand",
        "siret": position.commune.siren + "00012",
        "uid": "12345",
    }
    return user


def leave(browser, **data):
    return browser.post(reverse("proconnect_login"), data)


def come_back(browser, departure):
    """The browser follows ProConnect's redirection, as a browser does."""
    there = requests.get(departure["Location"], allow_redirects=False, timeout=5)
    assert there.status_code == 302, there.text
    return browser.get(there.headers["Location"])


def enter(browser=None, **data):
    browser = browser or Client()
    return come_back(browser, leave(browser, **data))


def is_inside(browser):
    return "_auth_user_id" in browser.session


def test_it_is_off_by_default(db, client):
    assert BUTTON not in client.get(reverse("account_login")).text
    assert client.post(reverse("proconnect_login")).status_code == 404
    assert client.get(reverse("proconnect_callback")).status_code == 404


def test_the_button_is_there_when_it_is_on(proconnect, db, client):
    page = client.get(reverse("account_login")).text

    assert BUTTON in page
    assert page.count("<h1") == 1


def test_an_invited_person_enters_and_comes_where_she_was_going(solange):
    browser = Client()

    response = enter(browser, next="/annuaire/")

    assert response["Location"] == "/annuaire/"
    assert int(browser.session["_auth_user_id"]) == solange.pk
    assert User.objects.count() == 1
    assert SocialToken.objects.count() == 0
    kept = SocialAccount.objects.get()
    assert kept.user == solange
    assert set(kept.extra_data) == {"email", "siret"}


def test_what_is_asked_of_proconnect(solange, proconnect):
    departure = leave(Client(), scope="groups", auth_params="prompt=none")
    asked = {name: v[0] for name, v in parse_qs(urlsplit(departure["Location"]).query).items()}

    assert set(asked["scope"].split()) == {
        "openid", "given_name", "usual_name", "email", "siret", "uid",
    }  # fmt: skip
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert asked["code_challenge_method"] == "S256"
    assert "eidas1" in asked["acr_values"]
    assert "prompt" not in asked


def test_the_address_cannot_ask_for_more(solange, proconnect):
    url = reverse("proconnect_login") + "?scope=groups&auth_params=prompt%3Dnone&process=connect"
    asked = parse_qs(urlsplit(Client().post(url)["Location"]).query)

    assert "groups" not in asked["scope"][0]
    assert "prompt" not in asked


def test_she_is_known_afterwards_by_her_identifier_whatever_her_address(solange, proconnect):
    enter()
    proconnect.person["email"] = "nouvelle.adresse@example.org"
    browser = Client()

    assert enter(browser)["Location"] == "/"
    assert is_inside(browser)


def test_an_address_given_to_somebody_else_does_not_open_the_account(solange, proconnect):
    enter()
    proconnect.person["sub"] = "une-autre-personne"

    response = enter()

    assert response.status_code == 403
    assert SocialAccount.objects.count() == 1


def refusal(proconnect):
    browser = Client()
    response = enter(browser)
    assert not is_inside(browser)
    assert response.status_code == 403
    return re.sub(r"\s+", " ", response.text)


def test_every_refusal_is_the_same_page_and_opens_no_account(solange, proconnect):
    person, pages = dict(proconnect.person), []
    proconnect.person["email"] = "inconnue@example.org"
    pages.append(refusal(proconnect))
    proconnect.person = {**person, "siret": "99999999900012"}
    pages.append(refusal(proconnect))
    proconnect.person = {**person, "email_verified": False}
    pages.append(refusal(proconnect))
    proconnect.person = {**person, "email": None}
    pages.append(refusal(proconnect))
    proconnect.person = person
    EmailAddress.objects.update(verified=False)
    pages.append(refusal(proconnect))
    EmailAddress.objects.update(verified=True)
    User.objects.update(is_active=False)
    pages.append(refusal(proconnect))

    assert SOBER in pages[0]
    assert len(set(pages)) == 1
    assert User.objects.count() == 1
    assert SocialAccount.objects.count() == 0


def test_who_changed_organisation_enters_no_more(solange, proconnect):
    enter()
    proconnect.person["siret"] = "99999999900012"

    assert SOBER in refusal(proconnect)


def test_the_team_comes_from_the_communaute_and_still_shows_its_second_factor(solange, proconnect):
    manager = ManagerFactory().person.user
    EmailAddress.objects.create(user=manager, email=manager.email, verified=True, primary=True)
    Authenticator.objects.create(user=manager, type="totp", data={"secret": "x"})
    siret = EpciFactory().siren + "00015"
    proconnect.person.update(sub="gestion", email=manager.email, siret=siret)
    browser = Client()

    assert enter(browser)["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_inside(browser)


LIES = {
    "nonce": {"claims": {"nonce": "x" * 40}},
    "no nonce": {"claims": {"nonce": None}},
    "issuer": {"claims": {"iss": "https://ailleurs.example.org"}},
    "audience": {"claims": {"aud": "un-autre-service"}},
    "authorised party": {"claims": {"aud": [CLIENT, "b"], "azp": "b"}},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "no expiry": {"claims": {"exp": None}},
    "future": {"claims": {"iat": 4_000_000_000, "exp": 4_000_000_060}},
    "level": {"claims": {"acr": "aucun"}},
    "no level": {"claims": {"acr": None}},
    "userinfo issuer": {"told": {"iss": "https://ailleurs.example.org"}},
    "userinfo audience": {"told": {"aud": "un-autre-service"}},
    "userinfo of another": {"told": {"sub": "quelqu-un-d-autre"}},
    "callback issuer": {"callback": {"iss": "https://ailleurs.example.org"}},
    "discovered issuer": {"discovery": {"issuer": "https://ailleurs.example.org"}},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_lets_nobody_in(solange, proconnect, lie):
    browser = Client()
    departure = leave(browser)
    for name, told in LIES[lie].items():
        getattr(proconnect, name).update(told)

    response = come_back(browser, departure)

    assert response.status_code == 401
    assert "n’a pas abouti" in response.text
    assert not is_inside(browser)


def test_a_token_signed_by_another_key_lets_nobody_in(solange, proconnect):
    proconnect.signing_key = new_key(proconnect.algorithm)

    assert enter().status_code == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_without_a_real_signature_lets_nobody_in(solange, proconnect, algorithm):
    proconnect.header_algorithm = algorithm
    proconnect.signing_key = None if algorithm == "none" else SECRET.encode() * 2

    assert enter().status_code == 401


def test_a_code_is_worth_nothing_without_the_state_of_this_browser(solange, proconnect):
    departure = leave(Client())
    thief = Client()

    assert come_back(thief, departure).status_code == 401
    assert not is_inside(thief)
    assert "token" not in [name for name, _ in proconnect.seen]


def test_a_state_serves_once(solange, proconnect):
    browser = Client()
    departure = leave(browser)
    come_back(browser, departure)
    browser.post(reverse("account_logout"))

    assert come_back(browser, departure).status_code == 401


def test_the_provider_checks_the_verifier_of_pkce(solange, proconnect):
    browser = Client()
    departure = leave(browser)
    there = requests.get(departure["Location"], allow_redirects=False, timeout=5)
    for visit in proconnect.visits.values():
        visit["code_challenge"] = "celui-de-quelqu-un-d-autre"

    assert browser.get(there.headers["Location"]).status_code == 401


def test_a_wrong_secret_is_our_fault_and_is_said_kindly(solange, proconnect):
    proconnect.secret = "un-autre"

    response = enter()

    assert response.status_code == 401
    assert "code reçu par courriel" in response.text


def test_a_provider_that_is_down_shows_another_door(solange, proconnect):
    proconnect.down.add("discover")

    response = leave(Client())

    assert response.status_code == 503
    assert "ProConnect ne répond pas" in response.text


@pytest.mark.parametrize("part", ["discover", "jwks", "userinfo"])
def test_a_provider_that_falls_on_the_way_shows_another_door(solange, proconnect, part):
    browser = Client()
    departure = leave(browser)
    proconnect.down.add(part)
    response = come_back(browser, departure)

    assert response.status_code == 503
    assert "ProConnect ne répond pas" in response.text
    assert reverse("account_login") in response.text


def test_a_provider_that_is_not_there_shows_another_door(solange, settings):
    settings.PROCONNECT_ISSUER = "http://127.0.0.1:9/api/v2"

    assert leave(Client()).status_code == 503


def test_giving_up_on_the_way_is_no_error(solange, proconnect):
    browser = Client()
    departure = leave(browser)
    state = parse_qs(urlsplit(departure["Location"]).query)["state"][0]
    url = reverse("proconnect_callback") + f"?error=access_denied&state={state}"

    response = browser.get(url, follow=True)

    assert "Vous y avez renoncé" in response.text


def test_leaving_closes_the_session_of_proconnect_too(solange, proconnect):
    browser = Client()
    enter(browser)

    out = browser.post(reverse("account_logout"))["Location"]
    asked = {name: v[0] for name, v in parse_qs(urlsplit(out).query).items()}

    assert out.startswith(f"{proconnect.issuer}/session/end?")
    assert len(asked["state"]) >= 32
    assert asked["post_logout_redirect_uri"].endswith(reverse("account_login"))
    hint = jwt.decode(asked["id_token_hint"], options={"verify_signature": False})
    assert hint["sub"] == proconnect.person["sub"]
    assert not is_inside(browser)


def test_who_entered_otherwise_leaves_otherwise(solange, signed_in):
    browser = signed_in(solange)

    assert browser.post(reverse("account_logout"))["Location"] == reverse("account_login")


def test_a_get_leaves_nowhere(solange, proconnect, client):
    page = client.get(reverse("proconnect_login"))

    assert BUTTON in page.text
    assert proconnect.seen == []
