"""A whole training session through the front door: from what 28 communes wish to the line of the yearly report.

The manager, a mayor and the trainer are in a browser, the tablet without network; town halls ask as their forms do.
Days do not wait: the session is moved in time (tests/browser/halls.py), and the worker told what the beat would tell.
"""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser import halls
from tests.browser.halls import Hall, told
from tests.browser.pages import MANAGER
from tests.browser.test_audit_visit import kept
from tests.browser.test_presence import SAVED, draw

pytestmark = pytest.mark.browser
COURSE = "Cimetière et opérations funéraires"
CAMPAIGN = "Souhaits des vingt-huit"
SEATS, COST = 6, 31_001
"""Seats of the session; its cost in cents, which six shares do not divide."""
DAY = 24 * 60
SWEEP, OPINIONS = "training.tasks.sweep", "training.tasks.ask_opinions"


class Desk:
    """The manager at her browser."""

    def __init__(self, portal):
        self.portal, self.page = portal, portal.page_of(MANAGER)

    def go(self, path):
        self.page.goto(f"/gestion/formations/{path}")
        return self

    def press(self, name, role="button"):
        self.page.get_by_role(role, name=name).first.click()
        self.page.wait_for_load_state()
        return self

    def reads(self, *words):
        for one in words:
            expect(self.page.locator("main")).to_contain_text(one, timeout=30_000)
        return self

    def number(self, kind):
        """The key in the address of the page."""
        return int(re.search(rf"/{kind}/(\d+)/", self.page.url)[1])


def until(portal, task, ready):
    """Tell the worker, and wait until it did."""
    portal.wake(task)
    end = time.monotonic() + 60
    while not (found := ready()):
        assert time.monotonic() < end, task
        time.sleep(0.5)
    return found


@pytest.fixture
def desk(portal):
    desk = Desk(portal)
    yield desk
    desk.page.context.close()


@pytest.fixture
def town_halls(portal):
    return [Hall(portal, **one) for one in told(portal, "sign_in()")]


def test_from_the_wishes_to_the_yearly_report(portal, desk, town_halls):
    campaign = collect_wishes(portal, desk, town_halls)
    session = plan_and_publish(portal, desk, campaign)
    register_all(portal, town_halls, session)
    leave_and_promote(portal, town_halls, session)
    move_by_a_day(portal, desk, session)
    present, absent = attend(portal, session)
    close(portal, desk, session, present)
    give_opinions(portal, desk, session)
    share_and_report(portal, desk, town_halls, session, absent)


def collect_wishes(portal, desk, town_halls):
    """The 28 are asked, and each answers. The campaign."""
    desk.go("besoins/nouveau/")
    desk.page.get_by_label("Année de formation").fill("2031")
    desk.page.get_by_label("Intitulé").fill(CAMPAIGN)
    desk.page.get_by_label("Réponses jusqu’au").fill("31/12/2099")
    for box in desk.page.locator("input[name=themes]").all():
        box.check()
    desk.press("Préparer le recueil")
    campaign = desk.number("besoins")
    desk.go(f"besoins/{campaign}/etape/open/").press("Ouvrir aux communes")
    desk.reads("28 communes sont invitées")

    course = course_number(desk, COURSE)
    pages = told(portal, f"answers({campaign})")
    assert len(town_halls) == len(pages) == 28
    for hall in town_halls:
        said = hall.wish(pages[f"{hall.facts['commune']}"], course)
        assert said.startswith(f"{portal.url}/formations/souhaits/\n"), re.findall(
            r'class="error">([^<]*)', said
        )
    desk.go(f"besoins/{campaign}/etape/close/").press("Clore le recueil")
    desk.go(f"besoins/{campaign}/").reads("28 communes sur 28")
    return campaign


def course_number(desk, title):
    desk.go("sessions/nouvelle/")
    option = desk.page.locator("#formation option", has_text=title)
    return int(option.get_attribute("value"))


