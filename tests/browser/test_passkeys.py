"""A passkey, with the real ceremony of Chromium: added, used alone to enter, renamed, removed."""

import pytest

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser
WHO = "secretaire.57635@example.org"


@pytest.fixture
def page(portal):
    """A browser with a fingerprint reader that always recognises its owner. WebAuthn wants a name, not a number."""
    page = portal.page_of()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    reader = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": reader})
    page.set_default_timeout(60_000)
    page.base = portal.url.replace("127.0.0.1", "localhost")
    yield page
    page.context.close()


def enter_by_password(page):
    page.goto(f"{page.base}/compte/login/")
    fold = page.locator("details", has=page.locator("input[name=password]"))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    page.fill("input[name=login]", WHO)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{page.base}/")


def confirm_it_is_me(page):
    page.fill("input[name=password]", PASSWORD)
    click_and_land(page, "Confirmer")


def click_and_land(page, button):
    """A click that leaves the page: what follows waits for the next one, or it would cut the ceremony short."""
    with page.expect_navigation(timeout=60_000):
        page.locator("main").get_by_role("button", name=button).click()


def leave(page):
    page.goto(f"{page.base}/compte/logout/")
    click_and_land(page, "Sortir")
    assert "/compte/login/" in page.url


def test_a_passkey_is_added_enters_alone_is_renamed_and_removed(page):
    enter_by_password(page)
    page.goto(f"{page.base}/compte/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        confirm_it_is_me(page)
    page.fill("input[name=name]", "Ordinateur de la mairie")
    click_and_land(page, "Ajouter la clé")
    page.goto(f"{page.base}/compte/2fa/webauthn/")
    assert "Ordinateur de la mairie" in page.locator("main").inner_text()
    assert "entre sans mot de passe" in page.locator("main").inner_text()

    leave(page)
    page.get_by_role("button", name="Entrer avec une clé d’accès").click()
    page.wait_for_url(f"{page.base}/")
    assert page.locator("main h1").count() == 1

    page.goto(f"{page.base}/compte/2fa/webauthn/reauthenticate/?next=/compte/2fa/webauthn/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url(f"{page.base}/compte/2fa/webauthn/")
    page.get_by_role("link", name="Renommer Ordinateur de la mairie").click()
    page.fill("input[name=name]", "Mon téléphone")
    click_and_land(page, "Garder ce nom")
    page.goto(f"{page.base}/compte/2fa/webauthn/")
    page.get_by_role("link", name="Retirer Mon téléphone").click()
    click_and_land(page, "Retirer la clé")
    page.goto(f"{page.base}/compte/2fa/webauthn/")
    assert "Aucune pour l’instant" in page.locator("main").inner_text()


def test_a_ceremony_that_fails_is_said_in_french(page):
    page.goto(f"{page.base}/compte/login/")
    page.get_by_role("button", name="Entrer avec une clé d’accès").click()

    said = page.get_by_role("alert").filter(has_text="entrez autrement")
    said.wait_for()
    assert page.url.endswith("/compte/login/")
