"""Each page, as each role: no fault of accessibility, nothing blocked, nothing cut at the edge, valid HTML."""

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import ALL

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations_of(page):
    """What axe finds: the rule, and the first places."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found]


def problems_of(page):
    """What the browser complained of; a page that is not there is no complaint."""
    return [
        line for line in page.said if not any(word in line for word in ("404", "410", "[DOM]"))
    ]


def named(case):
    role, path = case
    return f"{(role or 'public').split('@')[0]} {path}"


@pytest.mark.parametrize("case", ALL, ids=named)
def test_a_page_is_sound(portal, case):
    role, path = case
    page = portal.page_of(role, width=1280)

    response = page.goto(path)
    found = violations_of(page)
    page.set_viewport_size({"width": 320, "height": 800})
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    problems = problems_of(page)
    page.context.close()

    assert response.status == (404 if "n-existe-pas" in path else 200)
    assert found == []
    assert problems == []
    assert too_wide <= 0


@pytest.mark.parametrize("case", ALL, ids=named)
def test_a_page_is_valid_html(portal, case):
    role, path = case
    context = portal.context_of(role)

    text = context.request.get(path).text()
    context.close()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)

    assert [(place, code) for place, code, _ in parser.errors] == []
    assert text.count("<h1") == 1
    assert text.count("btn--main") <= 1 or "/gestion/" in path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("case", [c for c in ALL if c[1] in {"/", "/compte/login/"}], ids=named)
def test_contrast_holds_in_both_themes_and_on_a_phone(portal, case, scheme):
    role, path = case
    page = portal.page_of(role, width=375, scheme=scheme)

    page.goto(path)
    found = Axe().run(page, options={"runOnly": ["color-contrast", "target-size"]})
    page.context.close()

    assert [(v["id"], v["nodes"][0]["target"]) for v in found.response["violations"]] == []
