"""The hardware chain as people live it: asked, quoted, agreed, ordered, received by a scanner in two parts."""

import re

import pytest

from tests.browser.pages import IT, MAYOR, SECRETARY

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WHAT = "Portable de la salle du conseil"


def test_from_the_request_to_two_partial_deliveries(portal):
    ask(portal)
    quote = enter_quote(portal)
    agree(portal, quote)
    order = place_order(portal)

    receive(portal, order, keep=1, serials=["PF7A1B2C"])
    assert "livrée en partie" in main(portal, SECRETARY, "/informatique/commandes/demandes/")
    receive(portal, order, keep=2, serials=["PF7A1B2D", "PF7A1B2E"])

    shown = main(portal, SECRETARY, order)
    assert "à installer" in shown
    for serial in ("PF7A1B2C", "PF7A1B2D", "PF7A1B2E"):
        assert serial in shown


def test_without_script_a_delivery_is_noted_too(portal):
    page = portal.page_of(IT, script=False)
    page.goto("/informatique/commandes/bons/?etat=partial")
    page.get_by_role("link", name=re.compile("^BC-")).first.click()
    page.get_by_role("link", name="Noter une livraison").click()

    page.get_by_label(re.compile("^Gardés")).first.fill("1")
    page.get_by_role("button", name="Noter la livraison").click()

    assert "La livraison est notée" in page.locator("main").inner_text()


def main(portal, who, path):
    page = portal.page_of(who)
    page.goto(path)
    return page.locator("main").inner_text()


def ask(portal):
    """Three fields and a button."""
    page = portal.page_of(SECRETARY)
    page.goto("/informatique/commandes/demander/")
    page.get_by_label("Qu’est-ce qu’il vous faut").fill(WHAT)
    page.get_by_label("C’est plutôt").select_option("laptop")
    page.get_by_label("Combien").fill("3")
    page.get_by_role("button", name="Envoyer la demande").click()
    page.wait_for_load_state()
    assert "cherche le prix" in page.locator("main").inner_text()


def enter_quote(portal):
    """The lines are written already: only the price is new. The address of the quote."""
    page = portal.page_of(IT)
    page.goto("/informatique/commandes/")
    page.get_by_role("link", name=re.compile(WHAT)).click()
    page.get_by_role("link", name="Saisir le devis").click()
    assert page.locator("input[name=l-0-label]").input_value() == WHAT
    assert page.locator("input[name=l-0-quantity]").input_value() == "3"
    page.get_by_label("Fournisseur").fill("Micro Lorraine")
    page.get_by_label("Numéro du devis").fill("DV-26-2001")
    page.locator("input[name=l-0-manufacturer]").fill("Lenovo")
    page.locator("input[name=l-0-unit_price]").fill("700")
    page.get_by_role("button", name=re.compile("Envoyer au maire")).click()
    page.wait_for_load_state()
    assert re.search(r"2\s520,00\s€\sTTC", page.locator("h1").inner_text())
    return page.url.removeprefix(portal.url)


def agree(portal, quote):
    """One click and one confirmation, from the home page; the secretary has no such button."""
    assert "Donner mon accord" not in main(portal, SECRETARY, quote)
    page = portal.page_of(MAYOR)
    page.goto("/")
    page.locator("article.due", has_text="2 520").get_by_role("link").first.click()
    page.get_by_role("link", name="Donner mon accord").click()
    page.get_by_role("button", name="Donner mon accord").click()
    page.wait_for_load_state()
    assert "Votre accord est enregistré" in page.locator("main").inner_text()


def place_order(portal):
    page = portal.page_of(IT)
    page.goto("/informatique/commandes/commander/")
    page.get_by_role("button", name="Commander à Micro Lorraine").click()
    page.wait_for_load_state()
    assert "BC-" in page.locator("main").inner_text()
    return page.url.removeprefix(portal.url)


def receive(portal, order, *, keep, serials):
    """A scanner types a code and Enter: the next box takes the next one, and nothing is sent before the button."""
    page = portal.page_of(IT)
    page.goto(order)
    page.get_by_role("link", name="Noter une livraison").click()
    page.get_by_label(re.compile("^Gardés")).fill(f"{keep}")
    page.locator(".serials input").first.focus()
    for serial in serials:
        page.keyboard.type(serial)
        page.keyboard.press("Enter")
    assert page.url.endswith("/reception/")
    page.get_by_role("button", name="Noter la livraison").click()
    page.wait_for_load_state()
    assert "La livraison est notée" in page.locator("main").inner_text()