def plan_and_publish(portal, desk, campaign):
    """Rooms are proposed with what they spare; drafts are made; one is completed and announced. Its key."""
    desk.go(f"besoins/{campaign}/demande/").press(COURSE, "link")
    desk.press("Choisir les salles", "link").reads("28 personnes", "Épargné")
    desk.press("Préparer ces sessions").reads("en préparation")
    desk.page.get_by_role("link", name=COURSE).first.click()
    desk.page.wait_for_load_state()
    session = desk.number("sessions")
    name = told(portal, "new_trainer()")
    desk.go(f"sessions/{session}/modifier/")
    desk.page.get_by_label("Inscrits au moins").fill("2")
    desk.page.get_by_label("Inscrits au plus").fill(f"{SEATS}")
    trainer = desk.page.locator("[name=demi-0-trainer]")
    trainer.select_option(label=trainer.locator("option", has_text=name).inner_text())
    desk.press("Enregistrer")
    desk.go(f"sessions/{session}/etape/publish/").press("Annoncer")
    desk.go(f"sessions/{session}/etape/open/").press("Ouvrir les inscriptions")
    desk.reads("Les inscriptions sont ouvertes")
    return session


def register_all(portal, town_halls, session):
    """28 ask, each mayor says yes by the link of her mail: the first have the seats, the others a rank."""
    taken = set()
    for hall in town_halls:
        said = hall.register(session, taken)
        assert said.startswith(f"{portal.url}/formations/sessions/{session}/\n"), halls.errors(
            said
        )
    states = [state for _pk, _commune, state, _seat in told(portal, f"standing({session})")]
    assert states == ["to_validate"] * 28
    links = told(portal, f"ask_mayors({session})")
    mayor = portal.page_of(width=375)
    mayor.goto(links[0])
    mayor.get_by_role("button", name="Donner mon accord").click()
    expect(mayor.locator("main")).to_contain_text("accordée")
    mayor.context.close()
    anyone = Hall(portal)
    for link in links[1:]:
        anyone.post(link)
    rows = told(portal, f"standing({session})")
    assert [row[2] for row in rows] == ["confirmed"] * SEATS + ["waiting"] * (28 - SEATS)


def leave_and_promote(portal, town_halls, session):
    """Somebody leaves; the first who waits is offered the seat, and takes it."""
    by_commune = {hall.facts["commune"]: hall for hall in town_halls}
    rows = told(portal, f"standing({session})")
    leaver, follower = rows[0], rows[SEATS]
    path = "/formations/inscriptions/{}/{}/".format
    by_commune[leaver[1]].post(path(leaver[0], "retirer"), reason="Budget à voter")
    assert told(portal, f"standing({session})")[SEATS][2] == "offered"
    by_commune[follower[1]].post(path(follower[0], "accepter"))
    rows = told(portal, f"standing({session})")
    assert rows[0][2] == "cancelled"
    assert (rows[SEATS][2], rows[SEATS][3]) == ("confirmed", leaver[3])


def move_by_a_day(portal, desk, session):
    """Everybody who comes is told, and each calendar gets the next version of the same event."""
    desk.go(f"sessions/{session}/dates/")
    day = desk.page.locator("input[name$=day]").first
    before = day.input_value()
    number, month, year = map(int, before.split("/"))
    after = halls.dt.date(year, month, number) + halls.dt.timedelta(days=1)
    day.fill(f"{after:%d/%m/%Y}")
    desk.press(re.compile("Déplacer")).reads("déplacée")
    told_of = told(portal, f"mails({session}, 'session_moved')")
    assert len(told_of) >= SEATS
    events = [parts for _text, parts in told_of if "VEVENT" in parts]
    assert len(events) == SEATS
    assert all("METHOD:REQUEST" in one and "SEQUENCE:1" in one for one in events)


