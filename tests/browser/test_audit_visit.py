"""The visit of an audit on a tablet whose network comes and goes: nothing lost, nothing doubled."""

import re
import time

import pytest
from playwright.sync_api import Error, expect

from tests.browser.pages import IT

pytestmark = pytest.mark.browser
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
COUNT = """
from itsupport.models import Audit, AuditAnswer, AuditEvidence
from portal.walls.acting import wall_for_all
with wall_for_all():
    audit = Audit.objects.get(pk={pk})
    said = AuditAnswer.objects.filter(audit=audit, note__startswith="{word}")
    now = AuditAnswer.objects.filter(audit=audit).current()
    print("COUNT", said.count(), AuditEvidence.objects.filter(audit=audit, label="{photo}").count(),
        *sorted(f"{{a.question.code}}={{a.value}}" for a in now if a.note.startswith("{word}")))
"""


def counted(portal, pk, word, photo="-"):
    """How many answers carry this note in the database, how many photos, and the answers that count."""
    said = portal.manage(
        "shell", "--no-imports", "-c", COUNT.format(pk=pk, word=word, photo=photo)
    )
    return re.search(r"COUNT (.*)", said)[1].split()


@pytest.fixture(scope="module")
def visit(portal):
    """The address of an audit under way in the demonstration."""
    page = portal.page_of(IT)
    page.goto("/informatique/audits/")
    page.locator(".tile", has_text="en visite").get_by_role("link", name="en visite").click()
    page.wait_for_url(re.compile("/relire/"))
    pk = re.search(r"/audits/(\d+)/", page.url)[1]
    page.context.close()
    return pk


def open_visit(portal, pk, code="G1"):
    page = portal.page_of(IT)
    page.goto(f"/informatique/audits/{pk}/visite/#{code}")
    expect(page.locator("[data-state]")).to_have_text("Tout est enregistré.")
    return page


def say(page, code, value, note):
    """Jump to a question, choose, write a note, leave the field."""
    if not page.locator(f"#{code}").is_visible():
        page.locator(".visit__jump summary").click()
        page.locator(f"[data-jump={code}]").click()
    screen = page.locator(f"#{code}")
    expect(screen).to_be_visible()
    screen.locator(f"input[value={value}]").check()
    screen.locator("textarea").fill(note)
    screen.locator("textarea").press("Tab")


def test_five_answers_and_a_photo_without_network_are_sent_once(portal, visit):
    page = open_visit(portal, visit)
    page.context.set_offline(True)
    for code in ("G1", "G2", "G3", "G4", "G5"):
        say(page, code, "partial", f"sans réseau {code}")
    page.locator("#G5 input[type=file]").set_input_files(
        {"name": "baie-reseau.png", "mimeType": "image/png", "buffer": PNG}
    )
    expect(page.locator("[data-state]")).to_contain_text(
        re.compile(r"\d+ réponses et 1 photo à envoyer")
    )
    assert counted(portal, visit, "sans réseau", "baie-reseau.png")[:2] == ["0", "0"]

    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_have_text("Tout est enregistré.", timeout=40_000)

    told = counted(portal, visit, "sans réseau", "baie-reseau.png")
    assert told[:2] == ["5", "1"]
    assert told[2:] == [f"G{n}=partial" for n in range(1, 6)]
    page.context.close()


def test_a_send_cut_after_the_portal_kept_it_and_sent_again_is_kept_once(portal, visit):
    page = open_visit(portal, visit, "I1")
    cuts = []

    def cut(route):
        """The portal receives and keeps; its answer never comes back, twice."""
        if len(cuts) < 2:
            cuts.append(route.request.post_data)
            route.fetch()
            route.abort()
        else:
            route.fallback()

    page.route("**/envoi/", cut)
    say(page, "I1", "no", "coupé")
    expect(page.locator("[data-state]")).to_contain_text("à envoyer")
    expect(page.locator("[data-state]")).to_have_text("Tout est enregistré.", timeout=60_000)

    assert len(cuts) == 2
    assert counted(portal, visit, "coupé") == ["1", "0", "I1=no"]
    page.context.close()


