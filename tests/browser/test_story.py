"""The promise of the portal: a town hall answers in three actions, the manager locks the need and prints it."""

import re

import pytest

from tests.browser.pages import MANAGER, SECRETARY
from tests.browser.papers import text_of_pdf

pytestmark = pytest.mark.browser


def test_a_secretary_answers_in_three_actions_from_her_home_page(portal):
    page = portal.page_of(SECRETARY)
    page.goto("/")
    card = page.locator("article.due", has_text="Bickenholtz").filter(has_text="Extincteurs")

    card.get_by_role("link", name=re.compile("^Répondre")).click()  # one
    page.get_by_role("button", name="Relire et envoyer").click()  # two
    page.get_by_role("button", name=re.compile("Envoyer")).click()  # three

    page.wait_for_load_state()
    assert "enregistrée" in page.locator("main").inner_text()
    page.goto("/")
    assert card.count() == 0


def test_without_script_it_works_too(portal):
    page = portal.page_of(SECRETARY, script=False)
    page.goto("/achats/campagnes/2/reponse/57635/")

    page.get_by_role("button", name="Relire et envoyer").click()
    page.get_by_role("button", name=re.compile("Envoyer")).click()

    assert "enregistrée" in page.locator("main").inner_text()


def test_the_manager_calls_the_others_closes_locks_and_opens_the_pdf(portal):
    page = portal.page_of(MANAGER)
    follow = "/gestion/achats/campagnes/2/"
    page.goto(follow)
    calls = page.get_by_role("link", name=re.compile("Noter un appel"))
    for address in [link.get_attribute("href") for link in calls.all()]:
        page.goto(address)
        note_call(page)

    page.goto(follow)
    for label in ("Clore le recensement", "Arrêter le besoin"):
        page.get_by_role("link", name=label).first.click()
        page.get_by_role("button", name=label).click()
        page.wait_for_load_state()

    page.goto(f"{follow}documents/")
    text = text_of_pdf(portal, page, page.locator("a[href$='/pdf/']").first)

    assert "Bickenholtz" in text


def note_call(page):
    """Nobody picked up: the call is kept, the commune stays without an answer."""
    page.get_by_role("button", name=re.compile("Noter|Enregistrer")).first.click()
    page.wait_for_load_state()
