"""Every page that each role reaches by following links, in a full portal and in an empty one, under axe.

Longer than the tests (docs/trials/accessibility.md, which it writes, says how long):

    ./run test tests/browser/everywhere.py
"""

import json
import re
import time
from collections import Counter
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from django.utils import timezone

from demonstration.people import load_people
from demonstration.sites import load_sites
from ops import places
from portal.walls.acting import wall_for_all
from tests.browser import pages, states
from tests.browser.conftest import running_portal
from tests.browser.test_pages import problems_of, violations_of

pytestmark = pytest.mark.browser
PAGE = places.ROOT / "docs/trials/accessibility.md"
ROLES = {
    "anonymous": None,
    "secretary": pages.SECRETARY,
    "mayor": pages.MAYOR,
    "councillor": states.COUNCILLOR,
    "manager": pages.MANAGER,
    "it_agent": pages.IT,
    "trainer": "formation@example.org",
    "reader": pages.READER,
    "administrator": "administration@example.org",
}
LOOKS = (("light", 1280), ("dark", 375))
EACH = 1
"""Pages visited of one shape of address."""
TOLD = """# Accessibility, everywhere

`./run test tests/browser/everywhere.py`, run on {on:%d %B %Y}. Each role follows every link from its home page,
{each} page of one shape of address, in the demonstration (with the states of `tests/browser/states.py`) and in
a portal where nobody did anything yet. Each page is checked by axe (WCAG 2.2 A and AA, best practices) with
every fold of the page open, in the light theme at 1280 pixels and in the dark one at 375; the browser says no error,
nothing is wider than the screen, and html5lib finds the HTML valid.

**{visited} pages × {looks} looks, {faults} faults.**

| portal | role | pages | faults | minutes |
|---|---|--:|--:|--:|
"""
LEAVES = re.compile(r"/compte/logout/|/sante/|\.(pdf|xlsx|csv|zip|vcf|ics)$")
OPEN_FOLDS = (
    "document.querySelectorAll('main details:not(.menu)').forEach(fold => { fold.open = true })"
)
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))"


@pytest.fixture(scope="module")
def bare(chromium, tmp_path_factory):
    """Communes and people, and nothing that any of them did yet."""
    with running_portal(chromium, tmp_path_factory, "bare8", told=False) as running:
        running.manage("load_territory", "--perimeter", "28", "--yes")
        running.manage(
            "shell", "-v", "0", "-c", "from tests.browser import everywhere as e; e.people()"
        )
        yield running


def people():
    """Called in the empty portal: the accounts of the demonstration, without its story."""
    from communes.models import Commune  # noqa: PLC0415 - in the other portal's process

    at = timezone.now()
    with wall_for_all():
        communes = list(Commune.objects.members(on=at.date()).order_by("insee"))
        load_sites(communes, year=at.year)
        load_people(communes, on=at.date())


@pytest.fixture(scope="module")
def full(portal):
    """The demonstration, with the states that it does not show by itself."""
    portal.page_of(states.KEYED).context.close()
    made = json.loads(
        portal.manage("shell", "-v", "0", "-c", "from tests.browser import states; states.make()")
    )
    return portal, made


@pytest.fixture(scope="module")
def counted():
    rows = []
    yield rows
    write(rows)


@pytest.mark.parametrize("role", ROLES)
def test_a_full_portal(full, counted, role):
    portal, made = full
    doors = [path for who, path, status in made.values() if who == ROLES[role] and status == 200]
    tour(portal, role, doors, counted, "full")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "councillor"])
def test_an_empty_portal(bare, counted, role):
    tour(bare, role, [], counted, "empty")


def tour(portal, role, doors, counted, state):
    """Walk breadth first; each page by day on a screen, by night on a telephone."""
    email, started = ROLES[role], time.monotonic()
    tabs = {look: portal.page_of(email, scheme=look[0], width=look[1]) for look in LOOKS}
    known = pages.BY_ROLE.get(email, ()) if state == "full" or email is None else ()
    waiting = list(dict.fromkeys(["/", *known, *doors]))
    seen, met, faults = set(waiting), Counter(), []
    while waiting:
        path = waiting.pop(0)
        if LEAVES.search(path) or met[shape(path)] >= EACH:
            continue
        answer = tabs[LOOKS[0]].context.request.get(path, max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        met[shape(path)] += 1
        faults += invalid(path, answer.text())
        for look, tab in tabs.items():
            faults += unsound(tab, path, look)
        for link in tabs[LOOKS[0]].evaluate(LINKS):
            target = urljoin(path, link.split("#")[0])
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append(target)
    for tab in tabs.values():
        tab.context.close()
    counted.append((state, role, met.total(), len(faults), time.monotonic() - started))
    assert not faults, "\n".join(map(str, faults))


def shape(path):
    """`/informatique/parc/12/?etat=x` and `/informatique/parc/13/?etat=y` have the same."""
    parts = urlsplit(path)
    asked = sorted(re.findall(r"(?:^|&)([^=&]+)", parts.query))
    return re.sub(r"/[^/]*\d[^/]*(?=/)", "/…", parts.path), *asked


def invalid(path, html):
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    return [(path, code) for _place, code, _ in parser.errors]


def unsound(tab, path, look):
    tab.said.clear()
    tab.goto(path)
    tab.evaluate(OPEN_FOLDS)
    found = [(path, look, *one) for one in violations_of(tab)]
    found += [(path, look, line) for line in problems_of(tab)]
    if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append((path, look, "wider than the screen"))
    return found


def write(rows):
    visited = sum(row[2] for row in rows)
    told = TOLD.format(
        on=timezone.localdate(),
        each=EACH,
        visited=visited,
        looks=len(LOOKS),
        faults=sum(row[3] for row in rows),
    )
    lines = [f"| {s} | {r} | {n} | {bad} | {t / 60:.1f} |\n" for s, r, n, bad, t in rows]
    PAGE.write_text(told + "".join(lines))
