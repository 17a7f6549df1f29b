"""Who clicks twice sends once."""

import psycopg
import pytest

from tests.browser.pages import SECRETARY

pytestmark = pytest.mark.browser
TITLE = "Faut-il deux signatures sur un arrêté ?"


def test_a_double_click_asks_one_question(portal):
    page = portal.page_of(SECRETARY)
    page.goto("/formations/entraide/poser/")
    page.fill("input[name=title]", TITLE)
    page.select_option("select[name=theme]", index=1)

    page.locator("form button[type=submit].btn--main").dblclick()
    page.get_by_text("Votre question est posée").wait_for()

    with psycopg.connect(portal.env["DATABASE_OWNER_URL"]) as owner:
        asked = owner.execute("select count(*) from training_question where title = %s", [TITLE])
        assert asked.fetchone() == (1,)
