"""A delivery noted without script. The whole chain is in test_it_chain.py."""

import re

import pytest

from tests.browser.pages import IT

pytestmark = pytest.mark.browser


def test_without_script_a_delivery_is_noted_too(portal):
    page = portal.page_of(IT, script=False)
    page.goto("/informatique/commandes/bons/?etat=partial")
    page.get_by_role("link", name=re.compile("^BC-")).first.click()
    page.get_by_role("link", name="Noter une livraison").click()

    page.get_by_label(re.compile("^Gardés")).first.fill("1")
    page.get_by_role("button", name="Noter la livraison").click()

    assert "La livraison est notée" in page.locator("main").inner_text()