def attend(portal, session):
    """The trainer opens the link of her mail; all sign without network but one. How many came, and did not."""
    told(portal, f"bring({session}, minutes=10 * {DAY})")
    until(portal, SWEEP, lambda: told(portal, f"state({session})") == "confirmed")
    path, _slot = until(portal, SWEEP, lambda: told(portal, f"trainer_path({session})"))
    told(portal, f"bring({session}, minutes=-10, today=True)")
    until(portal, SWEEP, lambda: told(portal, f"state({session})") == "running")
    tablet = portal.page_of()
    tablet.goto(path)
    tablet.get_by_role("link", name=re.compile("Faire signer")).click()
    expect(tablet.locator("[data-state]")).to_have_text(SAVED)
    kept(tablet, until="/static/js/pad.js")
    tablet.context.set_offline(True)
    for _ in range(SEATS - 1):
        tablet.locator("[data-sign]:visible").first.click()
        draw(tablet)
    tablet.locator("[data-person]", has=tablet.locator("[data-sign]:visible")).locator(
        "select"
    ).select_option("absent")
    tablet.context.set_offline(False)
    expect(tablet.locator("[data-state]")).to_have_text(SAVED, timeout=40_000)
    tablet.get_by_role("button", name="Contresigner").click()
    draw(tablet)
    expect(tablet.locator("[data-left]")).to_contain_text("contresignée")
    expect(tablet.locator("[data-state]")).to_have_text(SAVED, timeout=40_000)
    tablet.context.close()
    return SEATS - 1, 1


def close(portal, desk, session, present):
    """What it cost is noted, it is closed, and who came has a certificate that anybody verifies."""
    told(portal, f"bring({session}, minutes=-26 * 60)")
    until(portal, SWEEP, lambda: told(portal, f"state({session})") == "to_close")
    desk.go(f"sessions/{session}/couts/")
    desk.page.get_by_label("Intitulé").fill("Intervention d’une demi-journée")
    desk.page.get_by_label("Montant").fill("310,01")
    desk.press("Ajouter").reads("310,01")
    desk.go(f"sessions/{session}/presences/").press("Clore et délivrer les attestations")
    desk.reads(f"{present} personnes ont leur attestation")
    codes = told(portal, f"codes({session})")
    assert len(codes) == present
    page = Hall(portal).get(f"/verifier/{codes[0]}/")
    assert "Attestation valable" in page
    assert COURSE in page


def give_opinions(portal, desk, session):
    """Nothing is shown while somebody may still answer; all is once five of five did."""
    last = told(portal, "last_mail()")
    letters = until(portal, OPINIONS, lambda: told(portal, f"opinion_paths({last}, {session})"))
    anyone = Hall(portal)
    for number, path in enumerate(letters):
        thanks = anyone.post(path, **highest(anyone.get(path)))
        assert thanks.startswith(f"{portal.url}/e/merci/\n"), halls.errors(thanks)
        if number == 3:
            desk.go(f"sessions/{session}/avis/").reads("4")
            assert not desk.page.locator("main .bars").count()
    assert len(letters) == SEATS - 1
    desk.go(f"sessions/{session}/avis/")
    expect(desk.page.locator("main .bars").first).to_be_visible()


def highest(page):
    """The best mark of each question: the last that is offered."""
    marks = (
        re.findall(r'(name|value)="([^"]*)"', box)
        for box in re.findall(r'<input[^>]*"radio"[^>]*>', page)
    )
    return {found["name"]: found["value"] for found in map(dict, marks)}


def share_and_report(portal, desk, town_halls, session, absent):
    """The frozen shares add up to the cent, a town hall reads its own, the year counts the session."""
    desk.go(f"sessions/{session}/couts/").reads("Les parts, arrêtées", "310,01")
    shares = told(portal, f"shares({session})")
    assert sum(shares.values()) == COST
    paying = next(hall for hall in town_halls if shares.get(f"{hall.facts['commune']}"))
    assert COURSE in paying.get("/formations/couts/")
    desk.go("bilan/").reads(COURSE)
    assert absent == 1
