"""A campaign from a blank page to 28 answers and a locked, exact, printed need, by the browser and the mail."""

import email
import email.policy
import io
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from tests.browser.pages import MANAGER, TOWN
from tests.browser.papers import text_of_pdf

pytestmark = pytest.mark.browser
TITLE = "Panneaux et registres"
FOUR, TWO_BY_MAIL, TWO_BY_PHONE = "4", "2", "3"


def test_from_a_blank_page_to_a_locked_need(portal):
    manager = portal.page_of(MANAGER)
    follow = open_to_communes(manager, prepare(manager))
    number = follow.rstrip("/").rsplit("/", 1)[1]

    links = links_of_the_mails(portal, TITLE)
    assert len(links) == 28
    answer_on_the_portal(portal, number)
    links.pop("mairie.57630@example.org")
    note_by_phone(manager, follow, "Bébing")
    links.pop("mairie.57056@example.org")
    answer_by_mail(portal, links.pop("mairie.57086@example.org"))
    for link in links.values():
        say_no_need(portal, link)

    lock(manager, follow)
    assert need_of(manager, f"{follow}besoin.xlsx") == {
        "Sarrebourg": 4,
        "Bébing": 3,
        "Belles-Forêts": 2,
    }
    printed = printed_need(portal, manager, follow)
    assert "Panneau de signalisation 9 0 × 10, reste 9 2,50 € 22,50 €" in printed
    assert "Réponses\n28 sur 28" in printed


def prepare(page):
    page.goto("/gestion/achats/campagnes/nouvelle/")
    page.fill("[name=title]", TITLE)
    page.get_by_text("De rien").click()
    page.get_by_role("button", name="Commencer").click()
    page.fill("[name=day]", f"{localdate() + timedelta(days=45):%d/%m/%Y}")
    page.select_option("[name=convention]", index=1)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("link", name="Ajouter un lot").click()
    page.fill("[name=title]", "Signalisation")
    page.locator("main").get_by_role("button").last.click()
    page.fill("[name=article]", "panneau")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("button", name=re.compile("^Ajouter.*Panneau de signalisation")).click()
    page.locator("input[name$=-price]").fill("2,50")
    page.get_by_role("button", name="Enregistrer les prix de ce lot").click()
    return page.url


def open_to_communes(page, prepared):
    page.goto(prepared.split("#")[0].split("?")[0])
    page.get_by_role("link", name="Ouvrir aux communes").click()
    page.get_by_role("button", name=re.compile("Ouvrir")).click()
    page.wait_for_load_state()
    assert page.get_by_text("silencieuse").count() >= 28
    return re.sub(r"^https?://[^/]+", "", page.url)


def links_of_the_mails(portal, title):
    """The answer link each town hall received, by address; the worker sends them, one by one."""
    folder = Path(portal.env["EMAIL_URL"].removeprefix("file://"))
    deadline, found = time.monotonic() + 60, {}
    while time.monotonic() < deadline and len(found) < 28:
        for mail in mails_in(folder):
            if mail["Subject"].strip().startswith(f"{title} : ce dont"):
                text = mail.get_body(("plain",)).get_content()
                found[mail["To"]] = re.search(r"https?://\S+?(/r/[^/\s]+/)\s", text)[1]
        time.sleep(0.5)
    return found


def mails_in(folder):
    for path in sorted(folder.glob("*")):
        for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if part.strip():
                yield email.message_from_bytes(part, policy=email.policy.default)


def answer_on_the_portal(portal, number):
    page = portal.page_of(TOWN)
    page.goto(f"/achats/campagnes/{number}/reponse/57630/")
    cell = page.locator("table input").first
    cell.fill(FOUR)
    cell.press("Tab")
    send(page)


def note_by_phone(page, follow, name):
    page.goto(follow)
    row = page.get_by_role("row", name=re.compile(name))
    row.get_by_role("link", name=re.compile("^Noter la réponse")).click()
    page.fill("[name=who]", "Mme le maire")
    page.get_by_role("button", name="Commencer").click()
    page.locator("table input").first.fill(TWO_BY_PHONE)
    send(page)


def answer_by_mail(portal, link):
    page = portal.page_of()
    page.goto(link)
    page.get_by_text("Je complète").click()
    page.locator("[name=nom]").fill("La secrétaire")
    page.get_by_role("button", name="Continuer").click()
    page.locator("table input").first.fill(TWO_BY_MAIL)
    send(page)


def say_no_need(portal, link):
    page = portal.page_of(script=False)
    page.goto(f"{link}aucun/")
    page.locator("[name=nom]").fill("Une remplaçante")
    page.get_by_role("button", name="Envoyer la réponse").click()
    assert "aucun besoin cette année" in page.locator("h1").inner_text()
    page.context.close()


def send(page):
    page.get_by_role("button", name="Relire et envoyer").click()
    page.get_by_role("button", name=re.compile("^Envoyer|^Enregistrer")).click()
    page.wait_for_load_state()
    assert "enregistrée" in page.locator("main").inner_text()


def lock(page, follow):
    page.goto(follow)
    assert page.get_by_role("heading", name="À appeler").count() == 0
    for label in ("Clore le recensement", "Arrêter le besoin"):
        page.goto(follow)
        page.get_by_role("link", name=label).first.click()
        page.get_by_role("button", name=label).click()
        page.wait_for_load_state()


def need_of(page, address):
    """What each commune asks for, in the exported table."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(page.request.get(address).body()))
    heads, *rows = book.worksheets[0].iter_rows(values_only=True)
    commune, quantity = heads.index("Commune"), heads.index("Quantité")
    return {row[commune]: row[quantity] for row in rows}


def printed_need(portal, page, follow):
    page.goto(f"{follow}documents/")
    return text_of_pdf(
        portal, page, page.locator("tr", has_text="Besoin").locator("a[href$='/pdf/']").first
    )
