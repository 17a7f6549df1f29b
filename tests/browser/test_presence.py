"""A half day signed on a tablet without network: each signature once; countersigned, closed, certified, verified."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import MANAGER
from tests.browser.test_audit_visit import NO_COPY, kept, true_in

pytestmark = pytest.mark.browser
SAVED = "Tout est enregistré."


def told(portal, call):
    """What a helper of tests/browser/attendance.py printed."""
    said = portal.manage(
        "shell", "--no-imports", "-c", f"from tests.browser import attendance; attendance.{call}"
    )
    return said.strip().rpartition("\n")[2].partition(" ")[2]


def draw(page):
    """A few strokes on the paper, and it is validated."""
    paper = page.locator("dialog [data-paper]")
    expect(paper).to_be_visible()
    box = paper.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for n in range(1, 9):
        page.mouse.move(box["x"] + 40 + 30 * n, box["y"] + 60 + (n % 2) * 40)
    page.mouse.up()
    page.get_by_role("button", name="Valider").click()


def test_two_people_sign_without_network_and_their_certificates_are_verified(portal):
    made = json.loads(told(portal, "make()"))
    one, other = made["people"]
    page = portal.page_of()
    page.goto(made["path"])
    page.get_by_role("link", name=re.compile("Faire signer")).click()
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    kept(page, until="/static/js/pad.js")

    page.context.set_offline(True)
    page.get_by_role("button", name=f"Signer : {one}").click()
    draw(page)
    expect(page.locator("[data-state]")).to_contain_text("1 enregistrement à envoyer")
    page.reload()
    expect(page.locator("[data-person]", has_text=one)).to_contain_text(
        "signature reçue, à envoyer"
    )
    expect(page.get_by_role("button", name=f"Signer : {one}")).to_be_hidden()
    page.get_by_role("button", name=f"Signer : {other}").click()
    draw(page)
    expect(page.locator("[data-state]")).to_contain_text("2 enregistrements à envoyer")

    assert told(portal, f"count({made['slot']})") == "0 0 0"

    cuts = []

    def cut(route):
        """The portal receives and keeps; its answer never comes back, once."""
        if cuts:
            route.fallback()
        else:
            cuts.append(route.fetch())
            route.abort()

    page.route("**/envoi/", cut)
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_have_text(SAVED, timeout=40_000)
    assert len(cuts) == 1
    assert told(portal, f"count({made['slot']})") == "2 2 0"

    page.get_by_role("button", name="Contresigner").click()
    draw(page)
    expect(page.locator("[data-left]")).to_contain_text("contresignée")
    expect(page.locator("[data-state]")).to_have_text(SAVED, timeout=40_000)
    page.reload()
    expect(page.locator("main")).to_contain_text("Demi-journée contresignée")
    assert told(portal, f"count({made['slot']})") == "2 2 1"
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.said == [] or all("envoi" in line or "ERR_" in line for line in page.said)
    page.context.close()
    close_and_verify(portal, made)


def open_sheet(page, path):
    page.goto(path)
    page.get_by_role("link", name=re.compile("Faire signer")).click()
    expect(page.locator("[data-state]")).to_have_text(SAVED)


def test_of_a_link_taken_back_no_drawing_stays_and_who_had_signed_is_said(portal):
    """One signature left before, one had not: this one is erased too, and named until somebody has read it."""
    made = json.loads(told(portal, "make(1)"))
    one, other = made["people"]
    page = portal.page_of()
    open_sheet(page, made["path"])
    page.get_by_role("button", name=f"Signer : {one}").click()
    draw(page)
    expect(page.locator("[data-state]")).to_have_text(SAVED)
    kept(page, until="/static/js/pad.js")
    page.context.set_offline(True)
    page.get_by_role("button", name=f"Signer : {other}").click()
    draw(page)
    expect(page.locator("[data-state]")).to_contain_text("1 enregistrement à envoyer")
    assert "data:image/png" in page.evaluate("JSON.stringify(localStorage)")

    told(portal, f"take_back({made['session']})")
    page.context.set_offline(False)

    expect(page.locator("h1")).to_have_text("Ce lien ne sert plus", timeout=40_000)
    expect(page.get_by_role("alert")).to_contain_text(f"{other} : signature, à ")
    expect(page.get_by_role("alert")).not_to_contain_text(one)
    assert "data:image" not in page.evaluate("JSON.stringify(localStorage)")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text(other)
    page.get_by_role("button", name="J’en ai pris note").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == []
    true_in(page, NO_COPY)
    assert told(portal, f"count({made['slot']})") == "1 1 0"
    page.context.close()


def test_what_waits_leaves_by_the_link_that_replaces_the_one_it_was_signed_on(portal):
    made = json.loads(told(portal, "make(2)"))
    one = made["people"][0]
    page = portal.page_of()
    open_sheet(page, made["path"])
    page.context.set_offline(True)
    page.get_by_role("button", name=f"Signer : {one}").click()
    draw(page)
    expect(page.locator("[data-state]")).to_contain_text("1 enregistrement à envoyer")
    newer = told(portal, f"send_again({made['session']})")
    page.context.set_offline(False)
    expect(page.locator("[data-state]")).to_contain_text("dernier courriel", timeout=40_000)
    assert told(portal, f"count({made['slot']})") == "0 0 0"

    open_sheet(page, newer)
    expect(page.locator("[data-person]", has_text=one)).to_contain_text("signature reçue")
    assert told(portal, f"count({made['slot']})") == "1 1 0"
    page.context.close()


def close_and_verify(portal, made):
    """The manager closes from the grid; anybody verifies a certificate."""
    told(portal, f"end({made['session']})")
    desk = portal.page_of(MANAGER)
    desk.goto(f"/gestion/formations/sessions/{made['session']}/presences/")
    desk.get_by_role("button", name="Clore et délivrer").click()
    expect(desk.locator("main")).to_contain_text("2 personnes ont leur attestation")
    desk.context.close()
    code, number = told(portal, f"code({made['session']})").split()
    assert number == "2"
    anyone = portal.page_of(width=375)
    anyone.goto(f"/verifier/{code}/")
    expect(anyone.locator("h1")).to_have_text("Attestation valable")
    expect(anyone.locator("main")).to_contain_text(made["people"][0])
    anyone.context.close()