def test_what_waits_survives_the_closing_of_the_page(portal, visit):
    page = open_visit(portal, visit, "I2")
    page.route("**/envoi/", lambda route: route.abort())
    say(page, "I2", "yes", "gardé ici")
    expect(page.locator("[data-state]")).to_contain_text("à envoyer")
    page.goto("/informatique/audits/")
    page.unroute("**/envoi/")

    page.goto(f"/informatique/audits/{visit}/visite/#I2")
    expect(page.locator("#I2 textarea")).to_have_value("gardé ici")
    expect(page.locator("[data-state]")).to_have_text("Tout est enregistré.", timeout=40_000)
    assert counted(portal, visit, "gardé ici") == ["1", "0", "I2=yes"]
    page.context.close()


def test_of_two_tablets_on_one_question_the_last_observed_counts(portal, visit):
    first, second = open_visit(portal, visit, "I3"), open_visit(portal, visit, "I3")
    first.context.set_offline(True)
    say(first, "I3", "yes", "deux tablettes")
    say(second, "I3", "no", "deux tablettes")
    expect(second.locator("[data-state]")).to_have_text("Tout est enregistré.")
    first.context.set_offline(False)
    expect(first.locator("[data-state]")).to_have_text("Tout est enregistré.", timeout=40_000)

    assert counted(portal, visit, "deux tablettes") == ["2", "0", "I3=no"]
    for page in (first, second):
        page.context.close()


NO_COPY = "async () => (await caches.keys()).length === 0"
KEPT = """async (where) => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  }
  return where ? found.includes(where) : found.sort();
}"""


def kept(page, *, until=None):
    """What is at hand without network; waits until an address is."""
    if until:
        true_in(page, KEPT, until)
    return page.evaluate(KEPT, "")


def true_in(page, script, arg=None):
    """Wait until an async function of the page says true: `wait_for_function` takes the promise itself for a yes."""
    end = time.monotonic() + 20
    while not page.evaluate(script, arg):
        assert time.monotonic() < end, f"never true: {script}"
        page.wait_for_timeout(50)


def test_without_network_the_visit_opens_again_and_each_answer_is_sent_once(portal, visit):
    here = f"/informatique/audits/{visit}/visite/"
    page = open_visit(portal, visit, "S1")
    kept(page, until="/static/js/visit.js")
    say(page, "S1", "yes", "rechargée S1")
    expect(page.locator("[data-state]")).to_have_text("Tout est enregistré.")
    page.context.set_offline(True)

    page.reload()
    expect(page.locator("#S1 textarea")).to_have_value("rechargée S1")
    say(page, "S2", "no", "rechargée S2")
    say(page, "S3", "partial", "rechargée S3")
    page.reload()
    expect(page.locator("#S3 textarea")).to_have_value("rechargée S3")
    expect(page.locator("[data-state]")).to_contain_text("2 réponses à envoyer")
    page.goto(f"{here}S2/")
    expect(page.locator("#S2 textarea")).to_have_value("rechargée S2")
    assert page.locator("#S2").is_visible()
    with pytest.raises(Error, match="ERR_"):
        page.goto("/informatique/audits/")

    page.context.set_offline(False)
    page.goto(here)
    expect(page.locator("[data-state]")).to_have_text("Tout est enregistré.", timeout=40_000)
    assert counted(portal, visit, "rechargée") == ["3", "0", "S1=yes", "S2=no", "S3=partial"]
    assert {one for one in kept(page) if not one.startswith("/static/")} == {here}
    page.context.close()


def test_nothing_stays_at_hand_once_signed_out(portal, visit):
    portal.states.pop(IT)  # a session of its own: the others go on
    page = open_visit(portal, visit, "S4")
    kept(page, until=f"/informatique/audits/{visit}/visite/")
    say(page, "S4", "yes", "avant de sortir")
    expect(page.locator("[data-state]")).to_have_text("Tout est enregistré.")

    page.goto("/compte/logout/")
    page.get_by_role("button", name="Sortir", exact=True).click()
    page.wait_for_url(re.compile("/login/"))
    true_in(page, NO_COPY)
    true_in(page, "async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    assert page.evaluate("Object.keys(localStorage)") == []
    portal.states.pop(IT)
    page.context.close()


def test_without_script_each_question_is_a_form(portal, visit):
    page = portal.page_of(IT, script=False)
    page.goto(f"/informatique/audits/{visit}/visite/")
    screen = page.locator("#I4")
    screen.locator("textarea").fill("sans script")
    screen.locator("input[value=yes]").check()
    screen.get_by_role("button", name="Enregistrer I4").click()
    page.wait_for_url(re.compile("/visite/I5/"))

    assert counted(portal, visit, "sans script") == ["1", "0", "I4=yes"]
    page.context.close()
